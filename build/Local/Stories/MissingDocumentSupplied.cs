using System.Net.Http.Headers;

namespace Healthcare.Local.Stories;

internal sealed class MissingDocumentSupplied : Story
{
    public override string Name => "missing-document";

    public override string Tells => "The referral lacks a document; the practice is told which, sends it, and the case goes on by itself.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        scene.Sample = scene.Sample with { Procedure = "72148", Documents = [] };
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "information-requested");
        var asked = await scene.Partner.GetAsync($"/partner/v1/referrals/{scene.TrackingId}", cancel);
        scene.Say($"the practice reads what is asked for: {string.Join(", ", asked.GetProperty("missing").EnumerateArray().Select(i => i.GetProperty("code").GetString()))}");
        var (answer, body) = await scene.Partner.SendAsync(
            HttpMethod.Post,
            $"/partner/v1/referrals/{scene.TrackingId}/documents?loinc=11488-4",
            static () => new ByteArrayContent("Six weeks of therapy without relief."u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } },
            cancel,
            idempotencyKey: $"document-{scene.Sample.Id}");
        using (answer)
        {
            if (!answer.IsSuccessStatusCode) throw new StoryBroken($"the document was answered with {(int)answer.StatusCode}: {body}");
        }

        await scene.UntilAsync(cancel, "posted");
    }
}
