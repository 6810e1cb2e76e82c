namespace Healthcare.Local.Stories;

internal sealed class SecondPayerPays : Story
{
    public override string Name => "second-payer";

    public override string Tells => "The first payer forwards the claim to the second one, which pays the patient's share; both payments stand on one account, and the patient owes nothing.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        scene.Sample = scene.Sample with { Procedure = "99243" };
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("remittance", "secondary", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "posted");
        var account = await scene.AccountAsync(
            "the second payer's payment is on the account",
            a => a.GetProperty("paid").GetString() == "200.00" && a.GetProperty("patientResponsibility").GetString() == "0.00" && a.GetProperty("journals").EnumerateArray().All(j => j.GetProperty("state").GetString() == "posted"),
            cancel);
        scene.Say($"180.00 and 20.00 stand on one account, {account.GetProperty("payments").GetArrayLength()} payments; the patient owes nothing, and both journals are posted");
    }
}
