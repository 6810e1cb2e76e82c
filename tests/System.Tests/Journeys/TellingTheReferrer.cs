using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Local.Demo;

namespace Healthcare.SystemTests.Journeys;

/// <summary>The practice names its address through the gateway and is told, signed, of each stage of its case.</summary>
[CancelAfter(300_000)]
public sealed class TellingTheReferrer
{
    private static readonly string[] First = ["received", "in-review", "accepted"];

    [Test]
    public async Task Each_stage_is_told_to_the_practice_that_referred(CancellationToken cancel)
    {
        using var registered = await TheSystem.Http.PutAsync(new Uri(TheSystem.Sandbox, "/sandbox/webhook"), content: null, cancel);
        Assert.That(registered.StatusCode, Is.EqualTo(HttpStatusCode.NoContent), await registered.Content.ReadAsStringAsync(cancel));
        var partner = TheSystem.AsPartner("northside");
        try
        {
            var receipt = await Referring.SendAsync(partner, Referrals.Sample($"told{TheSystem.Running.ProcessIdOf("intake")}", 1), cancel);
            IReadOnlyList<JsonElement> told = [];
            await Testing.Eventually.TrueAsync(
                async () =>
                {
                    told = [.. (await TheSystem.Http.GetFromJsonAsync<JsonElement>(new Uri(TheSystem.Sandbox, $"/sandbox/received?partner=northside&id={receipt.TrackingId}"), cancel)).EnumerateArray()];
                    return told.Any(t => Stage(t) == "ready-to-schedule");
                },
                TimeSpan.FromSeconds(60),
                cancel,
                () => string.Join(", ", told.Select(Stage)));
            Assert.Multiple(() =>
            {
                Assert.That(told.Select(Stage).Take(3), Is.EqualTo(First));
                Assert.That(told.Select(t => t.GetProperty("status").GetInt32()), Is.All.EqualTo(204), "signed with the secret that was shown once");
                Assert.That(told.Select(t => Body(t).GetProperty("sequence").GetInt64()), Is.Ordered.And.Unique);
            });
        }
        finally
        {
            await partner.SendAsync(HttpMethod.Delete, "/partner/v1/webhook", content: null, cancel);
        }
    }

    private static JsonElement Body(JsonElement received) => JsonElement.Parse(received.GetProperty("body").GetString() ?? "");

    private static string? Stage(JsonElement received) => Body(received).GetProperty("stage").GetString();
}
