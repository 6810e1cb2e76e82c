using System.Text.Json.Serialization;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Reconciliation;

/// <summary>What people decide on, as they see it.</summary>
public abstract record CaseworkDocument
{
    [JsonPropertyOrder(-2)]
    public required Guid Id { get; init; }

    [JsonPropertyOrder(-1)]
    public required long Version { get; init; }

    /// <summary>Where it stands, in a word.</summary>
    public abstract string State { get; init; }

    public required DateTimeOffset Since { get; init; }
}

/// <summary>What people decide on, found by state and by what else each kind is found by, the oldest first; committed with each event.</summary>
public abstract class CaseworkView<TDocument>(string name, string aggregate) : View<TDocument>
    where TDocument : CaseworkDocument
{
    public sealed override string Name => name;

    public sealed override string? InlineOf => aggregate;

    public sealed override TDocument? Apply(string key, TDocument? document, object happened, EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return Next(document, happened, envelope) is { } next ? next with { Version = envelope.Version } : null;
    }

    public sealed override IEnumerable<string> TermsOf(TDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [Listing.All, Listing.OfState(document.State), .. FurtherTermsOf(document)];
    }

    public sealed override string SortOf(TDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Since);
    }

    /// <summary>The document after an event; its version is set by whoever asks.</summary>
    protected abstract TDocument? Next(TDocument? document, object happened, EventEnvelope envelope);

    protected abstract IEnumerable<string> FurtherTermsOf(TDocument document);
}

/// <summary>Lists as people ask for them: fifty at once unless they say otherwise, never more than two hundred.</summary>
internal static class Listing
{
    public const string All = "all";

    public static string OfState(string state) => $"state:{state}";

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    /// <summary>What is found by a term, else what is in a state, else all.</summary>
    public static async Task<Results<Ok<Page<TDocument>>, ProblemResult>> ListAsync<TDocument>(
        this Views<TDocument> views, string? term, string? state, string? cursor, int? limit, CancellationToken cancel)
        where TDocument : class
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        var page = await views.PageAsync(term ?? (state is null ? All : OfState(state)), after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        return TypedResults.Ok(new Page<TDocument>([.. page.Documents], Cursor.Write(page.Next)));
    }
}
