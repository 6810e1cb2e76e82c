using Healthcare.EventStore;
using Healthcare.Handoffs;
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

    /// <summary>What of it belongs to no advice yet, a decimal string of dollars.</summary>
    public string? Open { get; init; }

    public string? PayerIdentifier { get; init; }

    public string? CheckNumber { get; init; }

    /// <summary>What it pays of each remittance, decimal strings of dollars.</summary>
    public IReadOnlyDictionary<Guid, string> Pays { get; init; } = new Dictionary<Guid, string>();

    /// <summary>awaiting-remittance, unidentified, partially-matched, matched or closed.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Since { get; init; }

    public Guid? RemittanceId { get; init; }

    /// <summary>Effective date less the remittance's, in days.</summary>
    public int? DeltaDays { get; init; }
}

/// <summary>Deposits by trace number; committed with each event.</summary>
public sealed class DepositView : View<DepositDocument>
{
    public const string All = "all";
    public const string Unmatched = "unmatched";
    public const string Matched = "matched";

    public override string Name => "deposits_v1";

    /// <summary>With exactly this much that belongs to no advice.</summary>
    public static string Waiting(decimal amount) => $"waiting:{Dollars.Text(amount)}";

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
                Open = Dollars.Text(e.Amount),
                PayerIdentifier = e.PayerIdentifier,
                CheckNumber = e.CheckNumber,
                Since = e.At,
            },
            ({ } d, DepositReassociated e) => Paying(d, e.RemittanceId, e.Amount is { } part ? Dollars.Text(part) : d.Amount, e.At) with { RemittanceId = e.RemittanceId, DeltaDays = e.DeltaDays },
            ({ } d, DepositReleased e) => Paying(d, e.RemittanceId, amount: null, e.At) with { RemittanceId = null, DeltaDays = null },
            ({ } d, DepositUnidentified e) => d with { State = "unidentified", Since = e.At },
            ({ } d, DepositClosed e) => d with { State = "closed", Since = e.At },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(DepositDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return $"trace:{document.Trace}";
        yield return $"state:{document.State}";
        if (document.State is not ("matched" or "closed"))
        {
            yield return Unmatched;
            yield return Waiting(Dollars.Read(document.Open ?? document.Amount) ?? 0);
        }
        else
        {
            yield return Matched;
        }

        yield return All;
    }

    private static DepositDocument Paying(DepositDocument deposit, Guid remittanceId, string? amount, DateTimeOffset at)
    {
        var pays = deposit.Pays.Where(p => p.Key != remittanceId).ToDictionary();
        if (amount is not null) pays.Add(remittanceId, amount);
        var open = (Dollars.Read(deposit.Amount) ?? 0) - pays.Values.Sum(p => Dollars.Read(p) ?? 0);
        return deposit with { Pays = pays, Open = Dollars.Text(open), State = open == 0 ? "matched" : pays.Count == 0 ? "awaiting-remittance" : "partially-matched", Since = at };
    }

    public override string SortOf(DepositDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Since);
    }
}

internal static class ReadDepositEndpoint
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var deposits = app.MapGroup("/deposits").WithTags("deposits").RequireAuthorization(ReconciliationRoles.Readers);
        deposits.MapGet("/{depositId:guid}", HandleAsync).Described("readDeposit", "A deposit, and the remittances that it pays", DepositRefusals.Unknown);
        deposits.MapGet("/", ListAsync).Described("listDeposits", "Deposits, all, under a trace number, of one state, or those with or without their remittance (matched)");
    }

    private static async Task<Results<VersionedResult<DepositDocument>, ProblemResult>> HandleAsync(Guid depositId, Views<DepositDocument> deposits, CancellationToken cancel) =>
        await deposits.FindAsync(depositId, cancel) is { } found ? found.At(new StreamVersion(found.Version)) : new ProblemResult(DepositRefusals.Unknown.ToProblem());

    private static async Task<Results<Ok<Page<DepositDocument>>, ProblemResult>> ListAsync(
        string? trace, string? state, bool? matched, string? cursor, int? limit, Views<DepositDocument> deposits, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        var term = (trace, state, matched) switch
        {
            ({ } number, _, _) => $"trace:{number}",
            (_, { } at, _) => $"state:{at}",
            (_, _, false) => DepositView.Unmatched,
            (_, _, true) => DepositView.Matched,
            _ => DepositView.All,
        };
        var page = await deposits.PageAsync(term, after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        return TypedResults.Ok(new Page<DepositDocument>([.. page.Documents], Cursor.Write(page.Next)));
    }
}
