using System.Text;
using System.Text.Json.Nodes;
using Healthcare.Fhir;

namespace Healthcare.Authorization.Tests.Http;

[CancelAfter(300_000)]
public sealed class RefusingBadNotifications
{
    [TestCase("not json", 400, "body-malformed")]
    [TestCase("<Bundle xmlns='http://hl7.org/fhir'/>", 415, "media-type-unsupported")]
    [TestCase("{\"resourceType\":\"Patient\"}", 400, "body-malformed")]
    [TestCase("{\"resourceType\":\"Bundle\",\"type\":\"collection\"}", 400, "body-malformed")]
    [TestCase("{\"resourceType\":\"Bundle\",\"type\":\"history\"}", 422, "unprocessable")]
    public async Task What_is_no_notification_is_told_so_in_FHIR_and_kept(string body, int status, string code, CancellationToken cancel)
    {
        var before = await OriginalsAsync(cancel);
        var answer = await TheService.NotifyAsync(Encoding.UTF8.GetBytes(body), cancel);
        Assert.Multiple(async () =>
        {
            Assert.That((answer.Status, answer.Code, answer.MediaType), Is.EqualTo((status, code, "application/fhir+json")), answer.Body);
            Assert.That(answer.Json.GetProperty("resourceType").GetString(), Is.EqualTo("OperationOutcome"));
            Assert.That(await OriginalsAsync(cancel), Is.EqualTo(before + 1), "every byte a payer sent is kept");
        });
    }

    [Test]
    public async Task Another_media_type_is_refused(CancellationToken cancel) =>
        Assert.That((await TheService.NotifyAsync("{}"u8.ToArray(), cancel, mediaType: "text/plain")).Status, Is.EqualTo(415));

    [Test]
    public async Task Another_payers_authorization_is_as_one_that_is_not_there(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX0006", cancel);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        var notification = CarryingACase.Notification(begun, i => CarryingACase.Certified(i.Sequence));
        var other = await TheService.NotifyAsync(notification, cancel, TheService.Payer("another-payer"));
        var unknown = await TheService.NotifyAsync(Replace(notification, begun.TraceNo, Guid.CreateVersion7().ToString("N")), cancel);
        Assert.That((other.Status, other.Code, unknown.Status, unknown.Code), Is.EqualTo((404, "not-found", 404, "not-found")));
        await TheService.UntilAsync(begun, "at-payer", cancel);
    }

    [Test]
    public async Task An_action_that_X12_does_not_have_decides_nothing(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX0007", cancel);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        var answer = await TheService.NotifyAsync(Replace(CarryingACase.Notification(begun, i => CarryingACase.Certified(i.Sequence)), "\"A1\"", "\"Z9\""), cancel);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((422, "unprocessable")), answer.Body);
    }

    [Test]
    public async Task The_same_key_with_another_body_is_refused(CancellationToken cancel)
    {
        var heartbeat = Heartbeat("heartbeat");
        Assert.That((await TheService.NotifyAsync(heartbeat, cancel, key: "k-1")).Status, Is.EqualTo(204));
        var replayed = await TheService.NotifyAsync(heartbeat, cancel, key: "k-1");
        Assert.That((replayed.Status, replayed.Headers.GetValueOrDefault("Idempotent-Replayed")), Is.EqualTo((204, "true")));
        Assert.That((await TheService.NotifyAsync(Heartbeat("handshake"), cancel, key: "k-1")).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task Only_a_payers_token_with_the_scope_is_heard(CancellationToken cancel)
    {
        var expired = TheService.Issuer.Sign(new() { ["actor_kind"] = "partner", ["partner"] = Samples.Payer, ["scope"] = "system/ClaimResponse.c", ["iat"] = 1_000_000, ["exp"] = 1_000_200 });
        var (other, staff, late) = (
            await TheService.NotifyAsync(Heartbeat("heartbeat"), cancel, TheService.Issuer.Partner(Samples.Payer, "system/Bundle.c")),
            await TheService.NotifyAsync(Heartbeat("heartbeat"), cancel, TheService.Specialist()),
            await TheService.NotifyAsync(Heartbeat("heartbeat"), cancel, expired));
        Assert.That((other.Status, staff.Status, late.Status, late.Code), Is.EqualTo((403, 403, 401, "token-expired")));
    }

    [Test]
    public async Task A_body_beyond_the_limit_is_refused(CancellationToken cancel) =>
        Assert.That((await TheService.NotifyAsync(new byte[6 * 1024 * 1024], cancel)).Status, Is.EqualTo(413));

    private static byte[] Heartbeat(string type) => PasNotification.Build(
        "https://payer.example/fhir", "h1", new PasNotification { Subscription = "https://payer.example/fhir/Subscription/s1", Type = type }, response: null, Samples.Noon);

    private static byte[] Replace(byte[] body, string from, string to)
    {
        var text = (JsonNode.Parse(body) ?? throw new AssertionException("Not JSON.")).ToJsonString();
        Assert.That(text, Does.Contain(from));
        return Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }

    private static async Task<long> OriginalsAsync(CancellationToken cancel) =>
        long.Parse((await TheService.QueryAsync("select count(*) from hc_originals where source = 'maryland-capital' and media_type = 'application/fhir+json' and length < 100", cancel))[0], System.Globalization.CultureInfo.InvariantCulture);
}
