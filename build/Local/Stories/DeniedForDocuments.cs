namespace Healthcare.Local.Stories;

internal sealed class DeniedForDocuments : Story
{
    public override string Name => "denied-for-documents";

    public override string Tells => "The 835 denies for a missing record (CO-252, M127); the record is supplied, a coder agrees, and the replacement goes out by itself and is paid.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("remittance", "deny", cancel, reason: "CO-252", text: "M127");
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "payer-accepted");
        var denial = $"/api/billing/v1/denials/{await scene.DenialAsync(cancel)}";
        await scene.ChangeAsync("clinical-documentation", HttpMethod.Put, denial, $"{denial}/documents", _ => new { documents = new[] { new { loinc = "11504-8", reference = "DocumentReference/op-note-1" } } }, cancel);
        scene.Say("clinical documentation supplies the operative note");
        await scene.ChangeAsync("coder", HttpMethod.Put, denial, $"{denial}/coding-review", _ => new { }, cancel);
        scene.Say("a coder agrees; the replacement names the payer's number of the claim by itself");
        await scene.UntilAsync(cancel, "posted");
    }
}
