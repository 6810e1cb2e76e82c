namespace Healthcare.Local.Stories;

internal sealed class PaidBelowContract : Story
{
    private const decimal Short = 100m;

    public override string Name => "below-contract";

    public override string Tells => "The payer calls half of its own allowance a contractual adjustment (CO-45); the contract of the day of service says otherwise, and the difference becomes somebody's work, with its amount.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        scene.Sample = scene.Sample with { Procedure = "99243" };
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("remittance", "short-pay", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "posted");
        var item = await scene.WorkAsync("reconciliation", "payment-variance-analyst", "exception", cancel, "below-contract");
        if (item.Value != Short) throw new StoryBroken($"the variance is {item.Value} and not {Short}");
        await scene.AccountAsync("the account is settled on what the payer allowed", a => a.GetProperty("open").GetString() == "0.00" && a.GetProperty("adjusted").GetString() == "150.00", cancel);
    }
}
