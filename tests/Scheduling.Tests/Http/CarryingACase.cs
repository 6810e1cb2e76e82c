using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Scheduling.Appointments;
using Healthcare.Testing;

namespace Healthcare.Scheduling.Tests.Http;

[CancelAfter(300_000)]
public sealed class CarryingACase
{
    private const string Start = "2026-03-09T09:30:00-04:00";

    [Test]
    public async Task A_case_goes_from_approval_and_referral_to_the_visit(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var appointmentId = AppointmentAggregate.IdOf(caseId);
        await TheService.ApproveAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Authorized, cancel);
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.EqualTo(new[] { "await-referral" }));
        await TheService.AcceptReferralAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Released, cancel);
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.EqualTo(new[] { "book-appointment" }));
        await ClaimAsync(appointmentId, cancel);

        var booked = await TheService.BookAsync(appointmentId, Start, cancel);
        Assert.That((booked.Status, booked.Headers.GetValueOrDefault("ETag")), Is.EqualTo((204, "\"4\"")), booked.Body);
        Assert.That((await TheService.BookAsync(appointmentId, Start, cancel, ifMatch: "\"3\"")).Status, Is.EqualTo(204), "the same booking again is done already");
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.EqualTo(new[] { "await-visit" }));
        await Eventually.TrueAsync(async () => (await TheService.UntilAsync(caseId, AppointmentStatus.Booked, cancel)).GetProperty("ehr").GetString() == "taken", cancel);
        Assert.That(TheService.Ehr.Received.Count(r => r.Contains(appointmentId.ToString(), StringComparison.Ordinal)), Is.EqualTo(1));

        var attended = await TheService.ReportAsync(Encounters.Of(appointmentId), cancel);
        Assert.That((attended.Status, attended.Json.GetProperty("serviceDate").GetString()), Is.EqualTo((200, "2026-03-09")), attended.Body);
        Assert.That((await TheService.ReportAsync(Encounters.Of(appointmentId), cancel)).Status, Is.EqualTo(200), "the same visit reported again");
        var other = await TheService.ReportAsync(Encounters.Of(appointmentId, "ENC-2"), cancel);
        Assert.That((other.Status, other.Code), Is.EqualTo((409, "appointment-already-attended")));
        await TheService.UntilAsync(caseId, AppointmentStatus.Attended, cancel);
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.Empty);

        await Eventually.TrueAsync(() => Task.FromResult(Of(caseId).Count() >= 3), cancel);
        Assert.That(Of(caseId).Select(p => p.Kind), Is.EqualTo(new[] { "Scheduling.V1.SchedulingReleased", "Scheduling.V1.AppointmentBooked", "Scheduling.V1.VisitAttended" }));
        Assert.That(Of(caseId).Select(p => p.Headers), Has.All.Contains($"case={caseId:D}"));
        var events = await TheService.QueryAsync($"select count(*) from mt_events where stream_id = '{appointmentId}' and headers::text like '%{caseId}%'", cancel);
        Assert.That(events, Is.EqualTo(new[] { "6" }), "every event carries the case");
    }

    [Test]
    public async Task Of_those_who_want_the_same_time_one_gets_it(CancellationToken cancel)
    {
        const string Wanted = "2026-03-10T09:30:00-04:00";
        var cases = await Task.WhenAll(TheService.ReleasedAsync(cancel), TheService.ReleasedAsync(cancel), TheService.ReleasedAsync(cancel));
        var answers = await Task.WhenAll(cases.Select(c => TheService.BookAsync(c, Wanted, cancel)));
        Assert.That(answers.Select(a => a.Status).Order(), Is.EqualTo(new[] { 204, 409, 409 }));
        Assert.That(answers.Where(a => a.Status == 409).Select(a => a.Code), Has.All.EqualTo("time-taken"));
        var loser = cases[Array.FindIndex(answers, a => a.Status == 409)];
        Assert.That((await TheService.BookAsync(loser, Wanted, cancel, practitioner: Samples.OtherNpi)).Status, Is.EqualTo(204), "another practitioner is free");
    }

    [Test]
    public async Task An_appointment_that_the_ehr_refuses_is_booked_anew(CancellationToken cancel)
    {
        const string Wanted = "2026-03-11T09:30:00-04:00";
        TheService.Ehr.Refused.Add(Wanted);
        var appointmentId = await TheService.ReleasedAsync(cancel);
        Assert.That((await TheService.BookAsync(appointmentId, Wanted, cancel)).Status, Is.EqualTo(204));
        await Eventually.TrueAsync(async () => (await TheService.OpenItemsAsync(appointmentId, cancel)).Contains("correct-ehr-appointment"), cancel);
        Assert.That((await TheService.BookAsync(appointmentId, "2026-03-11T10:00:00-04:00", cancel)).Status, Is.EqualTo(204));
        await Eventually.TrueAsync(async () => (await TheService.GetAsync($"/appointments/{appointmentId}", cancel)).Json.GetProperty("ehr").GetString() == "taken", cancel);
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.EqualTo(new[] { "await-visit" }));
        Assert.That((await TheService.BookAsync(await TheService.ReleasedAsync(cancel), Wanted, cancel)).Status, Is.EqualTo(204), "the time was given back");
    }

    private static async Task ClaimAsync(Guid appointmentId, CancellationToken cancel)
    {
        var queue = await TheService.GetAsync("/work-items?role=scheduler&free=true&limit=200", cancel);
        var item = queue.Json.GetProperty("items").EnumerateArray().Single(i => i.GetProperty("subjectId").GetGuid() == appointmentId && i.GetProperty("kind").GetString() == "book-appointment");
        using var content = JsonContent.Create(new { });
        var claimed = await TheService.Process.SendAsync(
            HttpMethod.Put, $"/work-items/{item.GetProperty("workItemId").GetGuid()}/claim", TheService.Scheduler, cancel, content,
            h => h.TryAddWithoutValidation("If-Match", $"\"{item.GetProperty("version").GetInt64()}\""));
        Assert.That(claimed.Status, Is.LessThan(300), claimed.Body);
    }

    private static IEnumerable<(string Kind, string Body, string Headers)> Of(Guid caseId) =>
        TheService.Published.Where(p => p.Kind.StartsWith("Scheduling.", StringComparison.Ordinal) && JsonElement.Parse(p.Body).GetProperty("caseId").GetGuid() == caseId);
}
