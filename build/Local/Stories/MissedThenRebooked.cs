namespace Healthcare.Local.Stories;

internal sealed class MissedThenRebooked : Story
{
    public override string Name => "no-show";

    public override string Tells => "The patient does not come; the time becomes free, a scheduler finds another one, and the second visit takes place.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "pend", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "authorization-pended");
        var appointment = await scene.AppointmentAsync(cancel);
        await scene.ToldAsync("/sandbox/scripts", new { match = new { appointment }, step = "encounter", behaviour = "no-show", times = 1 }, cancel);
        await scene.PayerDecidesAsync("approve", cancel);
        await scene.UntilAsync(cancel, "no-show");
        await scene.UntilAsync(cancel, "posted");
    }
}
