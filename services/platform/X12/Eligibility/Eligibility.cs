using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>One 270 inquiry (005010X279A1): is this member covered for this service on this day.</summary>
public sealed record EligibilityRequest
{
    public const string Version = "005010X279A1";

    /// <summary>GS01.</summary>
    public const string FunctionalId = "HS";

    /// <summary>BHT03, returned in the 271.</summary>
    public required string Reference { get; init; }

    /// <summary>BHT04 and BHT05.</summary>
    public required DateTime At { get; init; }

    /// <summary>NM1*PR with its payer identifier.</summary>
    public required Party Payer { get; init; }

    /// <summary>NM1*1P with its NPI.</summary>
    public required Party Provider { get; init; }

    /// <summary>NM1*IL with member number, birth date and gender.</summary>
    public required Party Subscriber { get; init; }

    /// <summary>NM1*03 where the patient is not the subscriber.</summary>
    public Party? Dependent { get; init; }

    /// <summary>TRN02, returned in the 271.</summary>
    public required string Trace { get; init; }

    /// <summary>TRN03: 9 and the originator's tax or other number, ten characters.</summary>
    public required string TraceOriginator { get; init; }

    /// <summary>DTP*291: the day of the appointment, not of the policy.</summary>
    public required DateOnly ServiceDate { get; init; }

    /// <summary>EQ01: 30 plan coverage, 98 office visit, and others.</summary>
    public IReadOnlyList<string> ServiceTypes { get; init; } = ["30"];

    /// <summary>Segments that say more than the members above, as received, with HL03 of their level; empty for the heading.</summary>
    public IReadOnlyList<LevelSegment> Unknown { get; init; } = [];

    /// <summary>Writes one 270 set into the writer's open group.</summary>
    public void Write(X12Writer writer, string setControlNumber)
    {
        writer.BeginSet("270", setControlNumber);
        var heading = Kept(writer, "");
        heading.Write("BHT", "0022", "13", Reference, DateOnly.FromDateTime(At), X12Text.Time(At));
        heading.WriteRest();
        var levels = new HierarchicalLevels(writer);
        levels.Write("20", hasChildren: true);
        (Payer with { EntityCode = "PR" }).WriteLoop(writer);
        Kept(writer, "20").WriteRest();
        levels.Write("21", hasChildren: true);
        (Provider with { EntityCode = "1P" }).WriteLoop(writer);
        Kept(writer, "21").WriteRest();
        levels.Write("22", hasChildren: Dependent is not null);
        var kept = Kept(writer, "22");
        if (Dependent is null) kept.Write("TRN", "1", Trace, TraceOriginator);
        (Subscriber with { EntityCode = "IL" }).WriteLoop(writer);
        if (Dependent is { } dependent)
        {
            kept.WriteRest();
            levels.Write("23", hasChildren: false);
            kept = Kept(writer, "23");
            kept.Write("TRN", "1", Trace, TraceOriginator);
            (dependent with { EntityCode = "03" }).WriteLoop(writer);
        }

        kept.Write("DTP", "291", "D8", ServiceDate);
        if (ServiceTypes.Count == 0) writer.Refuse(X12RefusalCode.Missing, "EQ", 1, "The inquiry asks for no service type");
        kept.Write("EQ", X12Element.Repeated([.. ServiceTypes.Select(s => (X12Element)s)]));
        kept.WriteRest();
        writer.EndSet();
    }

    public static IReadOnlyList<EligibilityRequest> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        return [.. new EligibilityRequestBuilder(reader).ReadAll()];
    }

    private KeptSegments Kept(X12Writer writer, string level) => new(writer, [.. Unknown.Where(u => u.Level == level).Select(u => u.Segment)]);
}

/// <summary>What a 271 (005010X279A1) says of one person.</summary>
public sealed record EligibilityResponse
{
    /// <summary>BHT03 of the inquiry.</summary>
    public string? Reference { get; init; }

    /// <summary>BHT04 and BHT05.</summary>
    public DateTime At { get; init; }

    /// <summary>TRN02 of the inquiry (TRN01 is 2).</summary>
    public string? Trace { get; init; }

    public string? TraceOriginator { get; init; }

    public Party? Payer { get; init; }

    public Party? Provider { get; init; }

