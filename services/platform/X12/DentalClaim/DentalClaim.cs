using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>One claim of an 837D (005010X224A2): read, not produced by us.</summary>
public sealed record DentalClaim
{
    /// <summary>GS08 and ST03, as HIPAA adopted it.</summary>
    public const string Version = "005010X224A2";

    /// <summary>CLM01.</summary>
    public required string ClaimId { get; init; }

    /// <summary>CLM02 in dollars, the sum of the lines' charges.</summary>
    public required decimal Charge { get; init; }

    /// <summary>CLM05-1.</summary>
    public required string PlaceOfService { get; init; }

    /// <summary>CLM05-3: 1 original, 7 replacement, 8 void.</summary>
    public string Frequency { get; init; } = "1";

    /// <summary>2010AA.</summary>
    public required Party BillingProvider { get; init; }

    /// <summary>2010BA.</summary>
    public required Party Subscriber { get; init; }

    /// <summary>SBR01.</summary>
    public string PayerResponsibility { get; init; } = "P";

    /// <summary>SBR03.</summary>
    public string? GroupNumber { get; init; }

    /// <summary>SBR09.</summary>
    public string? FilingIndicator { get; init; }

    /// <summary>2010CA, null where the subscriber is the patient.</summary>
    public Party? Patient { get; init; }

    /// <summary>PAT01.</summary>
    public string? PatientRelationship { get; init; }

    /// <summary>2010BB.</summary>
    public required Party Payer { get; init; }

    /// <summary>REF of the claim: G1 authorization, G3 predetermination, F8 the payer's number of the claim that is replaced.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>DTP*472, where the lines do not say it.</summary>
    public DateOnly? ServiceDate { get; init; }

    /// <summary>HI.</summary>
    public IReadOnlyList<Diagnosis> Diagnoses { get; init; } = [];

    /// <summary>2310: DN referring, 82 rendering, 77 facility, DD assistant surgeon, DQ supervising.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    /// <summary>2320.</summary>
    public IReadOnlyList<OtherInsurance> OtherInsurances { get; init; } = [];

    public IReadOnlyList<DentalServiceLine> Lines { get; init; } = [];

    /// <summary>What the levels above the claim say beside its members.</summary>
    public KeptLevels LevelUnknown { get; init; } = KeptLevels.Nothing;

    /// <summary>Segments of the claim that say more than the members above, as received; CLM, DN1 and DN2 among them.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    /// <summary>Ordinal of the transaction set in the file it was read from.</summary>
    public int Set { get; init; }

    public static IEnumerable<DentalClaim> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        foreach (var claim in new DentalClaimReading(reader).ReadAll()) yield return claim;
    }

    public static async IAsyncEnumerable<DentalClaim> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var claim in new DentalClaimReading(reader).ReadAllAsync(cancel).ConfigureAwait(false)) yield return claim;
    }
}

/// <summary>One LX with its SV3.</summary>
public sealed record DentalServiceLine
{
    /// <summary>SV301-2, a CDT code.</summary>
    public required string Procedure { get; init; }

    /// <summary>SV301-3 to SV301-6.</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    /// <summary>SV302 in dollars.</summary>
    public required decimal Charge { get; init; }

    /// <summary>SV303, where it differs from the claim's.</summary>
    public string? PlaceOfService { get; init; }

    /// <summary>SV304: areas of the oral cavity.</summary>
    public IReadOnlyList<string> OralCavities { get; init; } = [];

    /// <summary>SV306.</summary>
    public decimal Quantity { get; init; } = 1;

    /// <summary>TOO.</summary>
    public IReadOnlyList<Tooth> Teeth { get; init; } = [];

    /// <summary>DTP*472.</summary>
    public DateOnly? ServiceDate { get; init; }

    /// <summary>REF*6R.</summary>
    public string? LineControlNumber { get; init; }

    /// <summary>Segments that say more than the members above, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];
}

/// <summary>A tooth with its surfaces: B buccal, D distal, F facial, I incisal, L lingual, M mesial, O occlusal.</summary>
public sealed record Tooth(string Code, IReadOnlyList<string> Surfaces);
