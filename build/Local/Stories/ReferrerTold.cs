using System.Text.Json;

namespace Healthcare.Local.Stories;

internal sealed class ReferrerTold : Story
{
    public override string Name => "referrer-told";

    public override string Tells => "The practice names an address and is told of each change of its case by a signed notice, in order, from receipt to ledger.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.ToldAsync("/sandbox/webhook", told: null, cancel, HttpMethod.Put);
        try
        {
            var tracking = await scene.ReferAsync(cancel);
            await scene.UntilAsync(cancel, "posted");
            var told = await Scene.SeenAsync(
                "the notice that the case is posted",
                async () => await scene.ReceivedAsync("webhook", tracking, cancel) is var all && all.Any(n => StageOf(n) == "posted") ? all : null,
                cancel);
            if (told.Any(n => n.GetProperty("status").GetInt32() != 204)) throw new StoryBroken("the practice did not believe a notice's signature");
            var numbers = told.Select(n => BodyOf(n).GetProperty("sequence").GetInt64()).ToList();
            if (!numbers.SequenceEqual(numbers.Order())) throw new StoryBroken($"the notices came out of order: {string.Join(", ", numbers)}");
            var history = (await scene.Partner.GetAsync($"/partner/v1/cases/{tracking}", cancel)).GetProperty("history").EnumerateArray().Select(h => h.GetProperty("stage").GetString() ?? "").ToList();
            var stages = told.Select(StageOf).Distinct(StringComparer.Ordinal).ToList();
            if (history.Except(stages, StringComparer.Ordinal).ToList() is [_, ..] untold) throw new StoryBroken($"the practice was not told of {string.Join(", ", untold)}");
            scene.Say($"{told.Count} signed notices, in order: {string.Join(", ", stages)}");
        }
        finally
        {
            var (answer, _) = await scene.Partner.SendAsync(HttpMethod.Delete, "/partner/v1/webhook", content: null, CancellationToken.None);
            answer.Dispose();
        }
    }

    private static JsonElement BodyOf(JsonElement received) => JsonElement.Parse(received.GetProperty("body").GetString() ?? "");

    private static string StageOf(JsonElement received) => BodyOf(received).GetProperty("stage").GetString() ?? "";
}
