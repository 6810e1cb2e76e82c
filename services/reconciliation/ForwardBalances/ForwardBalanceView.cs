using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Reconciliation.ForwardBalances;

/// <summary>A balance carried forward as people see it; amounts are decimal strings of dollars.</summary>
public sealed record ForwardBalanceDocument : CaseworkDocument
{
    /// <summary>What we owe the payer; negative where the payer applied what was never carried forward.</summary>
    public required string Owed { get; init; }

    /// <summary>open, settled or unknown.</summary>
    public override required string State { get; init; }

    public IReadOnlyList<MovementSeen> Movements { get; init; } = [];
}

/// <summary>What one remittance did to it: negative carries forward, positive applies.</summary>
public sealed record MovementSeen(Guid RemittanceId, int Number, string Amount, DateTimeOffset At);

/// <summary>Forward balances by state; committed with each event.</summary>
public sealed class ForwardBalanceView() : CaseworkView<ForwardBalanceDocument>("forward_balances_v1", ForwardBalanceAggregate.Name)
{
    protected override ForwardBalanceDocument? Next(ForwardBalanceDocument? document, object happened, EventEnvelope envelope)
    {
        var before = document ?? new ForwardBalanceDocument { Id = envelope.StreamId, Version = 0, Owed = "0.00", State = "settled", Since = envelope.Timestamp };
        return happened switch
        {
            ForwardBalanceMoved { Movement: var m } e => Owing(before, e.Owed) with { Movements = [.. before.Movements, new MovementSeen(m.RemittanceId, m.Number, Dollars.Text(m.Amount), e.At)] },
            ForwardBalanceUnmoved { Movement: var m } e => Owing(before, e.Owed) with { Movements = [.. before.Movements.Where(x => x.RemittanceId != m.RemittanceId || x.Number != m.Number)] },
            _ => document,
        };
    }

    protected override IEnumerable<string> FurtherTermsOf(ForwardBalanceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [];
    }

    private static ForwardBalanceDocument Owing(ForwardBalanceDocument balance, decimal owed) => balance with
    {
        Owed = Dollars.Text(owed),
        State = owed == 0 ? "settled" : owed > 0 ? "open" : "unknown",
    };
}

internal static class ListForwardBalancesEndpoint
{
    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/forward-balances", HandleAsync)
        .RequireAuthorization(ReconciliationRoles.Readers)
        .WithTags("forward balances")
        .Described("listForwardBalances", "Balances that payers carry from one remittance to later ones (PLB FB), all or of one state, with what moved each");

    private static Task<Results<Ok<Page<ForwardBalanceDocument>>, ProblemResult>> HandleAsync(
        string? state, string? cursor, int? limit, Views<ForwardBalanceDocument> balances, CancellationToken cancel) => balances.ListAsync(term: null, state, cursor, limit, cancel);
}
