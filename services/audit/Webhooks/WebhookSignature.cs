using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Healthcare.Audit.Webhooks;

/// <summary>Signs what is sent, as Standard Webhooks says: HMAC-SHA256 over <c>id.timestamp.body</c>, one signature for each secret that is good.</summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";
    private const string Prefix = "whsec_";

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>The headers of one attempt; id and body are the same in each, the time is the attempt's own.</summary>
    public static IReadOnlyList<(string Name, string Value)> HeadersOf(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IEnumerable<string> secrets)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signatures = string.Join(' ', secrets.Select(s => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(s), signed))}"));
        return [(IdHeader, id), (TimestampHeader, timestamp), (SignatureHeader, signatures)];
    }

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(secret[Prefix.Length..]);
}
