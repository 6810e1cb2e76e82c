namespace Healthcare.Local.Stories;

internal sealed class DeniedWithReason : Story
{
    public override string Name => "denied";

    public override string Tells => "The payer denies with reason code and text; nothing is booked, and a person owns what comes next.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "deny", cancel, reason: "0V", text: "Conservative treatment was not documented.");
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "authorization-denied");
        await scene.WorkAsync("authorization", "authorization-lead", "exception", cancel);
    }
}
