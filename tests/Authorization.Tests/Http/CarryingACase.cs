using System.Text;
using System.Text.Json;
using Healthcare.Contracts.Authorization.V1;
using Healthcare.Fhir;
using Healthcare.Testing;
using Healthcare.Testing.Services;

namespace Healthcare.Authorization.Tests.Http;

[CancelAfter(300_000)]
public sealed class CarryingACase
{
    [Test]
    public async Task From_the_referral_to_the_payers_approval_and_to_scheduling(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX0001", cancel);
        var pended = await TheService.UntilAsync(begun, "at-payer", cancel);
        Assert.Multiple(async () =>
        {
            Assert.That(Due(pended), Is.EqualTo(TimeSpan.FromDays(7)).Within(TimeSpan.FromHours(2)));
            Assert.That(await TheService.HandoffAsync(begun, "B06", cancel), Is.EqualTo("accepted"));
            Assert.That(await TheService.HandoffAsync(begun, "B07", cancel), Is.EqualTo("blocked"));
            Assert.That(TheService.Neighbours.Tokens, Has.All.StartsWith("Bearer "));
        });
        var notification = Notification(begun, i => Certified(i.Sequence));
        Assert.That((await TheService.NotifyAsync(notification, cancel)).Status, Is.EqualTo(204));
        var approved = await TheService.UntilAsync(begun, "approved", cancel);
        Assert.That((await TheService.NotifyAsync(notification, cancel)).Status, Is.EqualTo(204), "the same again changes nothing");
        Assert.That((await TheService.UntilAsync(begun, "approved", cancel)).Headers["ETag"], Is.EqualTo(approved.Headers["ETag"]));

        await Eventually.TrueAsync(() => Task.FromResult(Told<AuthorizationApproved>(begun).Any()), cancel);
        var told = Told<AuthorizationApproved>(begun).Single();
        Assert.That(told.Items.Select(i => (i.Sequence, i.System, i.Code, i.CertificationNumber)), Is.EqualTo(new[] { (1, "X12-1365", "3", "AU-1"), (2, "CPT", "99243", "AU-2") }));
        Assert.That(Told<CoverageConfirmed>(begun).Single().PatientId, Is.EqualTo(begun.PatientId));

        await TheService.ReleaseAsync(begun, cancel);
        await Eventually.TrueAsync(async () => await TheService.HandoffAsync(begun, "B09", cancel) == "accepted", cancel);
        Assert.Multiple(async () =>
        {
            Assert.That(await TheService.HandoffAsync(begun, "B07", cancel), Is.EqualTo("accepted"));
            Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.Empty, "nobody is asked to do what is done");
        });
    }

    [Test]
    public async Task The_submitted_bundle_holds_the_document_and_is_resent_unchanged_after_5xx(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("FAIL0001", cancel, "urgent");
        var pended = await TheService.UntilAsync(begun, "at-payer", cancel);
        var sent = TheService.Neighbours.Submitted[begun.TraceNo];
        Assert.Multiple(() =>
        {
            Assert.That(sent, Has.Count.EqualTo(4));
            Assert.That(sent.Skip(1), Has.All.EqualTo(sent[0]));
            Assert.That(PasRequest.Read(sent[0]).Value?.Request.Documents.Select(d => Encoding.UTF8.GetString(d.Content.Span)), Is.EqualTo(new[] { "note D-1" }));
            Assert.That(Due(pended), Is.EqualTo(TimeSpan.FromHours(72)).Within(TimeSpan.FromMinutes(5)), "urgent is expedited");
        });
    }

    [Test]
    public async Task Inactive_cover_waits_in_a_queue_and_may_be_asked_about_again(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("INACTIVE1", cancel);
        await Eventually.TrueAsync(async () => (await TheService.WorkItemsAsync(begun, cancel)).Contains(("coverage-inactive", "financial-clearance")), cancel);
        var check = await TheService.Process.SendAsync(HttpMethod.Get, $"/coverage-checks/{begun.CoverageCheckId}", TheService.Specialist(), cancel);
        var asked = await PutAsync($"/coverage-checks/{begun.CoverageCheckId}/inquiry", "{}", check.Headers["ETag"], cancel);
        Assert.That(asked.Status, Is.EqualTo(204), asked.Body);
        await Eventually.TrueAsync(
            async () => (await TheService.Process.SendAsync(HttpMethod.Get, $"/coverage-checks/{begun.CoverageCheckId}", TheService.Specialist(), cancel)).Json is var again
                && again.GetProperty("attempts").GetInt32() == 2 && again.GetProperty("state").GetString() == "stopped",
            cancel);
        Assert.That((await TheService.UntilAsync(begun, "assembling", cancel)).Status, Is.EqualTo(200), "nothing went to the payer");
    }

    [Test]
    public async Task A_refused_submission_is_given_back_and_sent_again_by_a_person(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("REFUSED1", cancel);
        var rejected = await TheService.UntilAsync(begun, "rejected", cancel);
        Assert.That(rejected.Json.GetProperty("requirements").EnumerateArray().Select(r => r.GetString()), Is.EqualTo(new[] { "not-our-member" }));
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.EqualTo(new[] { ("submission-rejected", "authorization-specialist") }));
        var (blind, stale, other) = (
            await PutAsync(SubmissionOf(begun), "{}", etag: null, cancel),
            await PutAsync(SubmissionOf(begun), "{}", "\"1\"", cancel),
            await PutAsync(SubmissionOf(begun), "{}", rejected.Headers["ETag"], cancel, TheService.Issuer.Staff("scheduler")));
        var again = await PutAsync(SubmissionOf(begun), "{}", rejected.Headers["ETag"], cancel);
        Assert.That((blind.Status, stale.Status, other.Status, again.Status), Is.EqualTo((428, 412, 403, 204)), again.Body);
        await Eventually.TrueAsync(() => Task.FromResult(TheService.Neighbours.Submitted[begun.TraceNo].Count == 2), cancel);
        await TheService.UntilAsync(begun, "rejected", cancel);
    }

    [Test]
    public async Task A_denial_is_told_with_its_words_to_those_who_may_read_them(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX0002", cancel);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        await TheService.NotifyAsync(Notification(begun, i => new PasDecision { Sequence = i.Sequence, Action = ReviewAction.NotCertified, ReasonCode = "0F", ReasonText = "Try therapy first" }), cancel);
        var denied = await TheService.UntilAsync(begun, "denied", cancel);
        Assert.That(denied.Json.GetProperty("items")[0].GetProperty("reasonText").GetString(), Is.EqualTo("Try therapy first"));
        Assert.That(await TheService.WorkItemsAsync(begun, cancel), Is.EqualTo(new[] { ("denied", "authorization-lead") }));
        await Eventually.TrueAsync(() => Task.FromResult(Told<AuthorizationDenied>(begun).Count() == 2), cancel);
    }

    [Test]
    public async Task What_does_not_match_the_order_is_released_by_a_named_person(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX0003", cancel);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        await TheService.NotifyAsync(Notification(begun, i => Certified(i.Sequence) with { Action = ReviewAction.Modified, Service = new Coding(FhirSystems.Cpt, "99242") }), cancel);
        var changed = await TheService.UntilAsync(begun, "approved-with-changes", cancel);
        Assert.That(await TheService.HandoffAsync(begun, "B09", cancel), Is.EqualTo("blocked"));
        var body = JsonSerializer.Serialize(new { ground = "patient-accepts-cost", reason = "Zyxcanary was told the price", dueAt = TimeProvider.System.GetUtcNow().AddHours(2) });
        var wrong = await PutAsync(ReleaseOf(begun), body.Replace("patient-accepts-cost", "convenience", StringComparison.Ordinal), changed.Headers["ETag"], cancel);
        Assert.That((wrong.Status, wrong.Code), Is.EqualTo((409, "handoff-ground-not-permitted")));
        Assert.That(Told<AuthorizationApproved>(begun), Is.Empty);
        var released = await PutAsync(ReleaseOf(begun), body, changed.Headers["ETag"], cancel);
        Assert.That(released.Status, Is.EqualTo(204), released.Body);
        await Eventually.TrueAsync(() => Task.FromResult(Told<AuthorizationApproved>(begun).Any()), cancel);
        Assert.That(await TheService.HandoffAsync(begun, "B09", cancel), Is.EqualTo("offered"));
    }

    [Test]
    public async Task A_packet_that_is_not_what_was_published_is_parked(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX0004", cancel, hash: new string('0', 64));
        await Eventually.TrueAsync(async () => (await TheService.QueryAsync($"select type from mt_events where data::text like '%{begun.CaseId:D}%' or headers::text like '%{begun.CaseId:D}%'", cancel)).Any(t => t.Contains("parked", StringComparison.Ordinal)), cancel);
        Assert.That((await TheService.Process.SendAsync(HttpMethod.Get, $"/authorizations/{begun.AuthorizationId}", TheService.Specialist(), cancel)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Nothing_that_the_service_emits_or_stores_in_the_open_tells_of_a_patient(CancellationToken cancel)
    {
        var begun = await TheService.AcceptAsync("MZYX0005", cancel);
        await TheService.UntilAsync(begun, "at-payer", cancel);
        var refused = await TheService.NotifyAsync(Encoding.UTF8.GetBytes("{\"resourceType\":\"Zyxcanary\"}"), cancel);
        await TheService.NotifyAsync(Notification(begun, i => new PasDecision { Sequence = i.Sequence, Action = ReviewAction.NotCertified, ReasonCode = "0F", ReasonText = "Zyxcanary must wait" }), cancel);
        var denied = await TheService.UntilAsync(begun, "denied", cancel);
        await Eventually.TrueAsync(() => Task.FromResult(Told<AuthorizationDenied>(begun).Count() == 2), cancel);
        var stored = await TheService.QueryAsync(
            """
            select row_to_json(e)::text from mt_events e union all select row_to_json(v)::text from hc_view_authorizations_v1 v
            union all select row_to_json(c)::text from hc_view_coverage_checks_v1 c union all select row_to_json(o)::text from hc_originals o union all select row_to_json(a)::text from hc_answers a
            """,
            cancel);
        Assert.Multiple(() =>
        {
            Assert.That(denied.Body, Does.Contain("Zyxcanary must wait"), "a person who may read it does");
            foreach (var canary in new[] { "Zyxcanary", "ZYXCANARY", "Tessa", "TESSA", "MZYX0005", "1980-05-17", "19800517", "Pier Road" })
            {
                Assert.That(refused.Body, Does.Not.Contain(canary), "refusal");
                Assert.That(TheService.Process.Log, Has.None.Contains(canary), "log");
                Assert.That(TheService.Published.Select(p => p.Body + p.Headers), Has.None.Contains(canary), "bus");
                Assert.That(stored, Has.None.Contains(canary), "database");
            }
        });
    }

    internal static byte[] Notification(Case which, Func<PasItem, PasDecision> decide) => PasNotification.Build(
        "https://payer.example/fhir",
        "n1",
        new PasNotification { Subscription = "https://payer.example/fhir/Subscription/s1", EventNumber = 1, EventsSinceStart = 1, EventAt = TimeProvider.System.GetUtcNow() },
        Neighbours.Answer(TheService.Neighbours.Submitted[which.TraceNo][0], decide),
        TimeProvider.System.GetUtcNow());

    internal static PasDecision Certified(int sequence)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        return new PasDecision
        {
            Sequence = sequence,
            Action = ReviewAction.CertifiedInTotal,
            CertificationNumber = $"AU-{sequence}",
            From = FhirDate.Of(today.AddDays(-1)),
            To = FhirDate.Of(today.AddDays(180)),
        };
    }

    private static TimeSpan Due(ServiceAnswer read) => read.Json.GetProperty("dueAt").GetDateTimeOffset() - read.Json.GetProperty("payerReceivedAt").GetDateTimeOffset();

    internal static IEnumerable<TMessage> Told<TMessage>(Case which) => TheService.Published
        .Where(p => p.Kind == $"Authorization.V1.{typeof(TMessage).Name}" && p.Body.Contains(which.CaseId.ToString("D"), StringComparison.Ordinal))
        .Select(p => JsonSerializer.Deserialize<TMessage>(p.Body, JsonSerializerOptions.Web))
        .OfType<TMessage>();

    private static string SubmissionOf(Case which) => $"/authorizations/{which.AuthorizationId}/submission";

    private static string ReleaseOf(Case which) => $"/authorizations/{which.AuthorizationId}/release";

    internal static async Task<ServiceAnswer> PutAsync(string path, string body, string? etag, CancellationToken cancel, string? token = null)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await TheService.Process.SendAsync(HttpMethod.Put, path, token ?? TheService.Specialist(), cancel, content, h =>
        {
            if (etag is not null) h.TryAddWithoutValidation("If-Match", etag);
        });
    }
}
