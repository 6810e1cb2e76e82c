using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Reconciliation.ForwardBalances;

/// <summary>A balance carried forward as people see it; amounts are decimal strings of dollars.</summary>
public sealed record ForwardBalanceDocument
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    /// <summary>What we owe the payer; negative where the payer applied what was never carried forward.</summary>
    public required string Owed { get; init; }

    /// <summary>open, settled or unknown.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Since { get; init; }

    public IReadOnlyList<MovementSeen> Movements { get; init; } = [];
}

/// <summary>What one remittance did to it: negative carries forward, positive applies.</summary>
public sealed record MovementSeen(Guid RemittanceId, int Number, string Amount, DateTimeOffset At);

/// <summary>Forward balances by state; committed with each event.</summary>
public sealed class ForwardBalanceView : View<ForwardBalanceDocument>
{
    public const string All = "all";

    public override string Name => "forward_balances_v1";

    public override string? InlineOf => ForwardBalanceAggregate.Name;

    public override ForwardBalanceDocument? Apply(string key, ForwardBalanceDocument? document, object happened, EventEnvelope envelope)
    {
        var before = document ?? new ForwardBalanceDocument { Id = envelope.StreamId, Version = 0, Owed = "0.00", State = "settled", Since = envelope.Timestamp };
        return happened switch
        {
            ForwardBalanceMoved { Movement: var m } e => Owing(before, e.Owed, envelope) with { Movements = [.. before.Movements, new MovementSeen(m.RemittanceId, m.Number, Dollars.Text(m.Amount), e.At)] },
            ForwardBalanceUnmoved { Movement: var m } e => Owing(before, e.Owed, envelope) with { Movements = [.. before.Movements.Where(x => x.RemittanceId != m.RemittanceId || x.Number != m.Number)] },
            _ => document,
        };
    }

    public override IEnumerable<string> TermsOf(ForwardBalanceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return All;
        yield return $"state:{document.State}";
    }

    public override string SortOf(ForwardBalanceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Since);
    }

    private static ForwardBalanceDocument Owing(ForwardBalanceDocument balance, decimal owed, EventEnvelope envelope) => balance with
    {
        Owed = Dollars.Text(owed),
        State = owed == 0 ? "settled" : owed > 0 ? "open" : "unknown",
        Version = envelope.Version,
    };
}

internal static class ListForwardBalancesEndpoint
{
    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/forward-balances", HandleAsync)
        .RequireAuthorization(ReconciliationRoles.Readers)
        .WithTags("forward balances")
        .Described("listForwardBalances", "Balances that payers carry from one remittance to later ones (PLB FB), all or of one state, with what moved each");

    private static async Task<Results<Ok<Page<ForwardBalanceDocument>>, ProblemResult>> HandleAsync(
        string? state, string? cursor, int? limit, Views<ForwardBalanceDocument> balances, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        var page = await balances.PageAsync(state is null ? ForwardBalanceView.All : $"state:{state}", after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        return TypedResults.Ok(new Page<ForwardBalanceDocument>([.. page.Documents], Cursor.Write(page.Next)));
    }
}
