using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>One claim of an 837D (005010X224A2): read, not produced by us; CLM, DN1 and DN2 are kept as received besides.</summary>
public sealed record DentalClaim : HealthCareClaim
{
    /// <summary>GS08 and ST03, as HIPAA adopted it.</summary>
    public const string Version = "005010X224A2";

    /// <summary>CLM05-1.</summary>
    public required string PlaceOfService { get; init; }

    /// <summary>REF of the claim: G1 authorization, G3 predetermination, F8 the payer's number of the claim that is replaced.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>DTP*472, where the lines do not say it.</summary>
    public DateOnly? ServiceDate { get; init; }

    /// <summary>HI.</summary>
    public IReadOnlyList<Diagnosis> Diagnoses { get; init; } = [];

    /// <summary>2310: DN referring, 82 rendering, 77 facility, DD assistant surgeon, DQ supervising.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    public IReadOnlyList<DentalServiceLine> Lines { get; init; } = [];

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
