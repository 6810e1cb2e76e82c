using Healthcare.Contracts.Billing.V1;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Messaging;
using Healthcare.Originals;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.Agreements;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Matches;
using Healthcare.Reconciliation.CreditBalances;
using Healthcare.Reconciliation.Disputes;
using Healthcare.Reconciliation.ForwardBalances;
using Healthcare.Reconciliation.Posting;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
using Healthcare.ServiceDefaults;
using Healthcare.X12Exchange;

namespace Healthcare.Reconciliation;

/// <summary>Reconciliation: brings a payer's advice and the bank's money together, applies them to claims, and tells the ledger.</summary>
internal static class ReconciliationService
{
    public const string Name = "reconciliation";

    public static WebApplicationBuilder AddReconciliation(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<ReconciliationOptions>(builder.Configuration.GetSection("Reconciliation"));
        builder.Services.Configure<LedgerOptions>(builder.Configuration.GetSection("Ledger"));
        builder.Services.Configure<FolderOptions>(builder.Configuration.GetSection("Remittances"));
        builder.AddOriginals();
        builder.AddEventStore(Name)
            .AddAggregate(RemittanceAggregate.Value)
            .AddAggregate(DepositAggregate.Value)
            .AddAggregate(ReassociationAggregate.Value)
            .AddAggregate(ClaimAccountAggregate.Value)
            .AddAggregate(JournalAggregate.Value)
            .AddAggregate(MatchAggregate.Value)
            .AddAggregate(ProviderAdjustmentAggregate.Value)
            .AddAggregate(ForwardBalanceAggregate.Value)
            .AddAggregate(CreditBalanceAggregate.Value)
            .AddAggregate(PayerDisputeAggregate.Value)
            .AddView(new RemittanceView())
            .AddView(new DepositView())
            .AddView(new ClaimAccountView())
            .AddView(new JournalView())
            .AddView(new MatchView())
            .AddView(new ProviderAdjustmentView())
            .AddView(new ForwardBalanceView())
            .AddView(new CreditBalanceView())
            .AddView(new PayerDisputeView())
            .AddAccessRecords()
            .AddHandoffs(ReconciliationHandoffs.Boundaries)
            .AddDeadlineHandler<ReassociationCommand>(ReassociationAggregate.Deadline, (due, now) => new FireReassociationDeadline(due.DueAt, now))
            .AddDeadlineHandler<PayerDisputeCommand>(PayerDisputeAggregate.Deadline, (due, now) => new FireDisputeDeadline(due.DueAt, now))
            .AddDeadlineHandler<CreditBalanceCommand>(CreditBalanceAggregate.Deadline, (_, now) => new FireSuspensionEnd(now))
            .AddControlNumbers(builder.Configuration)
            .AddFileAcknowledgements()
            .AddTransmissions(builder.Configuration, LedgerOptions.AdapterOf(builder.Configuration));
        builder.AddMessaging(Name)
            .Publishes(ReconciliationContracts.News, typeof(Contracts.Reconciliation.V1.PaymentApplied), typeof(Contracts.Reconciliation.V1.ClaimAdjudicated), typeof(Contracts.Reconciliation.V1.SecondaryDue), typeof(Contracts.Reconciliation.V1.JournalPosted))
            .Consumes<WhenClaimSubmitted, ClaimSubmitted>()
            .Consumes<WhenOtherCoverageNoted, OtherCoverageNoted>()
            .Consumes<WhenWriteOffApproved, WriteOffApproved>();
        builder.Services
            .AddSingleton<ErpJournals>()
            .AddSingleton<JournalOrder>()
            .AddSingleton<LedgerMappings>()
            .AddSingleton<AdviceReading>()
            .AddSingleton<ReconciliationMeter>()
            .AddSingleton<AdjustmentLinking>()
            .AddSingleton<PayerContracts>()
            .AddScoped(typeof(Deciding<>))
            .AddScoped<RemittanceIntake>()
            .AddHostedService<FolderIntake>()
            .AddHostedService<PaymentPosting>()
            .AddHostedService<MatchFinding>();
        return builder;
    }

    public static WebApplication MapReconciliation(this WebApplication app)
    {
        ReceiveRemittanceEndpoint.Map(app);
        EnterRemittanceEndpoint.Map(app);
        ReceiveDepositEndpoint.Map(app);
        ReadRemittanceEndpoint.Map(app);
        ReadDepositEndpoint.Map(app);
        ListClaimAccountsEndpoint.Map(app);
        JournalEndpoints.Map(app);
        MatchEndpoints.Map(app);
        ProviderAdjustmentEndpoints.Map(app);
        ListForwardBalancesEndpoint.Map(app);
        CreditBalanceEndpoints.Map(app);
        DisputeEndpoints.Map(app);
        app.MapHandoffs();
        return app;
    }
}
