namespace Healthcare.Local.Stories;

internal sealed class WrittenOffByTwo : Story
{
    public override string Name => "written-off";

    public override string Tells => "The payer denies for good (CO-119), and by contract the patient owes nothing; one billing lead proposes to give the money up, and only another person may approve it.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        scene.Sample = scene.Sample with { Procedure = "99243" };
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("remittance", "deny", cancel, reason: "CO-119");
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "payer-accepted");
        var denial = $"/api/billing/v1/denials/{await scene.DenialAsync(cancel)}";
        await scene.ChangeAsync(
            "billing-lead", HttpMethod.Put, denial, $"{denial}/write-off", d => new { amount = d.GetProperty("amount").GetString(), reasonCode = "benefit-maximum-reached" }, cancel);
        scene.Say("a billing lead proposes to write the whole amount off");
        await scene.WorkAsync("billing", "billing-lead", "approve-write-off", cancel);
        await scene.RefusedAsync("billing-lead", HttpMethod.Put, denial, $"{denial}/write-off/approval", content: null, "write-off-same-person", cancel);
        scene.Say("the same person is refused the approval");
        await scene.ChangeAsync("billing-lead", HttpMethod.Put, denial, $"{denial}/write-off/approval", _ => null, cancel, user: "demo.second-lead");
        scene.Say("another billing lead approves it");
        await scene.ReadUntilAsync(
            "the denial is written off", "billing-lead", denial, d => d.GetProperty("state").GetString() == "resolved" && d.GetProperty("resolution").GetString() == "written-off", cancel);
        await scene.ClaimAtAsync("closed", cancel);
        scene.Say("denial resolved, claim closed");
    }
}
