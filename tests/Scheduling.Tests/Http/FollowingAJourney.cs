using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Journeys;
using Healthcare.Testing;

namespace Healthcare.Scheduling.Tests.Http;

[CancelAfter(300_000)]
public sealed class FollowingAJourney
{
    [Test]
    public async Task Surgery_is_carried_through_its_stages_by_the_people_who_own_them(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var (appointmentId, journey) = (AppointmentAggregate.IdOf(caseId), $"/journeys/{caseId}");
        await TheService.AcceptReferralAsync(caseId, cancel, "surgery");
        await TheService.UntilStageAsync(caseId, "pre-op-assessment", "ready", cancel);
        Assert.That((await TheService.GetAsync($"/appointments/{appointmentId}", cancel)).Json.GetProperty("heldBackBy").EnumerateArray().Select(c => c.GetString()), Does.Contain("pre-op-assessment-open"));
        var early = await TheService.PutAsync($"/appointments/{appointmentId}/hold", Time("2026-03-16T08:00:00-04:00"), "surgical-scheduler", cancel);
        Assert.That((early.Status, early.Code), Is.EqualTo((409, "appointment-held-back")));

        await DoneAsync("pre-op-assessment", "pre-op-nurse", new { evidence = new[] { "history-and-physical", "clearance-signed" }, note = $"{Encounters.Canary} is fit" });
        Assert.That((await TheService.PutAsync($"{journey}/stages/surgery-scheduling/start", null, "surgical-scheduler", cancel, journey)).Status, Is.EqualTo(204));
        var held = await TheService.PutAsync($"/appointments/{appointmentId}/hold", Time("2026-03-16T08:00:00-04:00"), "surgical-scheduler", cancel);
        Assert.That(held.Status, Is.EqualTo(204), held.Body);
        await DoneAsync("surgery-scheduling", "surgical-scheduler", new { evidence = new[] { "codes-confirmed" } });
        await TheService.ConfirmCoverageAsync(caseId, cancel);
        var estimate = await TheService.PutAsync($"{journey}/estimate", new { amount = 1250.50m }, "financial-clearance", cancel);
        Assert.That(estimate.Status, Is.EqualTo(204), estimate.Body);
        await TheService.UntilStageAsync(caseId, "clinical-documentation", "ready", cancel);
        Assert.That((await TheService.GetAsync("/work-items?role=cdi-specialist&limit=200", cancel)).Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("subjectId").GetGuid()), Does.Contain(JourneyAggregate.IdOf(caseId)));

