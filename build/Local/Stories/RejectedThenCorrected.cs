namespace Healthcare.Local.Stories;

internal sealed class RejectedThenCorrected : Story
{
    public override string Name => "claim-rejected";

    public override string Tells => "The payer's front end rejects the claim (277CA A3), which is no denial; a biller corrects it, and it goes out again.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        await scene.PartnersDoAsync("claim", "reject-claim", cancel, times: 1, reason: "21");
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "billed");
        await scene.SubmitAgainAsync("biller", await scene.RejectedClaimAsync(cancel), new { diagnoses = new[] { "M54.50" } }, cancel);
        scene.Say("a biller corrects the diagnosis and sends the claim again");
        await scene.UntilAsync(cancel, "posted");
    }
}
