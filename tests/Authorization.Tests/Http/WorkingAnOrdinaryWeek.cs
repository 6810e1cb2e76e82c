using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.Fhir;
using Healthcare.Testing;
using Healthcare.Testing.Services;
using Healthcare.X12;

namespace Healthcare.Authorization.Tests.Http;

/// <summary>The ways beside the usual one, over HTTP, the broker and PostgreSQL.</summary>
[CancelAfter(300_000)]
public sealed class WorkingAnOrdinaryWeek
{
    private static readonly RequestedService[] Imaging = [Service("72148")];

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    private static RequestedService Service(string code, int units = 1) => new() { Sequence = 1, System = "CPT", Code = code, Units = units };

    [Test]
    public async Task Approved_at_once_then_booked_attended_and_used_up(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("APPROVE1", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "approved", cancel);
        var visit = Guid.CreateVersion7();
        await TheService.SayAsync("scheduling", begun.CaseId, Booked(begun, visit, Now.AddMinutes(30)), cancel);
        await UnitsAsync(begun, (0, 1, 0), cancel);
        await TheService.SayAsync("scheduling", begun.CaseId, new VisitMissed { CaseId = begun.CaseId, AppointmentId = visit, ServiceDate = Today, MissedAt = Now }, cancel);
        await UnitsAsync(begun, (0, 0, 1), cancel);
        await TheService.SayAsync("scheduling", begun.CaseId, Booked(begun, visit, Now.AddMinutes(60)), cancel);
        await TheService.SayAsync("scheduling", begun.CaseId, Attended(begun, visit), cancel);
        await UnitsAsync(begun, (1, 0, 0), cancel);
        await TheService.UntilAsync(begun, "exhausted", cancel);
        await Eventually.TrueAsync(() => Task.FromResult(CarryingACase.Told<AuthorizationEnded>(begun).Any()), cancel);
        Assert.That(CarryingACase.Told<AuthorizationEnded>(begun).Single().Ending, Is.EqualTo("exhausted"));
        Assert.That(CarryingACase.Told<AuthorizationPended>(begun), Is.Empty, "nothing was awaited");
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.Empty);
    }

    [Test]
    public async Task Care_that_needs_no_authorization_goes_on_and_nothing_is_submitted(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1001", cancel, services: Service("99213"));
        await TheService.UntilAsync(begun, "not-required", cancel);
        await Eventually.TrueAsync(() => Task.FromResult(CarryingACase.Told<AuthorizationNotRequired>(begun).Any()), cancel);
        Assert.That(CarryingACase.Told<AuthorizationNotRequired>(begun).Single().Rule, Is.EqualTo("maryland-capital/2026-07"));
        Assert.That(TheService.Neighbours.Submitted.ContainsKey(begun.TraceNo), Is.False);

        // Scheduling tells all the same when it took the care: nothing was offered to it, and nothing waits or is parked.
        await TheService.ReleaseAsync(begun, cancel);
        await Eventually.TrueAsync(async () => (await TheService.QueryAsync($"select last_n from hc_inbox where source = 'scheduling' and order_key = '{begun.CaseId:D}' and last_n > 0", cancel)).Any(), cancel);
        Assert.That(await TheService.QueryAsync($"select type from mt_events where type like 'message_%' and (data::text like '%{begun.CaseId:D}%' or headers::text like '%{begun.CaseId:D}%')", cancel), Is.Empty);
    }

    [Test]
    public async Task A_missing_document_is_asked_for_and_its_arrival_lets_the_package_go(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1002", cancel, services: Service("29881"));
        var waiting = await TheService.UntilAsync(begun, "awaiting-documents", cancel);
        Assert.That(waiting.Json.GetProperty("missingDocuments")[0].GetString(), Is.EqualTo("18748-4"));
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.EqualTo(new[] { ("documents-missing", "ordering-provider-delegate") }));
        Assert.That(await TheService.HandoffAsync(begun, "B05", cancel), Is.EqualTo("offered"));
        Assert.That((await DocumentAsync(begun, "not-a-code", "x", cancel)).Status, Is.EqualTo(422));
        var supplied = await DocumentAsync(begun, "18748-4", "Meniscus torn", cancel, TheService.Issuer.Staff("ordering-provider-delegate"));
        Assert.That(supplied.Status, Is.EqualTo(204), supplied.Body);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        var sent = PasRequest.Read(TheService.Neighbours.Submitted[begun.TraceNo].Single()).Value;
        Assert.That(sent?.Request.Documents.Select(d => (d.Loinc, Encoding.UTF8.GetString(d.Content.Span))), Does.Contain(((string?)"18748-4", "Meniscus torn")));
        Assert.That(await TheService.HandoffAsync(begun, "B05", cancel), Is.EqualTo("accepted"));
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.Empty);
    }

    [Test]
    public async Task A_person_may_have_it_sent_without(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1003", cancel, services: Service("29881"));
        var waiting = await TheService.UntilAsync(begun, "awaiting-documents", cancel);
        var waived = await CarryingACase.PutAsync($"/authorizations/{begun.AuthorizationId}/documents-waiver", """{"reason":"Zyxcanary's chart is lost"}""", waiting.Headers["ETag"], cancel);
        Assert.That(waived.Status, Is.EqualTo(204), waived.Body);
        await TheService.UntilAsync(begun, "at-payer", cancel);
    }

    [Test]
    public async Task What_the_catalogue_leaves_open_is_found_out_by_a_person(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1004", cancel, services: Service("97110", 6));
        var unclear = await TheService.UntilAsync(begun, "requirement-unclear", cancel);
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.EqualTo(new[] { ("requirement-unclear", "authorization-specialist") }));
        var decided = await CarryingACase.PutAsync($"/authorizations/{begun.AuthorizationId}/requirement", """{"needed":[1],"reason":"The payer said so"}""", unclear.Headers["ETag"], cancel);
        Assert.That(decided.Status, Is.EqualTo(204), decided.Body);
        await TheService.UntilAsync(begun, "at-payer", cancel);
    }

    [Test]
    public async Task Information_that_the_payer_asks_for_goes_out_as_an_update(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("DOCS0001", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "information-requested", cancel);
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.EqualTo(new[] { ("information-requested", "authorization-specialist") }));
        Assert.That((await DocumentAsync(begun, "11488-4", "The last visit", cancel)).Status, Is.EqualTo(204));
        await TheService.UntilAsync(begun, "approved", cancel);
        var update = PasRequest.Read(TheService.Neighbours.Submitted[begun.TraceNo].Last()).Value;
        Assert.That((update?.IsUpdate, update?.Request.Documents.Count), Is.EqualTo(((bool?)true, (int?)2)));
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.Empty);
    }

    [Test]
    public async Task A_denied_request_takes_no_update_and_a_person_asks_anew(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1005", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        await TheService.NotifyAsync(CarryingACase.Notification(begun, i => new PasDecision { Sequence = i.Sequence, Action = ReviewAction.NotCertified, ReasonCode = "0F", ReasonText = "Try therapy first" }), cancel);
        var denied = await TheService.UntilAsync(begun, "denied", cancel);
        var update = await CarryingACase.PutAsync(
            $"/authorizations/{begun.AuthorizationId}/update", """{"about":"services","items":[{"sequence":1,"system":"CPT","code":"73721","units":1}]}""", denied.Headers["ETag"], cancel);
        Assert.That((update.Status, update.Code), Is.EqualTo((409, "authorization-denied")));
        var anew = await PostAsync($"/authorizations/{begun.AuthorizationId}/requests", """{"reasonCode":"new-evidence"}""", cancel);
        Assert.That(anew.Status, Is.EqualTo(201), anew.Body);
        var next = begun with { AuthorizationId = anew.Json.GetProperty("authorizationId").GetGuid() };
        await TheService.UntilAsync(next, "at-payer", cancel);
        await TheService.UntilAsync(begun, "superseded", cancel);
        Assert.That(TheService.Neighbours.Asked["MZYX1005"], Has.Count.EqualTo(1), "the answer about cover is fresh");
        Assert.That(TheService.Neighbours.Submitted[next.TraceNo], Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_approval_is_extended(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("APPROVE2", cancel, services: Imaging);
        var approved = await TheService.UntilAsync(begun, "approved", cancel);
        var extended = await CarryingACase.PutAsync(
            $"/authorizations/{begun.AuthorizationId}/update", """{"about":"extension","items":[{"sequence":1,"system":"CPT","code":"72148","units":5}]}""", approved.Headers["ETag"], cancel);
        Assert.That(extended.Status, Is.EqualTo(204), extended.Body);
        await UnitsAsync(begun, (0, 0, 5), cancel);
        Assert.That(PasRequest.Read(TheService.Neighbours.Submitted[begun.TraceNo].Last()).Value?.Request.Items.Single().CertificationType, Is.EqualTo("4"));
    }

    [Test]
    public async Task The_end_of_the_referral_withdraws_the_request_at_the_payer(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1006", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        await TheService.SayAsync("intake", begun.CaseId, new ReferralEnded { CaseId = begun.CaseId, ReferralId = Guid.CreateVersion7(), Ending = "withdrawn", ReasonCode = "patient-declined", EndedAt = Now }, cancel);
        await TheService.UntilAsync(begun, "withdrawn", cancel);
        Assert.That(PasRequest.Read(TheService.Neighbours.Submitted[begun.TraceNo].Last()).Value?.IsCancellation, Is.True);
        Assert.That(await TheService.HandoffAsync(begun, "B07", cancel), Is.EqualTo("closed"));
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.Empty);
    }

    [Test]
    public async Task Another_month_is_asked_for_anew_and_the_same_month_is_not(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1007", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        var visit = Guid.CreateVersion7();
        var later = Today.AddMonths(2);
        await TheService.SayAsync("scheduling", begun.CaseId, Held(begun, visit, later), cancel);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Neighbours.Asked["MZYX1007"].Count == 2), cancel);
        Assert.That(TheService.Neighbours.Asked["MZYX1007"][1].ServiceDate, Is.EqualTo(later), "N19");
        await Eventually.TrueAsync(() => Task.FromResult(CarryingACase.Told<CoverageConfirmed>(begun).Any(c => c.ServiceDate == later)), cancel);
        var other = later.Day > 1 ? later.AddDays(-1) : later.AddDays(1);
        await TheService.SayAsync("scheduling", begun.CaseId, Held(begun, visit, other), cancel);
        await Eventually.TrueAsync(() => Task.FromResult(CarryingACase.Told<CoverageConfirmed>(begun).Any(c => c.ServiceDate == other)), cancel);
        Assert.That(TheService.Neighbours.Asked["MZYX1007"], Has.Count.EqualTo(2), "a fresh answer of the same month is reused");
    }

    [Test]
    public async Task A_near_day_hurries_and_care_that_goes_on_without_is_authorized_afterwards(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1008", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        var visit = Guid.CreateVersion7();
        await TheService.SayAsync("scheduling", begun.CaseId, Held(begun, visit, Today.AddDays(1)), cancel);
        await Eventually.TrueAsync(async () => (await TheService.WorkItemsAsync(begun, cancel)).Contains(("service-date-near", "authorization-specialist")), cancel);
        await TheService.SayAsync("scheduling", begun.CaseId, new CareProceeded { CaseId = begun.CaseId, AppointmentId = visit, Ground = "emergency", DueAt = Now.AddDays(2), ProceededAt = Now }, cancel);
        await Eventually.TrueAsync(async () => (await TheService.WorkItemsAsync(begun, cancel)).Contains(("emergency", "authorization-specialist")), cancel);
        await TheService.NotifyAsync(CarryingACase.Notification(begun, i => CarryingACase.Certified(i.Sequence)), cancel);
        await TheService.UntilAsync(begun, "approved", cancel);
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.Empty);
    }

    [Test]
    public async Task Another_procedure_is_an_update_of_what_is_pended(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1009", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        await TheService.SayAsync("scheduling", begun.CaseId, Changed(begun, Service("73721")), cancel);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Neighbours.Submitted[begun.TraceNo].Count == 2), cancel);
        var update = PasRequest.Read(TheService.Neighbours.Submitted[begun.TraceNo].Last()).Value;
        Assert.That((update?.IsUpdate, update?.Request.Items.Single().Service.Code), Is.EqualTo(((bool?)true, "73721")));
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Neighbours.Asked["MZYX1009"].Count == 2), cancel);
    }

    [Test]
    public async Task A_payer_of_X12_and_FHIR_gets_the_same_case_by_its_own_ways(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("AMZYX001", cancel, payer: "atlantic-mutual", services: Imaging);
        var pended = await TheService.UntilAsync(begun, "at-payer", cancel);
        Assert.That(pended.Json.GetProperty("transport").GetString(), Is.EqualTo("x12-278"));
        var asked = TheService.Neighbours.Reviewed[begun.TraceNo].Single();
        Assert.That(ServicesReview.Read(asked, new X12Findings()).Single().Events[0].Services[0].Service?.Procedure, Is.EqualTo("72148"));
        Assert.That(Due(pended), Is.EqualTo(TimeSpan.FromDays(15)).Within(TimeSpan.FromHours(2)), "outside the rule, by contract");
        var approved = Neighbours.Said(asked, new ReviewDecision("A1", "AM-77", null, null));
        Assert.That((await TheService.NotifyAsync(approved, cancel, mediaType: "application/edi-x12")).Status, Is.EqualTo(404), "another payer's");
        var heard = await TheService.NotifyAsync(approved, cancel, TheService.Payer("atlantic-mutual"), mediaType: "application/edi-x12");
        Assert.That(heard.Status, Is.EqualTo(204), heard.Body);
        await TheService.UntilAsync(begun, "approved", cancel);
        await Eventually.TrueAsync(() => Task.FromResult(CarryingACase.Told<AuthorizationApproved>(begun).Any()), cancel);
        Assert.That(CarryingACase.Told<AuthorizationApproved>(begun).Single().Items.Single().CertificationNumber, Is.EqualTo("AM-77"));
        Assert.That((await TheService.NotifyAsync("ISA*garbage"u8.ToArray(), cancel, TheService.Payer("atlantic-mutual"), mediaType: "application/edi-x12")).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task A_payer_that_takes_no_message_is_asked_by_people(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("CMZYX001", cancel, payer: "chesapeake-care", services: Imaging);
        await Eventually.TrueAsync(async () => (await TheService.WorkItemsAsync(begun, cancel)).Contains(("coverage-manual-check", "financial-clearance")), cancel);
        var check = await TheService.Process.SendAsync(HttpMethod.Get, $"/coverage-checks/{begun.CoverageCheckId}", TheService.Specialist(), cancel);
        var entered = await CarryingACase.PutAsync($"/coverage-checks/{begun.CoverageCheckId}/result", """{"active":true,"reference":"CALL-17"}""", check.Headers["ETag"], cancel, TheService.Issuer.Staff("financial-clearance"));
        Assert.That(entered.Status, Is.EqualTo(204), entered.Body);
        var held = await TheService.UntilAsync(begun, "held", cancel);
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.EqualTo(new[] { ("manual-path", "authorization-specialist") }));
        var sent = await CarryingACase.PutAsync(
            $"/authorizations/{begun.AuthorizationId}/manual-submission", JsonSerializer.Serialize(new { transport = "fax", payerReceivedAt = Now.AddMinutes(-5) }), held.Headers["ETag"], cancel);
        Assert.That(sent.Status, Is.EqualTo(204), sent.Body);
        var pended = await TheService.UntilAsync(begun, "at-payer", cancel);
        var decision = JsonSerializer.Serialize(new { items = new[] { new { sequence = 1, action = "A1", certificationNumber = "FAX-1", from = Today, to = Today.AddDays(90) } } });
        var decided = await CarryingACase.PutAsync($"/authorizations/{begun.AuthorizationId}/decision", decision, pended.Headers["ETag"], cancel);
        Assert.That(decided.Status, Is.EqualTo(204), decided.Body);
        var approved = await TheService.UntilAsync(begun, "approved", cancel);
        var voided = await CarryingACase.PutAsync($"/authorizations/{begun.AuthorizationId}/voiding", """{"reasonCode":"given-in-error"}""", approved.Headers["ETag"], cancel, TheService.Issuer.Staff("authorization-lead"));
        Assert.That(voided.Status, Is.EqualTo(204), voided.Body);
        await TheService.UntilAsync(begun, "voided", cancel);
    }

    [Test]
    public async Task A_person_asks_what_became_of_a_request(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1010", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        Assert.That((await PostAsync($"/authorizations/{begun.AuthorizationId}/inquiry", "{}", cancel)).Status, Is.EqualTo(204));
        await TheService.UntilAsync(begun, "approved", cancel);
        Assert.That((await PostAsync($"/authorizations/{begun.AuthorizationId}/inquiry", "{}", cancel)).Code, Is.EqualTo("authorization-nothing-to-inquire"));
    }

    [Test]
    public async Task A_payer_that_is_away_is_asked_again_by_itself_and_an_unknown_member_goes_to_a_person(CancellationToken cancel)
    {
        var away = await TheService.AcceptAsync("AWAY0001", cancel, services: Imaging);
        await Eventually.TrueAsync(async () => await CheckAsync(away, cancel) is var c && c.TryGetProperty("state", out var state) && state.GetString() == "waiting", cancel);
        Assert.That((await CheckAsync(away, cancel)).GetProperty("retryAt").GetDateTimeOffset() - Now, Is.EqualTo(TimeSpan.FromSeconds(90)).Within(TimeSpan.FromSeconds(20)));
        var unknown = await TheService.AcceptAsync("UNKNOWN1", cancel, services: Imaging);
        await Eventually.TrueAsync(async () => (await TheService.WorkItemsAsync(unknown, cancel)).Contains(("coverage-member-mismatch", "intake-coordinator")), cancel);
        await Eventually.TrueAsync(() => Task.FromResult(CarryingACase.Told<CoverageNotConfirmed>(unknown).Any(c => c.ReasonCode == "aaa-72")), cancel);
        Assert.That(CarryingACase.Told<CoverageNotConfirmed>(away), Is.Empty);
    }

    [Test]
    public async Task An_answer_that_breaks_the_guide_is_refused_and_goes_to_a_person(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX1011", cancel, services: Imaging);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        var text = Encoding.UTF8.GetString(CarryingACase.Notification(begun, i => CarryingACase.Certified(i.Sequence)));
        var broken = Encoding.UTF8.GetBytes(text.Replace("\"use\":\"preauthorization\"", "\"use\":\"preauthorization\",\"nonsense\":1", StringComparison.Ordinal));
        var heard = await TheService.NotifyAsync(broken, cancel);
        Assert.That(heard.Status, Is.EqualTo(422), heard.Body);
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.EqualTo(new[] { ("payer-answer-unusable", "authorization-specialist") }));
    }

    private static TimeSpan Due(ServiceAnswer read) => read.Json.GetProperty("dueAt").GetDateTimeOffset() - read.Json.GetProperty("payerReceivedAt").GetDateTimeOffset();

    private static async Task<JsonElement> CheckAsync(Case which, CancellationToken cancel) =>
        (await TheService.Process.SendAsync(HttpMethod.Get, $"/coverage-checks/{which.CoverageCheckId}", TheService.Specialist(), cancel)).Json;

    private static Task UnitsAsync(Case which, (int Used, int Reserved, int Remaining) expected, CancellationToken cancel) => Eventually.TrueAsync(
        async () =>
        {
            var read = await TheService.Process.SendAsync(HttpMethod.Get, $"/authorizations/{which.AuthorizationId}/units", TheService.Specialist(), cancel);
            if (read.Status != 200) return false;
            var line = read.Json.GetProperty("items")[0];
            return (line.GetProperty("used").GetInt32(), line.GetProperty("reserved").GetInt32(), line.GetProperty("remaining").GetInt32()) == expected;
        },
        cancel);

    private static async Task<ServiceAnswer> DocumentAsync(Case which, string loinc, string text, CancellationToken cancel, string? token = null)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        return await TheService.Process.SendAsync(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"/authorizations/{which.AuthorizationId}/documents?loinc={loinc}"), token ?? TheService.Specialist(), cancel, content);
    }

    private static async Task<ServiceAnswer> PostAsync(string path, string body, CancellationToken cancel)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await TheService.Process.SendAsync(HttpMethod.Post, path, TheService.Specialist(), cancel, content);
    }

    private static AppointmentHeld Held(Case which, Guid visit, DateOnly day) =>
        new() { CaseId = which.CaseId, AppointmentId = visit, PractitionerNpi = "1588667638", ServiceDate = day, PlaceOfService = "11", HeldAt = Now };

    private static AppointmentBooked Booked(Case which, Guid visit, DateTimeOffset start) =>
        new() { CaseId = which.CaseId, AppointmentId = visit, PractitionerNpi = "1588667638", Start = start, End = start.AddMinutes(30), PlaceOfService = "11", BookedAt = Now };

    private static VisitAttended Attended(Case which, Guid visit) => new()
    {
        CaseId = which.CaseId, AppointmentId = visit, PatientId = which.PatientId, EncounterId = "E1", PractitionerNpi = "1588667638", PlaceOfService = "11", ServiceDate = Today, AttendedAt = Now,
    };

    private static ProcedureChanged Changed(Case which, params RequestedService[] services) =>
        new() { CaseId = which.CaseId, AppointmentId = Guid.CreateVersion7(), Change = 1, Services = services, ChangedAt = Now };
}
