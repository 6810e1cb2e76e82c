using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.Journals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>The money of a case's claims, with the journals that tell it to the ledger.</summary>
internal static class ListClaimAccountsEndpoint
{
    private const int MostJournals = 200;

    /// <summary>Amounts are decimal strings of dollars; charged = paid + adjusted + patientResponsibility + writtenOff + open.</summary>
    internal sealed record Shown(
        Guid AccountId, Guid ClaimId, Guid CaseId, string PayerId, string Charged, string Paid, string Adjusted, string PatientResponsibility, string WrittenOff, string Open, string? NextPayer, string? NextPayerState, IReadOnlyList<PaymentSeen> Payments, IReadOnlyList<ShownJournal> Journals);

    internal sealed record ShownJournal(Guid JournalId, string Debits, string Credits, string? ErpId, string State);

    internal static void Map(IEndpointRouteBuilder app)
    {
        NoteNextPayerEndpoint.Map(app);
        app.MapGet("/claim-accounts", HandleAsync)
            .RequireAuthorization(ReconciliationRoles.Readers)
            .RecordingAccess()
            .WithTags("claim accounts")
            .Described("listClaimAccounts", "The money of a case's claims, with the journals that tell it to the ledger");
    }

    private static async Task<Results<Ok<Page<Shown>>, ProblemResult>> HandleAsync(
        Guid caseId, string? cursor, int? limit, Views<ClaimAccountDocument> accounts, Views<JournalDocument> journals, Accessed accessed, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        accessed.Case(caseId);
        var page = await accounts.PageAsync(ClaimAccountView.OfCase(caseId), after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        var shown = new List<Shown>(page.Documents.Count);
        foreach (var account in page.Documents)
        {
            if (account is not { ClaimId: { } claimId, PatientId: { } patientId }) continue;
            accessed.Patient(patientId);
            var posted = await journals.PageAsync(JournalView.OfClaim(claimId), after: null, MostJournals, cancel);
            shown.Add(Of(account, claimId, caseId, posted.Documents));
        }

        return TypedResults.Ok(new Page<Shown>(shown, Cursor.Write(page.Next)));
    }

    private static Shown Of(ClaimAccountDocument account, Guid claimId, Guid caseId, IReadOnlyList<JournalDocument> journals) => new(
        account.AccountId,
        claimId,
        caseId,
        account.PayerId ?? "",
        Dollars.Text(account.Balance.Charged),
        Dollars.Text(account.Balance.Paid),
        Dollars.Text(account.Balance.Adjusted),
        Dollars.Text(account.Balance.PatientResponsibility),
        Dollars.Text(account.Balance.WrittenOff ?? 0),
        Dollars.Text(account.Balance.Open),
        account.NextPayer,
        account.NextPayerState,
        account.Payments,
        [.. journals.Select(j => new ShownJournal(j.JournalId, j.Debits, j.Credits, j.ErpId, j.State))]);
}
