namespace Healthcare.Local.Stories;

internal sealed class CaredForInAnEmergency : Story
{
    public override string Name => "emergency";

    public override string Tells => "A named person lets the care go on before the payer decides, with a reason and a deadline; the approval comes afterwards, and the claim goes out.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "pend", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "authorization-pended");
        var path = $"/api/scheduling/v1/appointments/{await scene.AppointmentAsync(cancel)}";
        await scene.ChangeAsync("physician-advisor", HttpMethod.Put, path, $"{path}/proceeding", _ => new { ground = "emergency", reason = "The weakness grows by the hour; waiting would harm." }, cancel);
        scene.Say("a physician advisor lets the care go on and answers for it");
        await scene.UntilAsync(cancel, "attended");
        await scene.PayerDecidesAsync("approve", cancel);
        await scene.UntilAsync(cancel, "posted");
    }
}
