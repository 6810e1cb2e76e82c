using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Journals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>Looking at remittances; every look is recorded, because control numbers of claims are opened.</summary>
internal static class ReadRemittanceEndpoint
{
    /// <summary>Amounts are decimal strings of dollars; <paramref name="ProviderAdjustmentTotal"/> is positive where it lowers the payment.</summary>
    internal sealed record Shown(
        Guid Id,
        string Trace,
        string Payer,
        string PayerIdentifier,
        string Method,
        string Amount,
        DateOnly? EffectiveDate,
        string TotalCharge,
        string TotalPaid,
        string ProviderAdjustmentTotal,
        int ClaimCount,
        IReadOnlyList<ShownClaim> Claims,
        IReadOnlyList<ShownAdjustment> ProviderAdjustments,
        bool Balanced,
        string State,
        DateTimeOffset Since,
        IReadOnlyList<Finding> Findings,
        long Unmatched,
        int? Applied,
        Guid? DepositId,
        int? DeltaDays,
        Guid? DuplicateOf,
        Guid OriginalId,
        DateTimeOffset ReceivedAt,
        IReadOnlyList<Guid> Journals);

    internal sealed record ShownClaim(int Number, Guid PaymentId, string? ControlNumber, string Status, string Charge, string Paid, bool Balanced, IReadOnlyList<ShownReason> Adjustments, IReadOnlyList<string> RemarkCodes);

    internal sealed record ShownReason(string Group, string Reason, string Amount);

    internal sealed record ShownAdjustment(string Code, string Amount, string ProviderId, string? Reference);

    internal sealed record Listed(Guid Id, string Trace, string Amount, int ClaimCount, bool Balanced, string State, DateTimeOffset Since);

    internal static void Map(IEndpointRouteBuilder app)
    {
        var remittances = app.MapGroup("/remittances").WithTags("remittances");
        remittances.MapGet("/", ListAsync).RequireAuthorization(ReconciliationRoles.Readers)
            .Described("listRemittances", "Remittances in ids and amounts, all, of one state, or those with or without their money (matched)");
        remittances.MapGet("/{remittanceId:guid}", GetAsync).RequireAuthorization(ReconciliationRoles.Readers).RecordingAccess()
            .Described("readRemittance", "A remittance with its claims, adjustments, findings, deposit and journals; the look is recorded", RemittanceRefusals.Unknown);
        ReleaseRemittanceEndpoint.Map(remittances);
    }

    private static async Task<Results<VersionedResult<Shown>, ProblemResult>> GetAsync(
        Guid remittanceId, Views<RemittanceDocument> remittances, Views<ClaimAccountDocument> accounts, Views<JournalDocument> journals, Vault vault, CancellationToken cancel)
    {
        if (await remittances.FindAsync(remittanceId, cancel) is not { } found) return new ProblemResult(RemittanceRefusals.Unknown.ToProblem());
        var claims = new List<ShownClaim>(found.Claims.Count);
        foreach (var c in found.Claims)
        {
            claims.Add(new ShownClaim(
                c.Number,
                ReconciliationIds.ClaimPayment(found.Id, c.Number),
                await vault.OpenAsync(c.ControlNumber, cancel),
                c.Status,
                Dollars.Text(c.Charge),
                Dollars.Text(c.Paid),
                c.Balances,
                [.. c.Adjustments.Select(a => new ShownReason(a.Group, a.Reason, Dollars.Text(a.Amount)))],
                c.RemarkCodes));
        }

        var adjustments = new List<ShownAdjustment>(found.ProviderAdjustments.Count);
        foreach (var a in found.ProviderAdjustments)
            adjustments.Add(new ShownAdjustment(a.Code, Dollars.Text(a.Amount), a.ProviderId, a.Reference is { } reference ? await vault.OpenAsync(reference, cancel) : null));
        var unmatched = await accounts.CountAsync(ClaimAccountView.UnmatchedOf(found.Id), cancel);
        var written = await journals.PageAsync(JournalView.OfRemittance(found.Id), after: null, 200, cancel);
        return Of(found, claims, adjustments, unmatched, [.. written.Documents.Select(j => j.JournalId)]).At(new StreamVersion(found.Version));
    }

    private static Shown Of(RemittanceDocument found, IReadOnlyList<ShownClaim> claims, IReadOnlyList<ShownAdjustment> adjustments, long unmatched, IReadOnlyList<Guid> journals)
    {
        var received = found.Received;
        return new Shown(
            found.Id,
            received.Trace ?? "",
            received.Payer ?? "",
            received.PayerIdentifier ?? "",
            received.Method ?? "",
            Dollars.Text(received.Amount),
            received.EffectiveDate,
            Dollars.Text(received.TotalCharge),
            Dollars.Text(received.TotalPaid),
            Dollars.Text(received.ProviderAdjustmentTotal),
            received.ClaimCount,
            claims,
            adjustments,
            found.IsBalanced,
            found.State,
            found.Since,
            Finding.Of(received.Findings, found.Imbalances),
            unmatched,
            found.Posted?.Applied,
            found.Funded?.DepositId,
            found.Funded?.DeltaDays,
            found.DuplicateOf,
            received.OriginalId,
            received.At,
            journals);
    }

    /// <summary>All, oldest first, or those under a trace number, in a state, or with and without their money.</summary>
    private static async Task<Results<Ok<Page<Listed>>, ProblemResult>> ListAsync(
        string? trace, string? state, bool? matched, string? cursor, int? limit, Views<RemittanceDocument> remittances, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        var term = (trace, state, matched) switch
        {
            ({ } number, _, _) => RemittanceView.OfTrace(number),
            (_, { } at, _) => $"state:{at}",
            (_, _, false) => RemittanceView.Unmatched,
            (_, _, true) => RemittanceView.Matched,
            _ => RemittanceView.All,
        };
        var page = await remittances.PageAsync(term, after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        return TypedResults.Ok(new Page<Listed>(
            [.. page.Documents.Select(d => new Listed(d.Id, d.Received.Trace ?? "", Dollars.Text(d.Received.Amount), d.Received.ClaimCount, d.IsBalanced, d.State, d.Since))], Cursor.Write(page.Next)));
    }
}
