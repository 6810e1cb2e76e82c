namespace Healthcare.Local.Stories;

internal sealed class ApprovedWithChanges : Story
{
    public override string Name => "modified";

    public override string Tells => "The payer approves something else than was asked for (A6); what holds is what the payer said.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "modify", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "modified");
        await scene.UntilAsync(cancel, "posted");
    }
}
