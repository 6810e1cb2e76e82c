using Healthcare.Audit.Map;
using Healthcare.Audit.Queue;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Audit.Tests.Http;

/// <summary>The status of all cases follows from the trail alone: built anew from the first event it is the same to the byte.</summary>
[CancelAfter(300_000)]
public sealed class RebuildingTheStatus
{
    [Test]
    public async Task A_rebuild_equals_what_was_kept(CancellationToken cancel)
    {
        await using var audit = await AuditHost.StartAsync(cancel);
        var told = await audit.TellCaseAsync("RREBUILTAAAAA", "northside", cancel);
        var handoff = Guid.CreateVersion7();
        await audit.TellAsync("scheduling", 1, [audit.Event(told.CaseId, Guid.CreateVersion7(), 1, "appointment_booked.v1", "{}", "appointment")], cancel);
        await audit.TellAsync(
            "authorization",
            1,
            [
                audit.Event(told.CaseId, Guid.CreateVersion7(), 1, "authorization_submitted.v1", "{}", "authorization"),
                audit.Event(told.CaseId, handoff, 1, "handoff_offered.v1", """{"attempt":1,"terms":{"boundary":"B07","ownerRole":"authorization-specialist","dueAt":"2026-03-04T12:00:00+00:00"} }""", "handoff"),
                audit.Event(told.CaseId, handoff, 2, "handoff_timed_out.v1", """{"attempt":1}""", "handoff"),
                audit.Event(told.CaseId, Guid.CreateVersion7(), 1, "work_item_resolved.v1", "{}", "work_item"),
            ],
            cancel);
        await audit.TellAsync("billing", 1, [audit.Event(told.CaseId, Guid.CreateVersion7(), 1, "claim_built.v1", """{"content":{"total":"250.00"} }""", "claim")], cancel);
        await audit.TellCaseAsync("RREBUILTBBBBB", "northside", cancel);
        var item = Guid.CreateVersion7();
        await audit.TellAsync(
            "reconciliation",
            1,
            [
                audit.Event(told.CaseId, item, 1, "work_item_opened.v1", Opened(told.CaseId), "work_item"),
                audit.Event(told.CaseId, item, 2, "work_item_claimed.v1", """{"by":{"id":"clerk-7","kind":"human","role":"biller"},"at":"2026-03-02T13:00:00+00:00"}""", "work_item"),
            ],
            cancel);
        await audit.UntilAsync(told.CaseId, 10, cancel);
        await Eventually.TrueAsync(
            async () => (await audit.GetAsync($"/work-items?caseId={told.CaseId}&claimed=true", audit.Issuer.Staff("biller"), cancel)).Json.GetProperty("items").GetArrayLength() == 1, cancel);
        // Whoever rebuilds is alone.
        await audit.KillAsync();
        await using var store = StoreOf(audit.OwnerConnection);
        var log = store.GetRequiredService<IEventStore>();
        await IsTheSameAfterAsync(log, new CaseStatusView(), 2, cancel);
        await IsTheSameAfterAsync(log, new WaitingView(), 2, cancel);
        await IsTheSameAfterAsync(log, new QueueView(), 1, cancel);
        await IsTheSameMapAsync(audit, cancel);
    }

    private static string Opened(Guid caseId) =>
        $$"""{"kind":"exception","role":"biller","reasonCode":"payer-error","subjectId":"{{caseId}}","caseId":"{{caseId}}","boundary":"B24","dueAt":"2026-03-04T12:00:00+00:00","nextAt":"2026-03-04T12:00:00+00:00","at":"2026-03-02T12:00:00+00:00","repeat":"1.00:00:00","levels":[]}""";

    private static async Task IsTheSameMapAsync(AuditHost audit, CancellationToken cancel)
    {
        const string Steps = "select row(c.*)::text from hc_crossings c order by handoff, version";
        const string Stakes = "select row(s.*)::text from hc_stakes s order by subject, at";
        var (steps, stakes) = (await audit.QueryAsync(Steps, cancel), await audit.QueryAsync(Stakes, cancel));
        Assert.That((steps.Count, stakes.Count), Is.EqualTo((2, 2)));
        await MapMigration.RebuildAsync(audit.OwnerConnection, cancel);
        Assert.That(await audit.QueryAsync(Steps, cancel), Is.EqualTo(steps));
        Assert.That(await audit.QueryAsync(Stakes, cancel), Is.EqualTo(stakes));
    }

    private static async Task IsTheSameAfterAsync<T>(IEventStore log, View<T> view, int rows, CancellationToken cancel)
        where T : class
    {
        var before = await log.Views.FingerprintAsync(view.Name, cancel);
        Assert.That(await log.Views.PageAsync(view.Name, "", after: null, 10, cancel), Has.Count.EqualTo(rows));
        await ViewRebuild.RunAsync(view, log, cancel);
        Assert.That(await log.Views.FingerprintAsync(view.Name, cancel), Is.EqualTo(before), view.Name);
        Assert.That(await log.Views.PageAsync(view.Name, "", after: null, 10, cancel), Has.Count.EqualTo(rows));
    }

    private static ServiceProvider StoreOf(string connection)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:EventStore"] = connection,
            ["EventStore:MasterKeys:test"] = Convert.ToBase64String(new byte[32]),
        });
        builder.Services.AddLogging();
        builder.AddEventStore("audit").AddAggregate(TrailDecider.Aggregate);
        return builder.Services.BuildServiceProvider();
    }
}
