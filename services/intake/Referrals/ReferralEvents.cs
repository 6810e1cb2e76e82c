using Healthcare.EventStore;
using Healthcare.Intake.Requirements;
using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

/// <summary>What happens to a referral.</summary>
public abstract record ReferralEvent
{
    public required DateTimeOffset At { get; init; }
}

/// <summary>What a partner's bundle says: codes and ids in clear, everything about the person sealed for the patient.</summary>
public abstract record ReferralContent : ReferralEvent
{
    /// <summary>How it came, such as <c>fhir</c>.</summary>
    public required string Channel { get; init; }

    public required string PartnerId { get; init; }

    /// <summary>What the partner follows the case by.</summary>
    public required string TrackingId { get; init; }

    /// <summary>The partner's own identifier of the referral; sealed, because partners put record numbers there.</summary>
    public Sealed<string>? ExternalId { get; init; }

    /// <summary>A keyed hash of partner and external id, to find the referral by.</summary>
    public string? ExternalIndex { get; init; }

    /// <summary>The bytes as the partner sent them.</summary>
    public required OriginalId OriginalId { get; init; }

    /// <summary>A keyed hash of those bytes.</summary>
    public required string Fingerprint { get; init; }

    public required string PayerId { get; init; }

    /// <summary>A valid National Provider Identifier, or none.</summary>
    public string? ReferrerNpi { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }

    /// <summary>ICD-10-CM codes, the principal one first.</summary>
    public required IReadOnlyList<string> Diagnoses { get; init; }

    /// <summary>How many reasons were given in other code systems or in words; the words stay in the original.</summary>
    public int OtherReasons { get; init; }

    /// <summary><c>routine</c>, <c>urgent</c>, <c>asap</c> or <c>stat</c> (FHIR request priority).</summary>
    public required string Priority { get; init; }

    public DateOnly? RequestedOn { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>A keyed hash of payer and member number: what a supplement must share, so that two patients' papers are never joined.</summary>
    public required string MemberIndex { get; init; }

    /// <summary>Which identifiers the patient was matched by: <c>member-number</c>, <c>birth-date</c>, <c>record-number</c>.</summary>
    public required IReadOnlyList<string> MatchedBy { get; init; }

    public required Sealed<PatientOnFile> Patient { get; init; }

    public required Sealed<CoverageOnFile> Coverage { get; init; }

    public required Sealed<RequesterOnFile> Requester { get; init; }

    public required IReadOnlyList<DocumentKept> Documents { get; init; }

    /// <summary>What it had to bring, for its service line and payer.</summary>
    public required RequiredSet Required { get; init; }

    /// <summary>SHA-256 of the packet that services get, lower-case hexadecimal.</summary>
    public required string PacketHash { get; init; }

    /// <summary>A keyed hash of the canonical referral, the same whatever channel it came by.</summary>
    public string? CanonicalIndex { get; init; }

    /// <summary>What the patient is looked for by, as keyed hashes.</summary>
    public PatientKeys? Keys { get; init; }

    /// <summary>What looking for the patient found.</summary>
    public PatientFinding? Finding { get; init; }

    /// <summary>Referrals of the same patient for the same service that came shortly before.</summary>
    public IReadOnlyList<Guid> SuspectedDuplicatesOf { get; init; } = [];

    /// <summary>Such as <c>consultation</c>, <c>imaging</c> or <c>surgery</c>.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>The last day on which the referral may be used, where its sender says one (RF1-8).</summary>
    public DateOnly? ValidThrough { get; init; }

    /// <summary>Where each field came from and what has no place; sealed, because partners name things freely.</summary>
    public Sealed<Provenance>? Provenance { get; init; }
}

/// <summary>Keyed hashes that find a patient: each rests on two identifiers or is compared together with another.</summary>
public sealed record PatientKeys
{
    /// <summary>Of the birth date.</summary>
    public string? Birth { get; init; }

    /// <summary>Of the partner's record number.</summary>
    public string? Record { get; init; }

