namespace Healthcare.Local.Stories;

internal sealed class DepositBeforeAdvice : Story
{
    public override string Name => "deposit-first";

    public override string Tells => "The money is on the account before anybody says what it pays; the deposit waits with an owner, and is brought together with its 835 by the trace number when that comes late.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        // So late that a busy machine still shows the deposit alone.
        await scene.PartnersDoAsync("remittance", "late", cancel, delayMilliseconds: 20_000);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "payer-accepted");
        var (trace, remittances, deposits) = await scene.HalvesAsync(cancel);
        await scene.ReadUntilAsync("the deposit waits for its advice", "cash-posting", deposits, d => Scene.First(d)?.GetProperty("state").GetString() is "awaiting-remittance", cancel);
        if (Scene.First(await scene.As("cash-posting").GetAsync(remittances, cancel)) is not null) throw new StoryBroken("the advice was there before the deposit");
        scene.Say($"cash posting sees deposit {trace} without an advice");
        await scene.UntilAsync(cancel, "posted");
        await scene.ReadUntilAsync("the deposit is closed", "cash-posting", deposits, d => Scene.First(d)?.GetProperty("state").GetString() is "closed", cancel);
        scene.Say("the late 835 found its money by the trace number; all of the deposit is posted");
    }
}
