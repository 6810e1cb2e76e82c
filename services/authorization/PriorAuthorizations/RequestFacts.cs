using Healthcare.Authorization.Payers;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>How fast the payer must decide: seven calendar days, or 72 hours (42 CFR 422.568(b)(1), 422.572(a)).</summary>
public enum ReviewLevel
{
    Standard,
    Expedited,
}

/// <summary>What authorization is asked for; ids and codes only.</summary>
public sealed record RequestFacts
{
    public required Guid CaseId { get; init; }

    public required Guid ReferralId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    public required ReviewLevel Level { get; init; }

    public required IReadOnlyList<RequestedItem> Items { get; init; }

    /// <summary>ICD-10-CM codes.</summary>
    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required string ReferrerNpi { get; init; }

    /// <summary>The first day care is wanted for.</summary>
    public required DateOnly ServiceDate { get; init; }

    /// <summary>SHA-256 of the packet, as intake published it.</summary>
    public required string PacketHash { get; init; }

    public IReadOnlyList<KeptDocument> Documents { get; init; } = [];

    /// <summary>42 CFR Part 2 applies: nothing goes out without the patient's consent.</summary>
    public bool IsPart2 { get; init; }

    /// <summary>The referral's count of acceptances, where it is not the first.</summary>
    public int? Attempt { get; init; }

    /// <summary>Requests of the same referral, counted from 1, where it is not the first: a denied one takes no update (T4).</summary>
    public int? Request { get; init; }

    /// <summary>Of the referral, where it names one.</summary>
    public string? ServiceLine { get; init; }

    /// <summary>The payer's terms when it was asked for.</summary>
    public PayerTerms? Payer { get; init; }
}

/// <summary>One service to be authorized.</summary>
public sealed record RequestedItem(int Sequence, string System, string Code, int Units);

/// <summary>A document of the packet whose bytes this service keeps too, so that the package holds what was reviewed.</summary>
public sealed record KeptDocument(string DocumentId, Guid OriginalId, string? TypeLoinc, string Sha256);

/// <summary>What goes to the payer: the manifest, the bundle that was built of it, and what was found about the way there.</summary>
public sealed record Package
{
    /// <summary>SHA-256 over the packet's hash and each document's.</summary>
    public required string ManifestHash { get; init; }

    /// <summary>Documents on the manifest.</summary>
    public required IReadOnlyList<string> Documents { get; init; }

    /// <summary>How many of them are in the bundle.</summary>
    public required int Attached { get; init; }

    public required Guid BundleOriginalId { get; init; }

    /// <summary>Bundle.identifier, stable across resends.</summary>
    public required string BundleId { get; init; }

    /// <summary>Claim.identifier: what the payer's answers carry back.</summary>
    public required string TraceNo { get; init; }

    /// <summary>NPI of the provider whose order it is.</summary>
    public string? SignedBy { get; init; }

    public required bool IsEndpointKnown { get; init; }

    /// <summary>Reference of the patient's consent to disclose Part 2 data.</summary>
    public string? Part2Consent { get; init; }

    /// <summary>How it goes to the payer: <c>pas</c> unless said, <c>x12-278</c>, or <c>manual</c> for a person.</summary>
    public string? Transport { get; init; }
}

/// <summary>What a payer decided about an item, in codes.</summary>
public sealed record ItemDecision
{
    /// <summary>X12 306.</summary>
    public required string Action { get; init; }

    /// <summary>HCR02: the number that claims carry.</summary>
    public string? CertificationNumber { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public int? Units { get; init; }

    /// <summary>The service approved, where the payer named one.</summary>
    public string? System { get; init; }

    public string? Code { get; init; }

    /// <summary>HCR03.</summary>
    public string? ReasonCode { get; init; }
}

/// <summary>An approved item as scheduling and billing may rely on it.</summary>
public sealed record ReleasedItem(int Sequence, string Action, string System, string Code, int Units, string CertificationNumber, DateOnly From, DateOnly To);
