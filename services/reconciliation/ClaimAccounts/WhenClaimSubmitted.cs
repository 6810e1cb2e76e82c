using Healthcare.Contracts.Billing.V1;
using Healthcare.EventStore;
using Healthcare.Reconciliation.Agreements;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>A claim went to the payer: from now on its money is followed here.</summary>
internal sealed class WhenClaimSubmitted(Streams<ClaimAccountCommand> accounts, PayerContracts contracts, Vault vault, TimeProvider clock, IOptions<ReconciliationOptions> options) : IConsumer<ClaimSubmitted>
{
    public Task Consume(ConsumeContext<ClaimSubmitted> context)
    {
        var claim = context.Message;
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var account = ReconciliationIds.ClaimAccount(vault, claim.PatientControlNumber);
        // What goes to the next payer is the same charge, and its payment comes to the same account.
        if (claim.PrimaryClaimId is not null) return accounts.ExecuteAsync(account, new NoteSecondarySent(claim.ClaimId, claim.PayerId, at), context.CancellationToken);
        var charged = Dollars.Read(claim.TotalCharge) ?? throw new InvalidDataException("A submitted claim states a charge that is no amount of dollars.");
        var facts = new ClaimFacts(claim.ClaimId, claim.CaseId, claim.PatientId, claim.PayerId, charged, claim.ServiceDate)
        {
            PlaceOfService = claim.PlaceOfService,
            FacilityType = claim.FacilityType,
            ServiceLine = claim.ServiceLine,
            // One journal has one cost centre: where most of the money was earned.
            RevenueCode = claim.Lines.Where(l => l.RevenueCode is not null).MaxBy(l => Dollars.Read(l.Charge) ?? 0)?.RevenueCode,
        };
        if (contracts.ExpectedOf(claim) is var (expected, version)) facts = facts with { Expected = expected, ContractVersion = version };
        var period = options.Value.PeriodOf(at);
        ClaimAccountCommand command = claim.Frequency is { } frequency ? new ReplaceClaim(facts, frequency, period, at) : new OpenClaimAccount(facts, period, at);
        return accounts.ExecuteAsync(account, command, context.CancellationToken);
    }
}
