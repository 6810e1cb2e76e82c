using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Reconciliation.Deposits;

/// <summary>A deposit as people see it; the amount is a decimal string of dollars.</summary>
public sealed record DepositDocument
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required string BankReference { get; init; }

    public required string Bank { get; init; }

    public required string Trace { get; init; }

    public required string Amount { get; init; }

    public required DateOnly EffectiveDate { get; init; }

    public string? OriginatorId { get; init; }

    public required string Method { get; init; }

    /// <summary>awaiting-remittance or matched.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Since { get; init; }

    public Guid? RemittanceId { get; init; }

    /// <summary>Effective date less the remittance's, in days.</summary>
    public int? DeltaDays { get; init; }
}

/// <summary>Deposits by trace number; committed with each event.</summary>
public sealed class DepositView : View<DepositDocument>
{
    public override string Name => "deposits_v1";

    public override string? InlineOf => DepositAggregate.Name;

    public override DepositDocument? Apply(string key, DepositDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, DepositReceived e) => new DepositDocument
            {
                Id = envelope.StreamId,
                Version = envelope.Version,
                BankReference = e.BankReference,
                Bank = e.Bank,
                Trace = e.Trace,
                Amount = Dollars.Text(e.Amount),
                EffectiveDate = e.EffectiveDate,
                OriginatorId = e.OriginatorId,
                Method = e.Method,
                State = "awaiting-remittance",
                Since = e.At,
            },
            ({ } d, DepositReassociated e) => d with { State = "matched", Since = e.At, RemittanceId = e.RemittanceId, DeltaDays = e.DeltaDays },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(DepositDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return $"trace:{document.Trace}";
        yield return $"state:{document.State}";
    }

    public override string SortOf(DepositDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Since);
    }
}

internal static class ReadDepositEndpoint
{
    internal static void Map(IEndpointRouteBuilder app) => app.MapGet("/deposits/{depositId:guid}", HandleAsync).RequireAuthorization(ReconciliationRoles.Readers).WithTags("deposits")
        .Described("readDeposit", "A deposit, and the remittance that it pays", DepositRefusals.Unknown);

    private static async Task<Results<VersionedResult<DepositDocument>, ProblemResult>> HandleAsync(Guid depositId, Views<DepositDocument> deposits, CancellationToken cancel) =>
        await deposits.FindAsync(depositId, cancel) is { } found ? found.At(new StreamVersion(found.Version)) : new ProblemResult(DepositRefusals.Unknown.ToProblem());
}
