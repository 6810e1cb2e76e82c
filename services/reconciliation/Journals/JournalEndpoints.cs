using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Reconciliation.Journals;

/// <summary>Looking at journals; every look is recorded.</summary>
internal static class JournalEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var journals = app.MapGroup("/journals").WithTags("journals");
        journals.MapGet("/{journalId:guid}", GetAsync).RequireAuthorization(ReconciliationRoles.Readers).RecordingAccess()
            .Described("readJournal", "A journal with its entries, its state at the ERP and the ledger's own number", JournalRefusals.Unknown);
        ResubmitJournalEndpoint.Map(journals);
    }

    private static async Task<Results<VersionedResult<JournalDocument>, ProblemResult>> GetAsync(Guid journalId, Views<JournalDocument> journals, Accessed accessed, CancellationToken cancel)
    {
        if (await journals.FindAsync(journalId, cancel) is not { } found) return new ProblemResult(JournalRefusals.Unknown.ToProblem());
        if (found.CaseId is { } caseId) accessed.Case(caseId);
        return found.At(new StreamVersion(found.Version));
    }
}
