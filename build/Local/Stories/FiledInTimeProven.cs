namespace Healthcare.Local.Stories;

internal sealed class FiledInTimeProven : Story
{
    public override string Name => "timely-filing";

    public override string Tells => "The payer denies for late filing (CO-29); the stored chain of 837, 999 and 277CA proves the day, and the payer pays the same claim after all.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("remittance", "deny", cancel, times: 1, reason: "CO-29");
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "payer-accepted");
        var denial = $"/api/billing/v1/denials/{await scene.DenialAsync(cancel)}";
        var seen = await scene.ReadUntilAsync("the denial waits for proof", "billing-lead", denial, d => d.GetProperty("state").GetString() == "awaiting-proof", cancel);
        var proof = await scene.As("billing-lead").GetAsync($"/api/billing/v1/claims/{seen.GetProperty("claimId").GetString()}/filing-proof", cancel);
        var chain = proof.GetProperty("artefacts").EnumerateArray().Select(a => a.GetProperty("kind").GetString() ?? "").ToList();
        if (!proof.GetProperty("isProven").GetBoolean() || !chain.Contains("837", StringComparer.Ordinal) || !chain.Contains("277CA", StringComparer.Ordinal)) throw new StoryBroken($"the chain proves nothing: {proof}");
        scene.Say($"the chain is there, each with the hash of its bytes: {string.Join(", ", chain)}");
        await scene.ChangeAsync("billing-lead", HttpMethod.Put, denial, $"{denial}/proof", _ => null, cancel);
        await scene.ReadUntilAsync("the payer has the proof", "billing-lead", denial, d => d.GetProperty("state").GetString() == "awaiting-payer", cancel);
        scene.Say("a billing lead files the proof; nothing is sent as a new claim");
        await scene.ToldAsync("/sandbox/reconsiderations", new { match = new { member = scene.Sample.Member } }, cancel);
        await scene.UntilAsync(cancel, "posted");
        await scene.ReadUntilAsync("the denial is overturned", "billing-lead", denial, d => Scene.Text(d, "resolution") == "appealed", cancel);
        if ((await scene.HashesReceivedAsync("claim", cancel)).Count != 1) throw new StoryBroken("the claim was sent more than once");
        scene.Say("the payer paid, the denial is overturned, and the claim was sent once");
    }
}