    /// <summary>Of name, birth date and sex together.</summary>
    public string? Person { get; init; }
}

/// <summary>Whether a referral's patient is one that is known.</summary>
public enum PatientOutcome
{
    New,
    Matched,
    Review,
}

/// <summary>What looking for the patient by two identifiers found; <paramref name="MatchedOn"/> says by what, or what contradicts itself.</summary>
public sealed record PatientFinding(PatientOutcome Outcome, IReadOnlyList<string> MatchedOn, IReadOnlyList<Guid> Candidates);

/// <summary>One service asked for: <c>CPT</c>, <c>HCPCS</c>, <c>X12-1365</c> or a URI, and a code in it.</summary>
public sealed record ServiceAsked(int Sequence, string System, string Code, int Units);

/// <summary>A document that came along; its bytes are an original of its own.</summary>
public sealed record DocumentKept(OriginalId OriginalId, string? Loinc, string ContentType, long Length, Sealed<DocumentOnFile> Details);

/// <summary>What a document's sender called it, and the SHA-256 of its bytes: a bare hash of a short text could be found by trying.</summary>
public sealed record DocumentOnFile(string? Title, string Sha256)
{
    public override string ToString() => nameof(DocumentOnFile);
}

public sealed record PatientOnFile(IReadOnlyList<string> Given, string Family, DateOnly? BirthDate, string Gender, AddressOnFile? Address)
{
    public override string ToString() => nameof(PatientOnFile);
}

public sealed record AddressOnFile(IReadOnlyList<string> Lines, string? City, string? State, string? PostalCode)
{
    public override string ToString() => nameof(AddressOnFile);
}

public sealed record CoverageOnFile(string MemberNumber, string? SubscriberId, string PayerIdentifier, string Relationship)
{
    /// <summary>The policy holder, where it is not the patient and the referral names one.</summary>
    public PatientOnFile? Subscriber { get; init; }

    public override string ToString() => nameof(CoverageOnFile);
}

public sealed record RequesterOnFile(string? OrganizationName, string? OrganizationNpi, IReadOnlyList<string> Given, string? Family)
{
    public override string ToString() => nameof(RequesterOnFile);
}

/// <summary>A partner sent a referral, and it can be read.</summary>
[StoredAs("referral_received.v1")]
public sealed record ReferralReceived : ReferralContent
{
    public ReferralReceived() { }

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal ReferralReceived(ReferralContent content)
        : base(content) { }
}

/// <summary>The partner sent the referral again with what was missing; this is what counts from now on.</summary>
[StoredAs("information_received.v1")]
public sealed record InformationReceived : ReferralContent
{
    public InformationReceived() { }

    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    internal InformationReceived(ReferralContent content)
        : base(content) { }

    /// <summary>Whether a person had been asked about what did not come.</summary>
    public bool WasOverdue { get; init; }
}

/// <summary>The referral cannot be accepted yet: the partner is asked for each item.</summary>
[StoredAs("information_requested.v1")]
public sealed record InformationRequested : ReferralEvent
{
    /// <summary>Conditions of the boundary and items of the required set that are missing.</summary>
    public required IReadOnlyList<string> Items { get; init; }

    /// <summary>The partner.</summary>
    public required string To { get; init; }

    public required DateTimeOffset DueAt { get; init; }

    /// <summary>When a person reviews whether to close the referral, if nothing came.</summary>
    public DateTimeOffset? CloseOutAt { get; init; }

    /// <summary>When it expires, if nothing came and nobody decided.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Everything that service line and payer require is there.</summary>
[StoredAs("completeness_passed.v1")]
public sealed record CompletenessPassed : ReferralEvent
{
    /// <summary>Which required set, with its version.</summary>
    public required string RuleSetVersion { get; init; }

    public required IReadOnlyList<Evidence> Evidence { get; init; }
}

/// <summary>What a condition was decided on: codes, counts and dates.</summary>
public sealed record Evidence(string Condition, IReadOnlyDictionary<string, string> Inputs);

/// <summary>The referral is complete and ours: the case begins.</summary>
[StoredAs("referral_accepted.v1")]
public sealed record ReferralAccepted : ReferralEvent
{
    public required Actor By { get; init; }

    public required string TrackingId { get; init; }

    public required string PartnerId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    public required string ReferrerNpi { get; init; }

    public required IReadOnlyList<ServiceAsked> Services { get; init; }

    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required string Priority { get; init; }

    public DateOnly? RequestedOn { get; init; }

    public required string PacketHash { get; init; }

    /// <summary>Such as <c>consultation</c>, <c>imaging</c> or <c>surgery</c>.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>Counts from 1; more after it was reopened.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it expires unless a visit is booked before.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A person decided that the referral is not taken.</summary>
[StoredAs("referral_declined.v1")]
public sealed record ReferralDeclined : ReferralEvent
{
    public required Actor By { get; init; }

    /// <summary>A code in kebab case, such as <c>no-answer</c>.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Whether a person had been asked about what did not come.</summary>
    public bool WasOverdue { get; init; }
}
