using System.Net.Http.Headers;
using System.Text.Json;
using Healthcare.Local.Demo;

namespace Healthcare.SystemTests.Journeys;

/// <summary>Sends one referral as the referring practice does.</summary>
internal static class Referring
{
    internal sealed record Receipt(int Status, string TrackingId, JsonElement Body, bool Replayed);

    internal static async Task<Receipt> SendAsync(Door partner, byte[] bundle, CancellationToken cancel, string? key = null, string mediaType = "application/fhir+json")
    {
        var (answer, body) = await partner.SendAsync(
            HttpMethod.Post,
            "/partner/v1/referrals",
            () => new ByteArrayContent(bundle) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } },
            cancel,
            idempotencyKey: key ?? Guid.CreateVersion7().ToString());
        using (answer)
        {
            var tracking = body.ValueKind == JsonValueKind.Object && body.TryGetProperty("trackingId", out var id) ? id.GetString() ?? "" : "";
            return new Receipt((int)answer.StatusCode, tracking, body, answer.Headers.Contains("Idempotent-Replayed"));
        }
    }

    /// <summary>The code of a problem or of an OperationOutcome.</summary>
    internal static string? CodeOf(JsonElement body) => body.TryGetProperty("code", out var code)
        ? code.GetString()
        : body.GetProperty("issue")[0].GetProperty("details").GetProperty("coding")[0].GetProperty("code").GetString();
}
