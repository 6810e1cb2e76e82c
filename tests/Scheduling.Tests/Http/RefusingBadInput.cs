using System.Net.Http.Json;
using Healthcare.Scheduling.Appointments;
using Healthcare.Testing;

namespace Healthcare.Scheduling.Tests.Http;

[CancelAfter(300_000)]
public sealed class RefusingBadInput
{
    private const string Start = "2026-04-09T09:30:00-04:00";

    [TestCase("1679576723", Start, 20, "11", "$.practitionerNpi")]
    [TestCase(Samples.Npi, "2026-04-09T09:30:00", 20, "11", "$.start")]
    [TestCase(Samples.Npi, "2026-04-09T09:30:10-04:00", 20, "11", "$.start")]
    [TestCase(Samples.Npi, "tomorrow", 20, "11", "$.start")]
    [TestCase(Samples.Npi, Start, 0, "11", "$.minutes")]
    [TestCase(Samples.Npi, Start, 20, "office", "$.placeOfService")]
    public async Task A_booking_of_the_wrong_shape_is_told_where(string practitionerNpi, string start, int minutes, string placeOfService, string path)
    {
        var answer = await TheService.BookAsync(Guid.CreateVersion7(), start, CancellationToken.None, ifMatch: "\"1\"", body: new { practitionerNpi, start, minutes, placeOfService });
        Assert.That((answer.Status, answer.Code), Is.EqualTo((400, "request-invalid")), answer.Body);
        Assert.That(answer.Json.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("path").GetString()), Is.EqualTo(new[] { path }));
    }

    [Test]
    public async Task A_booking_says_which_version_it_was_decided_on(CancellationToken cancel)
    {
        var appointmentId = await TheService.ReleasedAsync(cancel);
        using var content = JsonContent.Create(new { practitionerNpi = Samples.Npi, start = Start, minutes = 20, placeOfService = "11" });
        var without = await TheService.Process.SendAsync(HttpMethod.Put, $"/appointments/{appointmentId}/booking", TheService.Scheduler, cancel, content);
        Assert.That(without.Status, Is.EqualTo(428));
        var stale = await TheService.BookAsync(appointmentId, Start, cancel, ifMatch: "\"1\"");
        Assert.That((stale.Status, stale.Code, stale.Headers.GetValueOrDefault("ETag")), Is.EqualTo((412, "stale", "\"3\"")));
        Assert.That((await TheService.GetAsync($"/appointments/{appointmentId}", cancel)).Json.GetProperty("status").GetString(), Is.EqualTo("released"));
    }

    [Test]
    public async Task What_may_not_be_booked_is_refused_with_its_code(CancellationToken cancel)
    {
        var waiting = Guid.CreateVersion7();
        await TheService.AcceptReferralAsync(waiting, cancel);
        await TheService.UntilAsync(waiting, AppointmentStatus.Requested, cancel);
        var early = await TheService.BookAsync(AppointmentAggregate.IdOf(waiting), Start, cancel);
        Assert.That((early.Status, early.Code), Is.EqualTo((409, "appointment-not-released")));
        var late = await TheService.BookAsync(await TheService.ReleasedAsync(cancel), "2026-06-09T09:30:00-04:00", cancel);
        Assert.That((late.Status, late.Code), Is.EqualTo((409, "date-outside-authorization")));
        var unknown = await TheService.BookAsync(Guid.CreateVersion7(), Start, cancel, ifMatch: "\"1\"");
        Assert.That((unknown.Status, unknown.Code), Is.EqualTo((404, "appointment-unknown")));
    }

    [Test]
    public async Task Only_schedulers_book_and_only_staff_reads(CancellationToken cancel)
    {
        using var content = JsonContent.Create(new { practitionerNpi = Samples.Npi, start = Start, minutes = 20, placeOfService = "11" });
        var coder = await TheService.Process.SendAsync(
            HttpMethod.Put, $"/appointments/{Guid.CreateVersion7()}/booking", TheService.Issuer.Staff("coder"), cancel, content, h => h.TryAddWithoutValidation("If-Match", "\"1\""));
        Assert.That(coder.Status, Is.EqualTo(403));
        Assert.That((await TheService.Process.SendAsync(HttpMethod.Get, "/appointments", TheService.Issuer.Partner("ehr"), cancel)).Status, Is.EqualTo(403));
        Assert.That((await TheService.GetAsync("/appointments?cursor=%21", cancel)).Status, Is.EqualTo(400));
    }

    [Test]
    public async Task An_encounter_that_is_no_visit_is_refused_as_an_operation_outcome(CancellationToken cancel)
    {
        var appointmentId = await TheService.ReleasedAsync(cancel);
        var cases = new (string Body, int Status, string Code)[]
        {
            (Encounters.Of(Guid.CreateVersion7()), 404, "appointment-unknown"),
            (Encounters.Of(appointmentId), 409, "appointment-not-booked"),
            (Encounters.Of(appointmentId, status: "in-progress"), 422, "encounter-not-finished"),
            (Encounters.Of(appointmentId, status: "cancelled"), 409, "appointment-not-booked"),
            (Encounters.Of(appointmentId, start: "2026-03"), 422, "missing-service-date"),
            (Encounters.Of(appointmentId, npi: "12345"), 422, "invalid-npi"),
            (Encounters.Of(appointmentId, id: Encounters.Canary + " one"), 422, "invalid-encounter-id"),
        };
        foreach (var (body, status, code) in cases)
        {
            var answer = await TheService.ReportAsync(body, cancel);
            Assert.That((answer.Status, answer.MediaType, answer.Code), Is.EqualTo((status, "application/fhir+json", code)), answer.Body);
        }

        Assert.That((await TheService.ReportAsync("{\"resourceType\": \"Enc", cancel)).Status, Is.EqualTo(400));
        Assert.That((await TheService.ReportAsync("{\"resourceType\": \"Patient\"}", cancel)).Status, Is.InRange(400, 422));
        Assert.That((await TheService.ReportAsync(Encounters.Of(appointmentId), cancel, mediaType: "text/plain")).Status, Is.EqualTo(415));
        Assert.That((await TheService.ReportAsync(Encounters.Of(appointmentId), cancel, token: TheService.Issuer.Partner("northside", "system/Encounter.c"))).Status, Is.EqualTo(403));
        Assert.That((await TheService.ReportAsync(Encounters.Of(appointmentId), cancel, token: TheService.Issuer.Partner("ehr", "system/Bundle.c"))).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Nothing_that_leaves_or_is_stored_in_the_open_tells_of_a_person(CancellationToken cancel)
    {
        var appointmentId = await TheService.ReleasedAsync(cancel);
        Assert.That((await TheService.BookAsync(appointmentId, "2026-03-12T09:30:00-04:00", cancel)).Status, Is.EqualTo(204));
        var answer = await TheService.ReportAsync(Encounters.Of(appointmentId, "ENC-9"), cancel);
        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Any(p => p.Body.Contains("ENC-9", StringComparison.Ordinal))), cancel);
        var stored = await TheService.QueryAsync(
            """
            select row_to_json(e)::text from mt_events e union all select row_to_json(s)::text from mt_streams s
            union all select row_to_json(v)::text from hc_view_appointments_v1 v union all select row_to_json(o)::text from hc_originals o
            union all select row_to_json(a)::text from hc_answers a
            """,
            cancel);
        Assert.Multiple(() =>
        {
            Assert.That(answer.Body, Does.Not.Contain(Encounters.Canary));
            Assert.That(TheService.Process.Log, Has.None.Contains(Encounters.Canary), "log");
            Assert.That(TheService.Published.Select(p => p.Body + p.Headers), Has.None.Contains(Encounters.Canary), "bus");
            Assert.That(stored, Has.None.Contains(Encounters.Canary), "database");
        });
    }
}
