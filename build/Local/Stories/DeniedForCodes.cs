namespace Healthcare.Local.Stories;

internal sealed class DeniedForCodes : Story
{
    public override string Name => "denied-for-codes";

    public override string Tells => "The 835 denies for the codes (CO-4); a coder adds the modifier by the guideline, and the replacement (frequency 7 with REF*F8) goes out by itself and is paid.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("remittance", "deny", cancel, reason: "CO-4");
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "payer-accepted");
        var denial = $"/api/billing/v1/denials/{await scene.DenialAsync(cancel)}";
        var seen = await scene.ReadUntilAsync("the denial waits for a coder", "coder", denial, d => d.GetProperty("state").GetString() == "awaiting-coding", cancel);
        var claim = await scene.As("coder").GetAsync($"/api/billing/v1/claims/{seen.GetProperty("claimId").GetString()}", cancel);
        var codes = claim.GetProperty("lines").EnumerateArray().Select(l => new
        {
            line = l.GetProperty("number").GetInt32(),
            procedure = l.GetProperty("procedure").GetString(),
            modifiers = new[] { "25" },
            diagnosisPointers = l.GetProperty("diagnosisPointers").EnumerateArray().Select(p => p.GetInt32()).ToList(),
        }).ToList();
        await scene.ChangeAsync("coder", HttpMethod.Put, denial, $"{denial}/coding-review", _ => new { changes = new { codes }, guideline = "ncci-2026-q4" }, cancel);
        scene.Say("a coder adds modifier 25 and names the guideline");
        await scene.UntilAsync(cancel, "posted");
        var sent = (await scene.ReceivedAsync("claim", scene.Sample.Member, cancel)).Select(c => c.GetProperty("body").GetString() ?? "").ToList();
        if (!sent.Any(b => b.Contains("REF*F8*", StringComparison.Ordinal) && b.Contains(":7*", StringComparison.Ordinal))) throw new StoryBroken("no replacement with the payer's own number was received");
        scene.Say("the clearinghouse received it as frequency 7 with the payer's number of the claim");
    }
}
