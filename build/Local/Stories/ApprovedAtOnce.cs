namespace Healthcare.Local.Stories;

internal sealed class ApprovedAtOnce : Story
{
    public override string Name => "approved-at-once";

    public override string Tells => "The payer approves in its first answer; the case runs to the ledger without anybody waiting.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "posted");
    }
}
