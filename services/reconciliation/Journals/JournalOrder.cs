using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Journals;

/// <summary>In which order journals reach the ledger: those of one claim one after another as the money moved, and nothing is taken back there that it does not have.</summary>
internal sealed class JournalOrder(Views<JournalDocument> journals)
{
    private const int MostOfClaim = 200;

    /// <summary>False while the ledger lacks an earlier journal of the claim, or the one that this takes back: it waits, and is looked at again with every commit.</summary>
    public async Task<bool> IsNextAsync(JournalDocument journal, CancellationToken cancel)
    {
        if (journal.Reverses is { } original && await journals.FindAsync(original, cancel) is not { IsPosted: true }) return false;
        if (journal.ClaimId is not { } claimId) return true;
        ViewCursor? next = null;
        do
        {
            var page = await journals.PageAsync(JournalView.OfClaim(claimId), next, MostOfClaim, cancel);
            if (page.Documents.Any(other => !other.IsPosted && other.JournalId != journal.JournalId && IsBefore(other, journal))) return false;
            next = page.Next;
        }
        while (next is not null);
        return true;
    }

    // What one command proposed at one moment is told apart by what takes back another, then by its id: any order that is always the same.
    private static bool IsBefore(JournalDocument one, JournalDocument other) => Key(one).CompareTo(Key(other)) < 0;

    private static (DateTimeOffset, bool, Guid) Key(JournalDocument journal) => (journal.ProposedAt ?? DateTimeOffset.MinValue, journal.Reverses is not null, journal.JournalId);
}
