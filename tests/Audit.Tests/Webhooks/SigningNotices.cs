using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.Audit.Webhooks;

namespace Healthcare.Audit.Tests.Webhooks;

/// <summary>Signed as Standard Webhooks says, so that any of its libraries can check.</summary>
public sealed class SigningNotices
{
    // The specification's own example: https://www.standardwebhooks.com
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Test]
    public void The_specifications_example_gives_its_signature()
    {
        var headers = WebhookSignature.HeadersOf("msg_p5jXN8AQM9LWM0D4loKWxJek", At, """{"test": 2432232314}"""u8, [Secret]);
        Assert.That(headers, Is.EqualTo(new[]
        {
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        }));
    }

    [Test]
    public void While_a_secret_overlaps_there_are_two_signatures()
    {
        var other = WebhookSignature.NewSecret();
        var signatures = WebhookSignature.HeadersOf("id", At, "{}"u8, [other, Secret])[2].Value.Split(' ');
        Assert.That(signatures, Is.EqualTo(new[] { Expected(other), Expected(Secret) }));
    }

    [Test]
    public void Secrets_are_32_bytes_and_never_the_same()
    {
        var (one, two) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());
        Assert.That(one, Is.Not.EqualTo(two));
        Assert.That(Convert.FromBase64String(one["whsec_".Length..]), Has.Length.EqualTo(32));
    }

    private static string Expected(string secret) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id.{At.ToUnixTimeSeconds()}.{{}}"))));
}
