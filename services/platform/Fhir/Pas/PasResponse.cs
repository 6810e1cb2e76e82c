namespace Healthcare.Fhir;

/// <summary>What a payer decided about an item: X12 element 306, carried in HCR01 and in reviewActionCode.</summary>
public enum ReviewAction
{
    /// <summary>No code, or one that X12 306 does not have.</summary>
    Unknown,
    /// <summary>A1.</summary>
    CertifiedInTotal,
    /// <summary>A2.</summary>
    CertifiedPartial,
    /// <summary>A3.</summary>
    NotCertified,
    /// <summary>A4: the decision comes by notification.</summary>
    Pended,
    /// <summary>A6: authorized with changes; it does not mean cancelled.</summary>
    Modified,
    /// <summary>C.</summary>
    Cancelled,
    /// <summary>CT.</summary>
    ContactPayer,
    /// <summary>NA.</summary>
    NoActionRequired,
}

/// <summary>Codes of X12 element 306.</summary>
public static class ReviewActions
{
    public static ReviewAction FromCode(string? code) => code switch
    {
        "A1" => ReviewAction.CertifiedInTotal,
        "A2" => ReviewAction.CertifiedPartial,
        "A3" => ReviewAction.NotCertified,
        "A4" => ReviewAction.Pended,
        "A6" => ReviewAction.Modified,
        "C" => ReviewAction.Cancelled,
        "CT" => ReviewAction.ContactPayer,
        "NA" => ReviewAction.NoActionRequired,
        _ => ReviewAction.Unknown,
    };

    public static string ToCode(this ReviewAction action) => action switch
    {
        ReviewAction.CertifiedInTotal => "A1",
        ReviewAction.CertifiedPartial => "A2",
        ReviewAction.NotCertified => "A3",
        ReviewAction.Pended => "A4",
        ReviewAction.Modified => "A6",
        ReviewAction.Cancelled => "C",
        ReviewAction.ContactPayer => "CT",
        ReviewAction.NoActionRequired => "NA",
        _ => "",
    };
}

/// <summary>The whole answer, derived from its items because PAS decides item by item.</summary>
public enum PasStatus
{
    /// <summary>Nothing that says a decision.</summary>
    Unknown,
    /// <summary>At least one item is pended (A4).</summary>
    Pended,
    Approved,
    /// <summary>Approved, at least one item with changes (A2, A6).</summary>
    ApprovedWithChanges,
    /// <summary>Some items approved, some not.</summary>
    Mixed,
    Denied,
    Cancelled,
    /// <summary>The payer wants a call (CT).</summary>
    ContactPayer,
    /// <summary>No authorization is needed (NA).</summary>
    NotRequired,
    /// <summary>The payer could not process the request (AAA); see the errors.</summary>
    Error,
}

/// <summary>A payer's decision on one item, by the item's number in the request.</summary>
public sealed record PasDecision
{
    public required int Sequence { get; init; }

    public required ReviewAction Action { get; init; }

    /// <summary>As sent, when <see cref="Action"/> is Unknown.</summary>
    public string? ActionCode { get; init; }

    /// <summary>The certification number (HCR02) that claims must carry.</summary>
    public string? CertificationNumber { get; init; }

    /// <summary>The payer's number of a pended request.</summary>
    public string? AdministrationReferenceNumber { get; init; }

    public FhirDate? IssuedOn { get; init; }

    public FhirDate? From { get; init; }

    public FhirDate? To { get; init; }

    public decimal? Units { get; init; }

    /// <summary>The service authorized; for A6 it may differ from the one asked for.</summary>
    public Coding? Service { get; init; }

    /// <summary>Code of the reason (HCR03).</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The reason in words: the process note of the item, else the text of the reason code.</summary>
    public string? ReasonText { get; init; }

    public Identifier? TraceNumber { get; init; }
}

/// <summary>A business fault that the payer found (X12 AAA): code of element 901, where, and what to do (element 889).</summary>
public sealed record PasError(string? Code, string? Path = null, string? Element = null, string? FollowUp = null);

/// <summary>A payer's answer to a prior authorization request.</summary>
public sealed record PasResponse
{
    /// <summary>The payer's resource id of the answer.</summary>
    public required string ResponseId { get; init; }

