using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Matches;

/// <summary>A pair as people see it; amounts are decimal strings of dollars.</summary>
public sealed record MatchDocument
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required Guid RemittanceId { get; init; }

    public required Guid DepositId { get; init; }

    public required string Advised { get; init; }

    public required string Deposited { get; init; }

    /// <summary>trace-and-amount, amount-date-payer or manual.</summary>
    public required string Basis { get; init; }

    /// <summary>Effective date of the deposit less the remittance's, in days.</summary>
    public int? DeltaDays { get; init; }

    /// <summary>proposed, confirmed, rejected or undone.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>Who decided last; absent where the trace number did.</summary>
    public string? By { get; init; }

    public string? ReasonCode { get; init; }
}

/// <summary>Pairs by state, remittance and deposit; committed with each event.</summary>
public sealed class MatchView : View<MatchDocument>
{
    public const string All = "all";

    public override string Name => "matches_v1";

    public override string? InlineOf => MatchAggregate.Name;

    public static string OfHalf(Guid id) => $"half:{id:D}";

    public override MatchDocument? Apply(string key, MatchDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, MatchProposed e) => Of(e.Facts, "proposed", e.At, envelope),
            (_, MatchRecorded e) => Of(e.Facts, "confirmed", e.At, envelope),
            (_, MatchConfirmed e) => Of(e.Facts, "confirmed", e.At, envelope) with { By = e.By.Id },
            ({ } d, MatchRejected e) => d with { State = "rejected", Since = e.At, By = e.By.Id, ReasonCode = e.ReasonCode },
            ({ } d, MatchUndone e) => d with { State = "undone", Since = e.At, By = e.By.Id, ReasonCode = e.ReasonCode },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(MatchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return All;
        yield return $"state:{document.State}";
        yield return OfHalf(document.RemittanceId);
        yield return OfHalf(document.DepositId);
    }

    public override string SortOf(MatchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Since);
    }

    private static MatchDocument Of(MatchFacts facts, string state, DateTimeOffset at, EventEnvelope envelope) => new()
    {
        Id = envelope.StreamId,
        Version = envelope.Version,
        RemittanceId = facts.Remittance.RemittanceId,
        DepositId = facts.Deposit.DepositId,
        Advised = Dollars.Text(facts.Remittance.Amount),
        Deposited = Dollars.Text(facts.Deposit.Amount),
        Basis = facts.Basis,
        DeltaDays = facts.DeltaDays,
        State = state,
        Since = at,
    };
}
