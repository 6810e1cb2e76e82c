using System.Globalization;

namespace Healthcare.Local.Stories;

internal sealed class HeldThenConfirmed : Story
{
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    public override string Name => "held";

    public override string Tells => "A scheduler holds a time while the payer still thinks; the approval confirms it by itself, and nobody books again.";

    public override async Task PlayAsync(Scene scene, CancellationToken cancel)
    {
        await scene.PartnersDoAsync("authorization", "pend", cancel);
        await scene.ReferAsync(cancel);
        await scene.UntilAsync(cancel, "authorization-pended");
        var path = $"/api/scheduling/v1/appointments/{await scene.AppointmentAsync(cancel)}";
        var now = await scene.NowAsync(cancel);
        var start = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero) + Ahead - Step;
        // A time that somebody has is asked for once more, later.
        await scene.ChangeAsync(
            "scheduler", HttpMethod.Put, path, $"{path}/hold",
            _ => new { practitionerNpi = "1245319599", start = (start += Step).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), minutes = 15, placeOfService = "11" }, cancel);
        await scene.UntilAsync(cancel, "held");
        scene.Say($"a scheduler holds {start:yyyy-MM-dd HH:mm} for the patient");
        await scene.PayerDecidesAsync("approve", cancel);
        await scene.ReadUntilAsync("the approval confirms the time that was held", "scheduler", path, a => a.GetProperty("status").GetString() is "booked" or "attended", cancel);
        scene.Say("the approval confirms it");
        await scene.UntilAsync(cancel, "posted");
    }
}
