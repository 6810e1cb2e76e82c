namespace Healthcare.Local.Stories;

internal sealed class AdviceBeforeDeposit : Story
{
    public override string Name => "remittance-first";

    public override string Tells => "The 835 comes, and no money under its trace number; the bank wrote another one. The pair is proposed by amount, date and payer, a person confirms it, and the payment is posted.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        scene.Sample = scene.Sample with { Procedure = "99214" };
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("deposit", "wrong-trace", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "payer-accepted");
        var (trace, remittances, _) = await scene.HalvesAsync(cancel);
        var listed = await scene.ReadUntilAsync("the advice waits for its money", "cash-posting", remittances, r => Scene.First(r)?.GetProperty("state").GetString() is "awaiting-funds", cancel);
        var advice = Scene.First(listed)?.GetProperty("id").GetString();
        scene.Say($"cash posting sees advice {trace} without money; nothing is posted");
        var proposed = await scene.ReadUntilAsync(
            "a pair is proposed", "cash-posting", $"/api/reconciliation/v1/reassociations?remittanceId={advice}", p => p.GetProperty("items").EnumerateArray().Any(m => m.GetProperty("state").GetString() == "proposed"), cancel);
        var pair = $"/api/reconciliation/v1/reassociations/{proposed.GetProperty("items").EnumerateArray().First(m => m.GetProperty("state").GetString() == "proposed").GetProperty("id").GetString()}";
        await scene.ChangeAsync("cash-posting", HttpMethod.Put, pair, $"{pair}/confirmation", _ => null, cancel);
        scene.Say("the pair is proposed by amount, date and payer; cash posting confirms it");
        await scene.UntilAsync(cancel, "posted");
    }
}
