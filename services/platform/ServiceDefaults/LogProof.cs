using System.Globalization;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.ServiceDefaults;

/// <summary>An event as its own service has it: enough for audit to prove that its trail misses none and altered none.</summary>
public sealed record LogEntry(Guid EventId, long Sequence, string Hash);

/// <summary>Some entries of a service's log in commit order; <paramref name="Next"/> is where the next page starts, absent at the end.</summary>
public sealed record LogProofPage(IReadOnlyList<LogEntry> Items, string? Next);

/// <summary>What each service says of its own log.</summary>
internal static class LogProof
{
    private const int AppendsPerPage = 500;

    public static void MapLogProof(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/internal/log-proof", PageAsync).RequireAuthorization(Policies.Service).WithTags("internal")
            .Described("readLogProof", "Every event of this service's log by id, number and hash, in commit order, for audit to hold its trail against");

    private static async Task<Results<Ok<LogProofPage>, ProblemResult>> PageAsync(string? after, IEventStore store, CancellationToken cancel)
    {
        if (!TryRead(after, out var position)) return new ProblemResult(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [new ProblemError("$.after", "position", "Not a position that this service gave.")] });
        var page = await store.ReadLogAsync(position, AppendsPerPage, cancel);
        var entries = page.Events.Select(e => new LogEntry(e.Envelope.EventId, e.Sequence, e.Envelope.Hash)).ToList();
        return TypedResults.Ok(new LogProofPage(entries, page.End == position ? null : page.End.ToString()));
    }

    private static bool TryRead(string? text, out LogPosition position)
    {
        position = LogPosition.Start;
        if (string.IsNullOrEmpty(text)) return true;
        if (text.Split('.') is not [var era, var transaction, var first]) return false;
        if (!int.TryParse(era, NumberStyles.None, CultureInfo.InvariantCulture, out var e)
            || !ulong.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var t)
            || !long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var f)) return false;
        position = new LogPosition(e, t, f);
        return true;
    }
}
