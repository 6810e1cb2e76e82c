namespace Healthcare.Local.Stories;

internal sealed class AcknowledgementMissing : Story
{
    public override string Name => "ack-missing";

    public override string Tells => "A claim file is lost on its way and no 999 ever comes; the clock finds it after an hour, and claims operations send the same bytes again.";

    public override bool MovesTime => true;

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("claim", "never", cancel, times: 1);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "billed");
        var claim = await scene.ClaimAtAsync("submitted", cancel);
        scene.Say("the file is sent; an hour passes, and nobody acknowledges it");
        await scene.TimePassesAsync("PT1H5M", cancel);
        await scene.WorkAsync("billing", "claims-operations", "exception", cancel, "ack-missing");
        await scene.SubmitAgainAsync("claims-operations", claim, new { }, cancel);
        scene.Say("claims operations have the file sent again");
        await scene.UntilAsync(cancel, "posted");
        var hashes = await scene.HashesReceivedAsync("claim", cancel);
        if (hashes.Count != 2 || hashes.Distinct(StringComparer.Ordinal).Count() != 1) throw new StoryBroken($"{hashes.Count} files came, {hashes.Distinct(StringComparer.Ordinal).Count()} of them different");
        scene.Say("it was the same file, byte for byte, and it was taken once");
    }
}
