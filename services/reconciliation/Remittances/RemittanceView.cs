using Healthcare.EventStore;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>A remittance as the service keeps it for people; control numbers stay sealed until somebody may read them.</summary>
public sealed record RemittanceDocument
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required RemittanceReceived Received { get; init; }

    public IReadOnlyList<AdvisedClaim> Claims { get; init; } = [];

    public IReadOnlyList<ProviderAdjustmentRecorded> ProviderAdjustments { get; init; } = [];

    public IReadOnlyList<RemittanceOutOfBalance> Imbalances { get; init; } = [];

    public RemittanceFunded? Funded { get; init; }

    public RemittancePosted? Posted { get; init; }

    public PostingProgressed? Progress { get; init; }

    public bool IsUnposting { get; init; }

    /// <summary>Rounds of posting begun so far.</summary>
    public int Round { get; init; } = 1;

    public Guid? DuplicateOf { get; init; }

    public bool IsReleased { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>BPR02 is ΣCLP04 less ΣPLB.</summary>
    public bool IsBalanced => Imbalances.All(i => i.Level != ImbalanceLevels.Transaction);

    public bool IsHeld => !IsBalanced && !IsReleased;

    /// <summary>awaiting-funds, out-of-balance, funded, posted, unposting or duplicate.</summary>
    public string State => this switch
    {
        { DuplicateOf: not null } => "duplicate",
        { IsUnposting: true } => "unposting",
        { Posted: not null } => "posted",
        { IsHeld: true } => "out-of-balance",
        { Funded: not null } => "funded",
        _ => "awaiting-funds",
    };
}

/// <summary>Remittances by trace number and by what is still to be posted; committed with each event.</summary>
public sealed class RemittanceView : View<RemittanceDocument>
{
    public const string All = "all";
    public const string ToPost = "to-post";
    public const string OutOfBalance = "out-of-balance";
    public const string ToUnpost = "to-unpost";

    /// <summary>Waiting for their money, or for a person who knows it.</summary>
    public const string Unmatched = "unmatched";

    public const string Matched = "matched";

    public override string Name => "remittances_v1";

    public override string? InlineOf => RemittanceAggregate.Name;

    public static string OfTrace(string trace) => $"trace:{trace}";

    /// <summary>Waiting for exactly this much.</summary>
    public static string Waiting(decimal amount) => $"waiting:{Dollars.Text(amount)}";

    public override RemittanceDocument? Apply(string key, RemittanceDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, RemittanceReceived e) => new RemittanceDocument { Id = envelope.StreamId, Version = envelope.Version, Received = e, Since = e.At },
            ({ } d, ClaimPaymentsAdvised e) => d with { Claims = [.. d.Claims, .. e.Claims] },
            ({ } d, ProviderAdjustmentRecorded e) => d with { ProviderAdjustments = [.. d.ProviderAdjustments, e] },
            ({ } d, RemittanceOutOfBalance e) => d with { Imbalances = [.. d.Imbalances, e] },
            ({ } d, RemittanceFunded e) => d with { Funded = e, Since = e.At },
            ({ } d, RemittanceUnfunded e) => d with { Funded = null, Posted = null, Progress = null, IsUnposting = true, Since = e.At },
            ({ } d, RemittanceUnposted e) => d with { IsUnposting = false, Round = d.Round + 1, Since = e.At },
            ({ } d, PostingProgressed e) => d with { Progress = e },
            ({ } d, RemittanceDuplicated e) => d with { DuplicateOf = e.Of, Since = e.At },
            ({ } d, RemittanceReleased e) => d with { IsReleased = true, Since = e.At },
            ({ } d, RemittancePosted e) => d with { Posted = e, Since = e.At },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(RemittanceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return All;
        if (document.Received.Trace is { } trace) yield return OfTrace(trace);
        yield return $"state:{document.State}";
        if (document.State == "funded") yield return ToPost;
        if (document.IsUnposting) yield return ToUnpost;
        if (document.Funded is null && document.DuplicateOf is null)
        {
            yield return Unmatched;
            yield return Waiting(document.Received.Amount);
        }
        else if (document.Funded is not null)
        {
            yield return Matched;
        }

        if (document.Imbalances.Count > 0 && document is { IsReleased: false, DuplicateOf: null }) yield return OutOfBalance;
    }

    public override string SortOf(RemittanceDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sorting.By(document.Received.At);
    }
}
