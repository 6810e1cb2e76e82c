namespace Healthcare.Local.Stories;

internal sealed class PayerAwayThenBack : Story
{
    public override string Name => "payer-away";

    public override string Tells => "The payer answers 500 twice; the same submission is sent again unchanged until it is taken.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "500", cancel, times: 2);
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "authorized", "ready-to-schedule", "scheduled", "attended");
        var sent = await scene.HashesReceivedAsync("authorization", cancel);
        if (sent.Count != 3 || sent.Distinct(StringComparer.Ordinal).Count() != 1) throw new StoryBroken($"the payer got {sent.Count} submissions, {sent.Distinct(StringComparer.Ordinal).Count()} of them different");
        scene.Say("the payer got the same bytes three times");
        await scene.UntilAsync(cancel, "posted");
    }
}
