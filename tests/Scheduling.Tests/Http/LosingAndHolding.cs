using System.Text.Json;
using Healthcare.Scheduling.Appointments;
using Healthcare.Testing;
using Healthcare.Testing.Services;

namespace Healthcare.Scheduling.Tests.Http;

/// <summary>Times that are held, lost and found again, told by people and by the EHR in both of its standards.</summary>
[CancelAfter(300_000)]
public sealed class LosingAndHolding
{
    private const string Hospital = "22";
    private const string Surgery = "24";

    [Test]
    public async Task A_no_show_is_booked_again_and_attended(CancellationToken cancel)
    {
        var (caseId, appointmentId) = await BookedAsync("2026-04-06T09:30:00-04:00", cancel);
        var missed = await TheService.PutAsync($"/appointments/{appointmentId}/no-show", null, "scheduler", cancel);
        Assert.That(missed.Status, Is.EqualTo(204), missed.Body);
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.EqualTo(new[] { "rebook-appointment" }));
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Ehr.Received.Any(r => Says(r, appointmentId, "noshow"))), cancel);
        Assert.That((await TheService.BookAsync(appointmentId, "2026-04-07T09:30:00-04:00", cancel)).Status, Is.EqualTo(204));
        Assert.That((await TheService.ReportAsync(Encounters.Of(appointmentId, start: "2026-04-07T09:30:00-04:00"), cancel)).Status, Is.EqualTo(200));
        var read = await TheService.UntilAsync(caseId, AppointmentStatus.Attended, cancel);
        Assert.That(read.GetProperty("missed").GetInt32(), Is.EqualTo(1));
        await Eventually.TrueAsync(() => Task.FromResult(Kinds(caseId).Contains("VisitAttended")), cancel);
        Assert.That(Kinds(caseId), Is.EqualTo(new[] { "SchedulingReleased", "AppointmentBooked", "VisitMissed", "AppointmentBooked", "VisitAttended" }));
    }

    [Test]
    public async Task A_cancelled_visit_gives_its_time_to_somebody_else(CancellationToken cancel)
    {
        const string Wanted = "2026-04-08T09:30:00-04:00";
        var (caseId, appointmentId) = await BookedAsync(Wanted, cancel);
        var cancelled = await TheService.PutAsync($"/appointments/{appointmentId}/cancellation", new { reasonCode = "patient-ill", by = "patient" }, "scheduler", cancel);
        Assert.That(cancelled.Status, Is.EqualTo(204), cancelled.Body);
        await BookedAsync(Wanted, cancel);
        await Eventually.TrueAsync(() => Task.FromResult(Kinds(caseId).Contains("VisitCancelled")), cancel);
        var invalid = await TheService.PutAsync($"/appointments/{appointmentId}/cancellation", new { reasonCode = "Sam is ill", by = "aunt" }, "scheduler", cancel);
        Assert.That((invalid.Status, invalid.Code), Is.EqualTo((400, "request-invalid")));
    }

    [Test]
    public async Task Care_goes_on_in_an_emergency_and_the_approval_settles_it(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var appointmentId = AppointmentAggregate.IdOf(caseId);
        await TheService.AcceptReferralAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Requested, cancel);
        var body = new { ground = "emergency", reason = $"{Encounters.Canary} can not wait for the payer" };
        Assert.That((await TheService.PutAsync($"/appointments/{appointmentId}/proceeding", body, "scheduler", cancel)).Status, Is.EqualTo(403));
        var proceeded = await TheService.PutAsync($"/appointments/{appointmentId}/proceeding", body, "physician-advisor", cancel);
        Assert.That(proceeded.Status, Is.EqualTo(204), proceeded.Body);
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.EqualTo(new[] { "book-appointment", "retro-authorization-due" }));
        Assert.That((await TheService.BookAsync(appointmentId, "2026-04-09T09:30:00-04:00", cancel)).Status, Is.EqualTo(204));
        Assert.That((await TheService.ReportAsync(Encounters.Of(appointmentId, start: "2026-04-09T09:30:00-04:00"), cancel)).Status, Is.EqualTo(200));
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.EqualTo(new[] { "retro-authorization-due" }));
        await TheService.ApproveAsync(caseId, cancel);
        await Eventually.TrueAsync(async () => (await TheService.OpenItemsAsync(appointmentId, cancel)).Count == 0, cancel);
        await Eventually.TrueAsync(() => Task.FromResult(Kinds(caseId).Contains("SchedulingReleased")), cancel);
        Assert.That(Kinds(caseId), Is.EqualTo(new[] { "CareProceeded", "AppointmentBooked", "VisitAttended", "SchedulingReleased" }));
        var stored = await TheService.QueryAsync("select row_to_json(e)::text from mt_events e union all select row_to_json(v)::text from hc_view_appointments_v1 v", cancel);
        Assert.That(stored, Has.None.Contains(Encounters.Canary));
    }

    [Test]
    public async Task A_held_time_is_confirmed_by_the_approval(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var appointmentId = AppointmentAggregate.IdOf(caseId);
        await TheService.AcceptReferralAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Requested, cancel);
        // Far away, so that its hold does not end while the test runs.
        var held = await TheService.PutAsync($"/appointments/{appointmentId}/hold", Time("2026-04-10T09:30:00-04:00"), "scheduler", cancel);
        Assert.That(held.Status, Is.EqualTo(204), held.Body);
        var read = await TheService.UntilAsync(caseId, AppointmentStatus.Held, cancel);
        Assert.That(read.GetProperty("hold").GetProperty("booking").GetProperty("day").GetString(), Is.EqualTo("2026-04-10"));
        var taken = await TheService.BookAsync(await TheService.ReleasedAsync(cancel), "2026-04-10T09:40:00-04:00", cancel, practitioner: "1003000126");
        Assert.That((taken.Status, taken.Code), Is.EqualTo((409, "time-taken")));
        await TheService.ApproveAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Booked, cancel);
        await Eventually.TrueAsync(() => Task.FromResult(Kinds(caseId).Contains("AppointmentBooked")), cancel);
        Assert.That(Kinds(caseId), Is.EqualTo(new[] { "AppointmentHeld", "SchedulingReleased", "AppointmentBooked" }));
    }

    [Test]
    public async Task A_referral_that_ends_frees_the_time(CancellationToken cancel)
    {
        var (caseId, appointmentId) = await BookedAsync("2026-04-13T09:30:00-04:00", cancel);
        await TheService.EndReferralAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Ended, cancel);
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.Empty);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Ehr.Received.Any(r => Says(r, appointmentId, "cancelled"))), cancel);
        Assert.That((await TheService.GetAsync($"/journeys/{caseId}", cancel)).Json.GetProperty("ending").GetString(), Is.EqualTo("withdrawn"));
        await TheService.AcceptReferralAsync(caseId, cancel, attempt: 2);
        await TheService.UntilAsync(caseId, AppointmentStatus.Requested, cancel);
    }

    [TestCase("noshow", "missed", "VisitMissed")]
    [TestCase("cancelled", "cancelled", "VisitCancelled")]
    public async Task The_ehr_says_in_fhir_what_became_of_a_visit(string status, string outcome, string kind, CancellationToken cancel)
    {
        var start = status == "noshow" ? "2026-04-14T09:30:00-04:00" : "2026-04-14T10:30:00-04:00";
        var (caseId, appointmentId) = await BookedAsync(start, cancel);
        var notice = Notices.Appointment(appointmentId, status, start, start.Replace(":30:", ":50:", StringComparison.Ordinal));
        var told = await TheService.ReportAsync(notice, cancel);
        Assert.That((told.Status, told.Json.GetProperty("outcome").GetString()), Is.EqualTo((200, outcome)), told.Body);
        Assert.That((await TheService.ReportAsync(notice, cancel)).Status, Is.EqualTo(200), "the same again");
        Assert.That(await TheService.OpenItemsAsync(appointmentId, cancel), Is.EqualTo(new[] { "rebook-appointment" }));
        await Eventually.TrueAsync(() => Task.FromResult(Kinds(caseId).Contains(kind)), cancel);
        var vague = await TheService.ReportAsync(Notices.Appointment(appointmentId, "waitlist", start, start), cancel);
        Assert.That((vague.Status, vague.Code), Is.EqualTo((422, "appointment-status-not-taken")));
    }

    [Test]
    public async Task The_ehr_moves_misses_and_cancels_by_siu(CancellationToken cancel)
    {
        var (_, appointmentId) = await BookedAsync("2026-04-15T09:30:00-04:00", cancel);
        var moved = await SayAsync(Notices.Siu(appointmentId, "S13", "20260415143000-0400", "C1"), cancel);
        Assert.That(moved.Body, Does.Contain("MSA|AA|C1"), moved.Body);
        Assert.That((await TheService.GetAsync($"/appointments/{appointmentId}", cancel)).Json.GetProperty("booking").GetProperty("start").GetDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2026, 4, 15, 14, 30, 0, TimeSpan.FromHours(-4))));
        Assert.That((await SayAsync(Notices.Siu(appointmentId, "S26", "20260415093000-0400", "C2"), cancel)).Body, Does.Contain("MSA|AE|C2").And.Contain("visit-of-another-time"));
        Assert.That((await SayAsync(Notices.Siu(appointmentId, "S26", "20260415143000-0400", "C3"), cancel)).Body, Does.Contain("MSA|AA|C3"));
        Assert.That((await SayAsync(Notices.Siu(appointmentId, "S12", "20260416093000-0400", "C4"), cancel)).Body, Does.Contain("MSA|AA|C4"));
        Assert.That((await SayAsync(Notices.Siu(appointmentId, "S15", "20260416093000-0400", "C5"), cancel)).Body, Does.Contain("MSA|AA|C5"));
        Assert.That((await TheService.GetAsync($"/appointments/{appointmentId}", cancel)).Json.GetProperty("status").GetString(), Is.EqualTo("released"));
        Assert.That(TheService.Ehr.Received.Count(r => r.Contains(appointmentId.ToString(), StringComparison.Ordinal)), Is.LessThanOrEqualTo(1), "what the EHR says it is not told");
    }

    [Test]
    public async Task An_siu_that_is_wrong_is_answered_with_its_field(CancellationToken cancel)
    {
        var (_, appointmentId) = await BookedAsync("2026-04-17T09:30:00-04:00", cancel);
        Assert.That((await SayAsync(Notices.Siu(appointmentId, "S13", "20260417103000", "D1"), cancel)).Body, Does.Contain("MSA|AE|D1").And.Contain("SCH^1^11"));
        Assert.That((await SayAsync(Notices.Siu(appointmentId, "S12", "20260417103000-0400", "D2", npi: "12345"), cancel)).Body, Does.Contain("MSA|AE|D2").And.Contain("AIP^1^3"));
        Assert.That((await SayAsync(Notices.Siu(Guid.CreateVersion7(), "S15", "20260417093000-0400", "D3"), cancel)).Body, Does.Contain("MSA|AE|D3").And.Contain("|204"));
        Assert.That((await SayAsync(Notices.Siu(appointmentId, "S14", "20260417093000-0400", "D4"), cancel)).Body, Does.Contain("MSA|AR|D4").And.Contain("|201"));
        Assert.That((await SayAsync("MSH|^~\\&|EHR||HEALTHCARE||20260302||ADT^A01|D5|P|2.5.1\rEVN||20260302\rPID|1||1^^^X||A^B\rPV1|1|O\r", cancel)).Body, Does.Contain("MSA|AR|D5").And.Contain("|200"));
        Assert.That((await SayAsync("what is this", cancel)).Body, Does.Contain("MSA|AR"));
    }

    [TestCase(Hospital, "2026-04-20T09:30:00-04:00", "2026-04-20T10:30:00-04:00")]
    [TestCase(Surgery, "2026-04-20T13:30:00-04:00", "2026-04-20T14:30:00-04:00")]
    public async Task An_ehr_that_takes_hl7_gets_siu_over_http_or_mllp_and_acknowledges_it(string place, string first, string second, CancellationToken cancel)
    {
        var (_, appointmentId) = await BookedAsync(first, cancel, place);
        await TakenAsync(appointmentId, cancel);
        Assert.That((await TheService.BookAsync(appointmentId, second, cancel, place: place)).Status, Is.EqualTo(204));
        await TakenAsync(appointmentId, cancel);
        Assert.That((await TheService.PutAsync($"/appointments/{appointmentId}/no-show", null, "scheduler", cancel)).Status, Is.EqualTo(204));
        await TakenAsync(appointmentId, cancel);
        Assert.That((await TheService.BookAsync(appointmentId, second, cancel, place: place)).Status, Is.EqualTo(204), "the same time again is another message");
        await TakenAsync(appointmentId, cancel);
        Assert.That((await TheService.PutAsync($"/appointments/{appointmentId}/cancellation", new { reasonCode = "clinic-closed", by = "provider" }, "scheduler", cancel)).Status, Is.EqualTo(204));
        await TakenAsync(appointmentId, cancel);
        var told = TheService.Ehr.Notices.Where(n => n.Contains(appointmentId.ToString(), StringComparison.Ordinal)).Select(n => n.Split('|')[8]);
        Assert.That(told, Is.EqualTo(new[] { "SIU^S12^SIU_S12", "SIU^S13^SIU_S12", "SIU^S26^SIU_S12", "SIU^S12^SIU_S12", "SIU^S15^SIU_S12" }));
    }

    [Test]
    public async Task An_ehr_that_says_AE_is_corrected_by_a_person_and_one_that_says_nothing_is_told_again(CancellationToken cancel)
    {
        const string Wanted = "2026-04-21T09:30:00-04:00";
        TheService.Ehr.Refused.Add(Wanted);
        var (_, refused) = await BookedAsync(Wanted, cancel, Hospital);
        await Eventually.TrueAsync(async () => (await TheService.OpenItemsAsync(refused, cancel)).Contains("correct-ehr-appointment"), cancel);
        Assert.That((await TheService.BookAsync(refused, "2026-04-21T10:30:00-04:00", cancel, place: Hospital)).Status, Is.EqualTo(204));
        await TakenAsync(refused, cancel);

        TheService.Ehr.Silent["1396765061"] = true;
        var silent = await TheService.ReleasedAsync(cancel);
        Assert.That((await TheService.BookAsync(silent, "2026-04-22T09:30:00-04:00", cancel, practitioner: "1396765061", place: Hospital)).Status, Is.EqualTo(204));
        await TakenAsync(silent, cancel);
        var told = TheService.Ehr.Notices.Where(n => n.Contains(silent.ToString(), StringComparison.Ordinal)).ToList();
        Assert.That(told, Has.Count.EqualTo(2));
        Assert.That(told[1], Is.EqualTo(told[0]), "resent unchanged");
    }

    [Test]
    public async Task A_plan_of_the_day_is_held_to_and_free_times_are_shown(CancellationToken cancel)
    {
        const string Npi = "1922001437";
        var plan = new { hours = new { start = "2026-04-23T13:00:00Z", end = "2026-04-23T17:00:00Z" }, blocks = new[] { new { start = "2026-04-23T14:00:00Z", end = "2026-04-23T15:00:00Z", reasonCode = "conference" } } };
        Assert.That((await PlanAsync(plan)).Status, Is.EqualTo(204));
        var appointmentId = await TheService.ReleasedAsync(cancel);
        foreach (var (start, code) in new[] { ("2026-04-23T14:50:00Z", "time-blocked"), ("2026-04-23T12:50:00Z", "outside-working-hours"), ("2026-04-23T16:50:00Z", "outside-working-hours") })
        {
            var answer = await TheService.BookAsync(appointmentId, start, cancel, practitioner: Npi);
            Assert.That((answer.Status, answer.Code), Is.EqualTo((409, code)), start);
        }

        Assert.That((await TheService.BookAsync(appointmentId, "2026-04-23T13:00:00Z", cancel, practitioner: Npi)).Status, Is.EqualTo(204));
        var calendar = await TheService.GetAsync($"/calendars/{Npi}?from=2026-04-23&to=2026-04-24", cancel);
        var free = calendar.Json.GetProperty("days")[0].GetProperty("free").EnumerateArray().Select(f => (f.GetProperty("start").GetDateTimeOffset().Hour * 100 + f.GetProperty("start").GetDateTimeOffset().Minute, f.GetProperty("end").GetDateTimeOffset().Hour * 100));
        Assert.That(free, Is.EqualTo(new[] { (1320, 1400), (1500, 1700) }));
        Assert.That(calendar.Json.GetProperty("days")[1].GetProperty("free").GetArrayLength(), Is.EqualTo(1), "nobody said anything of the next day");
        var over = await PlanAsync(new { blocks = new[] { new { start = "2026-04-23T13:10:00Z", end = "2026-04-23T13:15:00Z", reasonCode = "call" } } });
        Assert.That((over.Status, over.Code), Is.EqualTo((409, "time-held-there")));
        Assert.That((await PlanAsync(new { blocks = new[] { new { start = "2026-04-25T13:10:00Z", end = "2026-04-25T13:15:00Z", reasonCode = "call" } } })).Status, Is.EqualTo(400));
        Assert.That((await TheService.GetAsync($"/calendars/{Npi}?from=2026-04-23&to=2026-06-24", cancel)).Status, Is.EqualTo(400));
        Assert.That((await TheService.GetAsync("/calendars/123?from=2026-04-23&to=2026-04-24", cancel)).Status, Is.EqualTo(400));

        async Task<ServiceAnswer> PlanAsync(object body)
        {
            using var content = System.Net.Http.Json.JsonContent.Create(body);
            return await TheService.Process.SendAsync(HttpMethod.Put, $"/calendars/{Npi}/2026-04-23/blocks", TheService.Scheduler, cancel, content);
        }
    }

    private static async Task<(Guid CaseId, Guid AppointmentId)> BookedAsync(string start, CancellationToken cancel, string place = "11")
    {
        var caseId = Guid.CreateVersion7();
        await TheService.AcceptReferralAsync(caseId, cancel);
        await TheService.ConfirmCoverageAsync(caseId, cancel);
        await TheService.ApproveAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Released, cancel);
        var booked = await TheService.BookAsync(AppointmentAggregate.IdOf(caseId), start, cancel, practitioner: "1003000126", place: place);
        Assert.That(booked.Status, Is.EqualTo(204), booked.Body);
        return (caseId, AppointmentAggregate.IdOf(caseId));
    }

    private static Task TakenAsync(Guid appointmentId, CancellationToken cancel) =>
        Eventually.TrueAsync(async () => (await TheService.GetAsync($"/appointments/{appointmentId}", cancel)).Json.GetProperty("ehr").GetString() == "taken", cancel);

    private static Task<ServiceAnswer> SayAsync(string siu, CancellationToken cancel) => TheService.ReportAsync(siu, cancel, mediaType: "application/hl7-v2");

    private static bool Says(string received, Guid appointmentId, string status) =>
        received.Contains(appointmentId.ToString(), StringComparison.Ordinal) && received.Contains($"\"status\":\"{status}\"", StringComparison.Ordinal);

    private static List<string> Kinds(Guid caseId) =>
    [
        .. TheService.Published.Where(p => p.Kind.StartsWith("Scheduling.", StringComparison.Ordinal) && JsonElement.Parse(p.Body).GetProperty("caseId").GetGuid() == caseId)
            .Select(p => p.Kind.Split('.')[^1]),
    ];

    private static object Time(string start) => new { practitionerNpi = "1003000126", start, minutes = 20, placeOfService = "11" };
}
