using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;

namespace Healthcare.Audit.Questions;

/// <summary>Answers a question from the trail, if the trail is complete enough to be believed.</summary>
internal sealed class TrailAnswers(Views<Audited> trail, LagWatch lag)
{
    private const int PageSize = 500;

    /// <summary>A trail that is further behind answers nothing.</summary>
    private const int MostLagMilliseconds = 60_000;

    /// <summary>What the trail holds of the scope; null where the question is not complete, or the trail is not.</summary>
    public async Task<TrailAnswer?> AnswerAsync(string kind, AskedOfTrail asked, DateTimeOffset receivedAt, CancellationToken cancel)
    {
        if (!asked.IsComplete || await lag.CaughtUpAsync(new AuditedView().Name, cancel) is not { AsOf: { } until, Milliseconds: <= MostLagMilliseconds }) return null;
        var from = kind == QuestionKinds.Accounting ? Disclosures.Since(receivedAt) : (DateTimeOffset?)null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (events, disclosures) = (0, 0);
        await foreach (var page in PagesAsync(asked, from, until, after: null, PageSize, cancel))
        {
            foreach (var happened in page.Events)
            {
                events++;
                if (Disclosures.Lists(happened)) disclosures++;
                hash.AppendData(Encoding.UTF8.GetBytes($"{happened.EventId:D}{happened.Hash}\n"));
            }
        }

        return new TrailAnswer(from, until, events, disclosures, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The events of a scope in their order, page by page.</summary>
    public async IAsyncEnumerable<(IReadOnlyList<Audited> Events, ViewCursor? Next)> PagesAsync(
        AskedOfTrail asked, DateTimeOffset? from, DateTimeOffset until, ViewCursor? after, int limit, [EnumeratorCancellation] CancellationToken cancel)
    {
        var term = asked is { PatientId: { } patient } ? AuditedView.OfPatient(patient) : AuditedView.OfCase(asked.CaseId ?? Guid.Empty);
        after ??= from is { } start ? new ViewCursor(AuditedView.SortAt(start), "") : null;
        do
        {
            var page = await trail.PageAsync(term, after, limit, cancel);
            after = page.Documents.Any(d => d.At > until) ? null : page.Next;
            yield return ([.. page.Documents.Where(d => d.At <= until && (asked.CaseId is not { } of || AuditedView.CasesOf(d).Contains(of)))], after);
        }
        while (after is not null);
    }
}
