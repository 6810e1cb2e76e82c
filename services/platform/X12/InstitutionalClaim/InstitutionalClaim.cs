using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>One claim of an 837I (005010X223A2).</summary>
public sealed record InstitutionalClaim : HealthCareClaim
{
    /// <summary>CLM05-1, the first two digits of the type of bill.</summary>
    public required string FacilityType { get; init; }

    /// <summary>CLM05-2.</summary>
    public string FacilityQualifier { get; init; } = "A";

    /// <summary>DTP*434, the period of the statement.</summary>
    public required DateOnly StatementFrom { get; init; }

    public DateOnly? StatementTo { get; init; }

    /// <summary>DTP*435 as sent: CCYYMMDD, or CCYYMMDDHHMM with the hour of admission.</summary>
    public string? Admission { get; init; }

    /// <summary>DTP*096, HHMM.</summary>
    public string? DischargeHour { get; init; }

    /// <summary>CL101: 1 emergency, 2 urgent, 3 elective.</summary>
    public string? AdmissionType { get; init; }

    /// <summary>CL102.</summary>
    public string? AdmissionSource { get; init; }

    /// <summary>CL103, required; it must fit the frequency: 30 still a patient goes with an interim bill.</summary>
    public required string PatientStatus { get; init; }

    /// <summary>REF of the claim: G1 authorization, 9F referral, F8 payer's number of the claim that is replaced, EA medical record.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>PWK: documents that go with the claim, by control number.</summary>
    public IReadOnlyList<Paperwork> Paperwork { get; init; } = [];

    /// <summary>HI: diagnoses, procedures, DRG, occurrence, value and condition codes.</summary>
    public IReadOnlyList<HealthCode> Codes { get; init; } = [];

    /// <summary>NM1 of the claim: 71 attending, 72 operating, ZZ other operating, 82 rendering, DN referring, 77 service facility.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    public IReadOnlyList<InstitutionalServiceLine> Lines { get; init; } = [];

    /// <summary>HI*ABK, else BK.</summary>
    public HealthCode? PrincipalDiagnosis => Codes.FirstOrDefault(c => c.Qualifier is "ABK" or "BK");

    public string? PriorAuthorization => References.FirstOrDefault(r => r.Qualifier == "G1")?.Value;

    /// <summary>REF*F8.</summary>
    public string? PayerControlNumber => References.FirstOrDefault(r => r.Qualifier == "F8")?.Value;

    /// <summary>NM1*71.</summary>
    public Party? Attending => Parties.FirstOrDefault(p => p.EntityCode == "71");

    public static IEnumerable<InstitutionalClaim> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        foreach (var claim in new InstitutionalClaimReading(reader).ReadAll()) yield return claim;
    }

    public static async IAsyncEnumerable<InstitutionalClaim> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var claim in new InstitutionalClaimReading(reader).ReadAllAsync(cancel).ConfigureAwait(false)) yield return claim;
    }
}

/// <summary>One code of HI in an institutional claim, with the date or amount that goes with it.</summary>
/// <param name="Qualifier">ABK and ABF diagnoses, BBR and BBQ procedures, DR DRG, BH occurrence, BE value, BG condition.</param>
/// <param name="Date">HI0n-4 of an occurrence or procedure.</param>
/// <param name="Amount">HI0n-5 of a value code, in dollars or units.</param>
/// <param name="PresentOnAdmission">HI0n-9 of a diagnosis: Y, N, U, W.</param>
public sealed record HealthCode(string Qualifier, string Code, DateOnly? Date = null, decimal? Amount = null, string? PresentOnAdmission = null);

/// <summary>One LX with its SV2.</summary>
public sealed record InstitutionalServiceLine
{
    /// <summary>SV201.</summary>
    public required string RevenueCode { get; init; }

    /// <summary>SV202-1.</summary>
    public string? ProcedureQualifier { get; init; }

    /// <summary>SV202-2, null for a line of a revenue code alone.</summary>
    public string? Procedure { get; init; }

    /// <summary>SV202-3 to SV202-6.</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    /// <summary>SV203 in dollars.</summary>
    public required decimal Charge { get; init; }

    /// <summary>SV204: UN units, DA days.</summary>
    public string UnitBasis { get; init; } = "UN";

    /// <summary>SV205.</summary>
    public decimal Quantity { get; init; } = 1;

    /// <summary>SV207 in dollars.</summary>
    public decimal? NonCovered { get; init; }

    /// <summary>DTP*472.</summary>
    public DateOnly? ServiceDate { get; init; }

    public DateOnly? ServiceDateEnd { get; init; }

    /// <summary>REF*6R.</summary>
    public string? LineControlNumber { get; init; }

    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];
}
