namespace Healthcare.Local.Stories;

internal sealed class PendedThenApproved : Story
{
    public override string Name => "pended-then-approved";

    public override string Tells => "The payer pends, and tells its approval by a notification; nobody asked in between.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "pend", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "authorization-pended");
        await scene.PayerDecidesAsync("approve", cancel);
        await scene.UntilAsync(cancel, "posted");
    }
}
