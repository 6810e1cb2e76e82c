using Healthcare.Audit.Trail;
using Healthcare.Contracts.Audit.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Messaging;
using Healthcare.ServiceDefaults;

namespace Healthcare.Audit;

/// <summary>Who did or saw what, in an order that nobody can rewrite.</summary>
internal static class AuditService
{
    /// <summary>The services whose logs the trail must hold whole.</summary>
    internal static readonly IReadOnlyList<string> Audited = ["intake", "authorization", "scheduling", "billing", "reconciliation"];

    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("audit")
            .AddAccessRecords()
            .AddAggregate(TrailDecider.Aggregate)
            .AddView(new CaseStatusView())
            .AddView(new AuditedView());
        // What audit itself records does not take the way over the bus: OwnEvents enters it.
        builder.AddMessaging("audit").RecordsEverything(false).Consumes<WhenEventsRecorded, EventsRecorded>();
        foreach (var service in Audited) builder.AddServiceClient<HttpClient>(service);
        builder.Services.AddSingleton<Proof>();
        builder.Services.AddHostedService<OwnEvents>();
        builder.Services.AddHostedService<CaseMeter>();
    }

    public static void MapAudit(this WebApplication app)
    {
        PartnerCase.Map(app);
        var cases = app.MapGroup("/cases").WithTags("cases");
        CaseList.Map(cases);
        CaseStatusEndpoint.Map(cases);
        CaseTimeline.Map(cases);
        TrailQuery.Map(app);
        ProofEndpoint.Map(app);
        app.MapHandoffs();
    }
}
