namespace Healthcare.Local.Stories;

internal sealed class TakenBackMore : Story
{
    public override string Name => "taken-back";

    public override string Tells => "With the payment of a visit the payer takes back a dearer one of before: nothing is paid out, both accounts move, and what is left is a balance carried forward that somebody watches to zero.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        scene.Sample = scene.Sample with { Procedure = "99244" };
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "posted");
        var dearer = (await scene.ClaimAsync("the dearer claim is paid", c => c.GetProperty("state").GetString() == "paid", cancel)).GetProperty("patientControlNumber").GetString();
        scene.Say("the dearer visit is paid and posted");
        scene.Another(procedure: "99213");
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("remittance", "take-back-earlier", cancel, text: dearer);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "posted");
        var (trace, remittances, _) = await scene.HalvesAsync(cancel);
        var advice = await scene.ReadUntilAsync("the advice is posted", "cash-posting", remittances, r => Scene.First(r)?.GetProperty("state").GetString() == "posted", cancel);
        if (Scene.First(advice)?.GetProperty("amount").GetString() is not "0.00" and var paid) throw new StoryBroken($"the advice pays {paid} and not nothing");
        scene.Say($"advice {trace} pays 0.00: the visit's 100.00 and 260.00 taken back");
        var id = Scene.First(advice)?.GetProperty("id").GetString() ?? "";
        await scene.ReadUntilAsync(
            "what is missing is carried forward", "payment-variance-analyst", "/api/reconciliation/v1/forward-balances?state=open&limit=200",
            b => b.GetProperty("items").EnumerateArray().Any(f => f.GetProperty("owed").GetString() == "160.00" && f.GetProperty("movements")[0].GetProperty("remittanceId").GetString() == id), cancel);
        scene.Say("payment variance sees 160.00 carried forward, open until the payer has taken it");
    }
}