    /// <summary>Null where the payer refused before naming one.</summary>
    public Party? Subscriber { get; init; }

    public Party? Dependent { get; init; }

    /// <summary>DTP of the person: 291 plan, 346 and 347 plan begin and end, 356 and 357 eligibility begin and end, 307.</summary>
    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    public IReadOnlyList<EligibilityBenefit> Benefits { get; init; } = [];

    /// <summary>AAA of every level above and of the person.</summary>
    public IReadOnlyList<EligibilityRejection> Rejections { get; init; } = [];

    /// <summary>Segments that say more than the members above, as received, with HL03 of their level; empty for the heading.</summary>
    public IReadOnlyList<LevelSegment> Unknown { get; init; } = [];

    /// <summary>EB01 1 to 5: active coverage of one kind or another.</summary>
    public bool IsActive => Benefits.Any(b => b.Code is "1" or "2" or "3" or "4" or "5");

    /// <summary>EB01 6 to 8: inactive.</summary>
    public bool IsInactive => Benefits.Any(b => b.Code is "6" or "7" or "8");

    /// <summary>EB01 R: another payer covers too.</summary>
    public bool HasOtherPayer => Benefits.Any(b => b.Code == "R");

    /// <summary>Writes one 271 set into the writer's open group.</summary>
    public void Write(X12Writer writer, string setControlNumber) => EligibilityResponseWriting.Write(this, writer, setControlNumber);

    public static IReadOnlyList<EligibilityResponse> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        return [.. new EligibilityResponseBuilder(reader).ReadAll()];
    }

    public static async IAsyncEnumerable<EligibilityResponse> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var read in new EligibilityResponseBuilder(reader).ReadAllAsync(cancel).ConfigureAwait(false)) yield return read;
    }
}

/// <summary>One EB with what stands under it.</summary>
public sealed record EligibilityBenefit
{
    /// <summary>EB01: 1 to 5 active, 6 to 8 inactive, A coinsurance, B copayment, C deductible, G out of pocket, I not covered, CB basis, R other payer.</summary>
    public required string Code { get; init; }

    /// <summary>EB02: IND, FAM and others.</summary>
    public string? CoverageLevel { get; init; }

    /// <summary>EB03.</summary>
    public IReadOnlyList<string> ServiceTypes { get; init; } = [];

    /// <summary>EB04.</summary>
    public string? InsuranceType { get; init; }

    /// <summary>EB05.</summary>
    public string? Plan { get; init; }

    /// <summary>EB06.</summary>
    public string? Period { get; init; }

    /// <summary>EB07 in dollars.</summary>
    public decimal? Amount { get; init; }

    /// <summary>EB08, a fraction: 0.2 is twenty percent.</summary>
    public decimal? Percent { get; init; }

    /// <summary>EB09.</summary>
    public string? QuantityQualifier { get; init; }

    /// <summary>EB10.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>EB11: whether an authorization is required; Y, N or U.</summary>
    public string? AuthorizationRequired { get; init; }

    /// <summary>EB12: Y, N, U or W.</summary>
    public string? InNetwork { get; init; }

    /// <summary>EB13, its components divided by colons.</summary>
    public string? Procedure { get; init; }

    /// <summary>EB14: pointers at diagnoses, divided by colons.</summary>
    public string? DiagnosisPointers { get; init; }

    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>NM1 between LS and LE.</summary>
    public IReadOnlyList<Party> Entities { get; init; } = [];

    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];
}

/// <summary>One AAA. The follow-up (AAA04) decides whether to ask again: C correct first, R and P may, W after 30 days, X after 10, N, S and Y must not.</summary>
/// <param name="Level">HL03 of where it stands: 20 source, 21 receiver, 22 subscriber, 23 dependent.</param>
/// <param name="Reason">AAA03: 42 unable to respond now, 72 invalid member number, 75 subscriber not found, and others.</param>
/// <param name="FollowUp">AAA04.</param>
public sealed record EligibilityRejection(string Level, string Reason, string FollowUp)
{
    /// <summary>AAA01: N where the request is not valid, Y where it is and was refused all the same.</summary>
    public string Valid { get; init; } = "N";

    /// <summary>AAA04 allows the same inquiry again.</summary>
    public bool MayRetry => FollowUp is "R" or "P";
}
