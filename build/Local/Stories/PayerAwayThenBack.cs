namespace Healthcare.Local.Stories;

internal sealed class PayerAwayThenBack : Story
{
    public override string Name => "payer-away";

    public override string Tells => "The payer answers 500 twice; the same submission is sent again unchanged until it is taken.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "500", cancel, times: 2);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "posted");
    }
}
