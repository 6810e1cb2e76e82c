using Healthcare.Local.Demo;

namespace Healthcare.Local.Stories;

internal sealed class SentTwiceOverTwoChannels : Story
{
    public override string Name => "sent-twice";

    public override string Tells => "The practice sends the same referral as FHIR and as HL7 v2; it is one case, and both get the same receipt.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "approve", cancel);
        var first = await scene.ReferAsync(cancel);
        var message = ReferralMessages.Message(scene.Sample, TimeProvider.System.GetUtcNow(), scene.Sample.Id[^12..]);
        var second = await scene.SendAsync(message, "application/hl7-v2", $"again-{scene.Sample.Id}", cancel);
        if (first != second) throw new StoryBroken($"the bundle became {first} and the message {second}");
        scene.Say($"REF^I12 was acknowledged with the same receipt, {second}");
        await scene.UntilAsync(cancel, "posted");
    }
}
