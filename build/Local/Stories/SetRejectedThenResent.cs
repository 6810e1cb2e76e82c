namespace Healthcare.Local.Stories;

internal sealed class SetRejectedThenResent : Story
{
    public override string Name => "set-rejected";

    public override string Tells => "The 999 rejects the whole set: no claim was rejected and nothing was denied. Claims operations send it again as what it was, under new control numbers.";

    // A set is rejected with everything that is in it.
    public override bool IsAlone => true;

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("claim", "reject-set", cancel, times: 1);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "billed");
        var claim = await scene.ClaimAtAsync("set-rejected", cancel);
        await scene.WorkAsync("billing", "claims-operations", "exception", cancel, "set-rejected");
        var denials = await scene.As("biller").GetAsync($"/api/billing/v1/denials?caseId={await scene.CaseAsync(cancel)}", cancel);
        if (denials.GetProperty("items").GetArrayLength() != 0) throw new StoryBroken("a rejected set was taken for a denial");
        scene.Say("the claim stands at set-rejected; no denial was opened");
        await scene.SubmitAgainAsync("claims-operations", claim, new { }, cancel);
        scene.Say("claims operations send it again");
        await scene.UntilAsync(cancel, "posted");
        var sent = (await scene.ReceivedAsync("claim", scene.Sample.Member, cancel)).Select(c => c.GetProperty("body").GetString() ?? "").ToList();
        if (sent.Count != 2 || sent.Any(b => !b.Contains(":1*", StringComparison.Ordinal))) throw new StoryBroken($"{sent.Count} files were received, or one that is no original");
        if (sent.Select(b => b.Split('*')[13]).Distinct(StringComparer.Ordinal).Count() != 2) throw new StoryBroken("both files have one control number");
        scene.Say("the clearinghouse got two originals under two control numbers");
    }
}