        var returned = await TheService.PutAsync($"{journey}/stages/clinical-documentation/return", new { gaps = new[] { "clinical-notes" } }, "cdi-specialist", cancel, journey);
        Assert.That(returned.Status, Is.EqualTo(204), returned.Body);
        Assert.That((await TheService.StageAsync(caseId, "clinical-documentation", cancel))?.GetProperty("role").GetString(), Is.EqualTo("ordering-provider-delegate"));
        await DoneAsync("clinical-documentation", "cdi-specialist", new { evidence = new[] { "clinical-notes", "conservative-treatment" } });
        await TheService.PendAsync(caseId, cancel);
        await TheService.UntilStageAsync(caseId, "authorization", "in-progress", cancel);
        await TheService.ApproveAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Booked, cancel);
        await TheService.UntilStageAsync(caseId, "procedure", "in-progress", cancel);
        Assert.That((await TheService.ReportAsync(Encounters.Of(appointmentId, start: "2026-03-16T08:00:00-04:00"), cancel)).Status, Is.EqualTo(200));
        await DoneAsync("post-op", "post-op-nurse", new { evidence = new[] { "follow-up-visit", "report-delivered" } });
        var read = await TheService.GetAsync(journey, cancel);
        Assert.That(read.Json.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("state").GetString()), Has.All.EqualTo("done"));
        Assert.That(read.Body, Does.Not.Contain(Encounters.Canary));

        async Task DoneAsync(string stage, string role, object body)
        {
            var answer = await TheService.PutAsync($"{journey}/stages/{stage}/completion", body, role, cancel, journey);
            Assert.That(answer.Status, Is.EqualTo(204), $"{stage}: {answer.Body}");
            await TheService.UntilStageAsync(caseId, stage, "done", cancel);
        }
    }

    [Test]
    public async Task No_cover_holds_scheduling_and_cover_frees_it(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        await TheService.AcceptReferralAsync(caseId, cancel);
        await TheService.RefuseCoverageAsync(caseId, cancel);
        await TheService.UntilStageAsync(caseId, "insurance-verification", "returned", cancel);
        await TheService.ApproveAsync(caseId, cancel);
        await Eventually.TrueAsync(async () => (await TheService.StageAsync(caseId, "authorization", cancel))?.GetProperty("evidence").GetArrayLength() == 1, cancel);
        var held = await TheService.BookAsync(AppointmentAggregate.IdOf(caseId), "2026-03-17T09:30:00-04:00", cancel);
        Assert.That((held.Status, held.Code), Is.EqualTo((409, "appointment-held-back")));
        await TheService.ConfirmCoverageAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Released, cancel);
        Assert.That((await TheService.BookAsync(AppointmentAggregate.IdOf(caseId), "2026-03-17T09:30:00-04:00", cancel)).Status, Is.EqualTo(204));
    }

    [Test]
    public async Task Other_services_take_the_release_back_until_they_are_approved(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        await TheService.AcceptReferralAsync(caseId, cancel);
        await TheService.ConfirmCoverageAsync(caseId, cancel);
        await TheService.WaiveAsync(caseId, cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Released, cancel);
        var services = new[] { new { sequence = 1, system = "CPT", code = "99205", units = 1 } };
        var refused = await TheService.PutAsync($"/journeys/{caseId}/services", new { services }, "biller", cancel);
        Assert.That((refused.Status, refused.Code), Is.EqualTo((409, "stage-role-not-held")));
        Assert.That((await TheService.PutAsync($"/journeys/{caseId}/services", new { services, serviceDate = "2026-03-20" }, "scheduling-lead", cancel)).Status, Is.EqualTo(204));
        await TheService.UntilAsync(caseId, AppointmentStatus.Requested, cancel);
        await TheService.UntilStageAsync(caseId, "insurance-verification", "ready", cancel);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Published.Any(p => p.Kind == "Scheduling.V1.ProcedureChanged" && p.Body.Contains(caseId.ToString(), StringComparison.Ordinal))), cancel);
    }

    [Test]
    public async Task A_denial_and_an_approval_that_ends_are_seen_on_the_stage(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        await TheService.AcceptReferralAsync(caseId, cancel);
        await TheService.ConfirmCoverageAsync(caseId, cancel);
        await TheService.DenyAsync(caseId, cancel);
        await TheService.UntilStageAsync(caseId, "authorization", "returned", cancel);
        await TheService.ApproveAsync(caseId, cancel);
        var released = await TheService.UntilAsync(caseId, AppointmentStatus.Released, cancel);
        await TheService.EndAuthorizationAsync(caseId, released.GetProperty("authorizationId").GetGuid(), cancel);
        await TheService.UntilAsync(caseId, AppointmentStatus.Requested, cancel);
        Assert.That((await TheService.StageAsync(caseId, "authorization", cancel))?.GetProperty("cause").GetString(), Is.EqualTo("authorization-voided"));
    }

    [Test]
    public async Task What_people_ask_of_a_journey_is_checked(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        await TheService.AcceptReferralAsync(caseId, cancel, "surgery");
        await TheService.UntilStageAsync(caseId, "pre-op-assessment", "ready", cancel);
        var journey = $"/journeys/{caseId}";
        var cases = new (string Path, object Body, string Role, int Status, string Code)[]
        {
            ("stages/pre-op-assessment/completion", new { evidence = new[] { "clearance-signed" } }, "pre-op-nurse", 409, "evidence-missing"),
            ("stages/pre-op-assessment/completion", new { evidence = new[] { "Sam Alder" } }, "pre-op-nurse", 400, "request-invalid"),
            ("stages/pre-op-assessment/completion", new { evidence = Array.Empty<string>() }, "pre-op-nurse", 400, "request-invalid"),
            ("stages/pre-op-assessment/completion", new { evidence = new[] { "clearance-signed" } }, "biller", 409, "stage-role-not-held"),
            ("stages/surgery-scheduling/start", new { }, "surgical-scheduler", 409, "stage-blocked"),
            ("stages/preOpAssessment/start", new { }, "biller", 409, "stage-role-not-held"),
            ("stages/tea/start", new { }, "pre-op-nurse", 400, "parameter-malformed"),
            ("stages/pre-op-assessment/return", new { gaps = Array.Empty<string>() }, "pre-op-nurse", 400, "request-invalid"),
            ("estimate", new { amount = 1.001m }, "financial-clearance", 400, "request-invalid"),
            ("services", new { services = Array.Empty<object>() }, "scheduling-lead", 400, "request-invalid"),
        };
        foreach (var (path, body, role, status, code) in cases)
        {
            var answer = await TheService.PutAsync($"{journey}/{path}", body, role, cancel, journey);
            Assert.That((answer.Status, answer.Code), Is.EqualTo((status, code)), $"{path}: {answer.Body}");
        }

        Assert.That((await TheService.GetAsync($"/journeys/{Guid.CreateVersion7()}", cancel)).Status, Is.EqualTo(404));
        var stream = await TheService.QueryAsync($"select string_agg(type, ',' order by version) from mt_events where stream_id = '{JourneyAggregate.IdOf(caseId)}'", cancel);
        Assert.That(stream, Is.EqualTo(new[] { "journey_begun.v1,stage_ready.v1,scheduling_held.v1" }));
    }

    [Test]
    public async Task An_overlay_of_the_installation_changes_when_its_work_is_due_and_is_listed_with_its_clause(CancellationToken cancel)
    {
        var caseId = Guid.CreateVersion7();
        var journey = $"/journeys/{caseId}";
        await TheService.AcceptReferralAsync(caseId, cancel, "surgery");
        await TheService.UntilStageAsync(caseId, "pre-op-assessment", "ready", cancel);
        await PutAsync($"{journey}/stages/pre-op-assessment/completion", new { evidence = new[] { "history-and-physical", "clearance-signed" } }, "pre-op-nurse", journey);
        await PutAsync($"/appointments/{AppointmentAggregate.IdOf(caseId)}/hold", Time("2027-03-22T08:00:00-04:00", "21"), "surgical-scheduler");
        await PutAsync($"{journey}/stages/surgery-scheduling/completion", new { evidence = new[] { "codes-confirmed" } }, "surgical-scheduler", journey);
        var crossing = (await TheService.GetAsync($"/handoffs?caseId={caseId}", cancel)).Json.GetProperty("items").EnumerateArray().Single(h => h.GetProperty("boundary").GetString() == "B11");
        Assert.That(crossing.GetProperty("dueAt").GetDateTimeOffset() - crossing.GetProperty("openedAt").GetDateTimeOffset(), Is.EqualTo(TimeSpan.FromMinutes(30)));
        var definition = (await TheService.GetAsync("/definitions/B11", cancel)).Json;
        Assert.That(
            definition.GetProperty("deviations").EnumerateArray().Select(d => d.GetString()),
            Has.Some.StartsWith("B11 for site 21: clock PT30M").And.Some.Contains("site-hospital.v3").And.Some.EndsWith("Clause 5.2 of the admission agreement has a bed's cover verified within half an hour."));

        async Task PutAsync(string path, object body, string role, string? of = null)
        {
            var answer = await TheService.PutAsync(path, body, role, cancel, of);
            Assert.That(answer.Status, Is.EqualTo(204), $"{path}: {answer.Body}");
        }
    }

    private static object Time(string start, string place = "11") => new { practitionerNpi = "1245319599", start, minutes = 120, placeOfService = place };
}
