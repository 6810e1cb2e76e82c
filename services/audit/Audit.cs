using Healthcare.Audit.Map;
using Healthcare.Audit.Questions;
using Healthcare.Audit.Queue;
using Healthcare.Audit.Trail;
using Healthcare.Audit.Webhooks;
using Healthcare.Contracts.Audit.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Healthcare.Audit;

/// <summary>Who did or saw what, in an order that nobody can rewrite.</summary>
internal static class AuditService
{
    /// <summary>The services whose logs the trail must hold whole.</summary>
    internal static readonly IReadOnlyList<string> Audited = ["intake", "authorization", "scheduling", "billing", "reconciliation"];

    /// <summary>What a partner needs to be told of its cases.</summary>
    private const string WebhookScope = "system/Subscription.cruds";

    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.AddEventStore("audit")
            .AddAccessRecords()
            .AddHandoffs(ComplianceHandoffs.Boundaries)
            .AddAggregate(TrailDecider.Aggregate)
            .AddAggregate(Question.Aggregate)
            .AddView(new QuestionView())
            .AddView(new CaseStatusView())
            .AddView(new AuditedView())
            .AddView(new WaitingView())
            .AddView(new QueueView())
            .AddView(new BoundaryChangesView())
            .AddAggregate(Webhook.Aggregate)
            .AddAggregate(CaseNotices.Aggregate)
            .AddView(new WebhookView())
            .AddView(new DeliveryView())
            .AddTransmissions(builder.Configuration, typeof(WebhookDeliveries));
        builder.AddOriginals();
        // What audit itself records does not take the way over the bus: OwnEvents enters it.
        builder.AddMessaging("audit").RecordsEverything(false).Consumes<WhenEventsRecorded, EventsRecorded>();
        foreach (var service in Audited) builder.AddServiceClient<HttpClient>(service);
        builder.Services.AddSingleton<Proof>();
        builder.Services.AddHostedService<OwnEvents>();
        builder.Services.AddHostedService<CaseMeter>();
        builder.Services.AddScoped<TrailEntering>().AddScoped<TrailAnswers>().AddScoped<QuestionDesk>();
        builder.Services.AddSingleton(SchemaPart.Embedded(typeof(AuditService).Assembly, "0200_map"));
        builder.Services.AddSingleton<IMigration, MapMigration>();
        builder.Services.AddSingleton<MapReader>();
        builder.Services.AddSingleton<MapDefinitions>();
        builder.Services.AddSingleton<MapEndpoint.CurrentMap>();
        builder.Services.AddSingleton<CasesWaiting>();
        builder.Services.AddOptions<LagOptions>().BindConfiguration("Lag");
        builder.Services.AddSingleton<LagWatch>().AddHostedService(s => s.GetRequiredService<LagWatch>());
        builder.Services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks");
        builder.Services.AddHttpClient(WebhookDeliveries.ClientName)
            .ConfigurePrimaryHttpMessageHandler(s => WebhookAddresses.HandlerOf(s.GetRequiredService<IOptions<WebhookOptions>>().Value))
            .RemoveAllLoggers();
    }

    public static void MapAudit(this WebApplication app)
    {
        PartnerCase.Map(app);
        var cases = app.MapGroup("/cases").WithTags("cases");
        CaseList.Map(app, cases);
        CaseSummary.Map(cases);
        CaseStatusEndpoint.Map(cases);
        CaseTimeline.Map(cases);
        CaseBoundaries.Map(cases);
        TrailQuery.Map(app);
        ProofEndpoint.Map(app);
        var questions = app.MapGroup("/compliance/questions").RequireAuthorization(Policies.Compliance).RecordingAccess("HCOMPL").WithTags("compliance");
        AskQuestionEndpoint.Map(questions);
        StateQuestionEndpoint.Map(questions);
        AnswerQuestionEndpoint.Map(questions);
        ExtendQuestionEndpoint.Map(questions);
        ReadQuestionsEndpoint.Map(questions);
        MapEndpoint.Map(app);
        var webhook = app.MapGroup("/partner/v1/webhook").RequireAuthorization(Policies.PartnerWith(WebhookScope)).WithTags("partner");
        RegisterWebhookEndpoint.Map(webhook);
        ReadWebhookEndpoint.Map(webhook);
        RemoveWebhookEndpoint.Map(webhook);
        RotateWebhookSecretEndpoint.Map(webhook);
        ListDeliveriesEndpoint.Map(webhook);
        RedeliverNoticeEndpoint.Map(webhook);
        app.MapHandoffs(ListQueueEndpoint.Map);
    }
}