    public Identifier? BundleIdentifier { get; init; }

    /// <summary>The claim's identifier as the request had it.</summary>
    public Identifier? TraceNumber { get; init; }

    /// <summary>What the answer says it answers, as written.</summary>
    public string? RequestReference { get; init; }

    /// <summary>complete, partial or error; older guides also queued.</summary>
    public string Outcome { get; init; } = "complete";

    public required DateTimeOffset CreatedAt { get; init; }

    public IReadOnlyList<PasDecision> Decisions { get; init; } = [];

    public string? PreAuthRef { get; init; }

    public FhirDate? From { get; init; }

    public FhirDate? To { get; init; }

    public string? Disposition { get; init; }

    public IReadOnlyList<PasError> Errors { get; init; } = [];

    /// <summary>Notes that belong to no item.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Identifier that the requesting organization is known by, when it is in the bundle; the subscription filter.</summary>
    public string? RequestorNpi { get; init; }

    public PasStatus Status => PasStatuses.Of(this);

    /// <summary>The answer as a payer with that base url sends it: ClaimResponse first, then what it refers to under the request's fullUrls (spec-30, spec-33).</summary>
    public FhirBundle Build(PasSubmission to, string baseUrl) => PasResponseWriter.Write(this, to, baseUrl);

    public static FhirRead<PasResponse> Read(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null) =>
        FhirJson.Parse(utf8, limits).Then(d => d.ResourceType switch
        {
            "ClaimResponse" => PasResponseReader.Read(d.Root, null),
            "Bundle" => FhirBundle.From(d, limits).Then(Read),
            _ => FhirRead.WrongType<PasResponse>("Bundle or ClaimResponse"),
        });

    public static FhirRead<PasResponse> Read(FhirBundle bundle)
    {
        var first = bundle.OfType("ClaimResponse").FirstOrDefault();
        if (!first.Exists)
        {
            return FhirRead.Failed<PasResponse>(
                FhirFault.Incomplete,
                FhirIssue.Required($"{bundle.Root.Path}.entry[0].resource", "claim-response-first", "The first entry of a response is a ClaimResponse.") with { Clause = "spec-30" });
        }

        return PasResponseReader.Read(first, bundle);
    }
}

internal static class PasStatuses
{
    public static PasStatus Of(PasResponse response)
    {
        if (response.Outcome == "error" || (response.Errors.Count > 0 && response.Decisions.Count == 0)) return PasStatus.Error;
        if (response.Decisions.Count == 0) return response.Outcome == "queued" ? PasStatus.Pended : PasStatus.Unknown;
        var actions = response.Decisions.Select(d => d.Action).ToHashSet();
        if (actions.Contains(ReviewAction.Pended)) return PasStatus.Pended;
        if (actions.Contains(ReviewAction.ContactPayer)) return PasStatus.ContactPayer;
        if (actions.Contains(ReviewAction.Unknown)) return PasStatus.Unknown;
        if (actions.Count == 1) return Single(actions.First());
        var refused = actions.Contains(ReviewAction.NotCertified) || actions.Contains(ReviewAction.Cancelled);
        var changed = actions.Contains(ReviewAction.Modified) || actions.Contains(ReviewAction.CertifiedPartial);
        var certified = changed || actions.Contains(ReviewAction.CertifiedInTotal) || actions.Contains(ReviewAction.NoActionRequired);
        return (refused, certified, changed) switch
        {
            (true, true, _) => PasStatus.Mixed,
            (true, false, _) => PasStatus.Denied,
            (_, _, true) => PasStatus.ApprovedWithChanges,
            _ => PasStatus.Approved,
        };
    }

    private static PasStatus Single(ReviewAction action) => action switch
    {
        ReviewAction.CertifiedInTotal => PasStatus.Approved,
        ReviewAction.CertifiedPartial or ReviewAction.Modified => PasStatus.ApprovedWithChanges,
        ReviewAction.NotCertified => PasStatus.Denied,
        ReviewAction.Cancelled => PasStatus.Cancelled,
        ReviewAction.NoActionRequired => PasStatus.NotRequired,
        _ => PasStatus.Unknown,
    };
}
