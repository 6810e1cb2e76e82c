namespace Healthcare.X12;

/// <summary>One patient's 278: a request for certification or its answer (005010X217), or an inquiry about one (005010X215).</summary>
public sealed record ServicesReview
{
    /// <summary>Request and response.</summary>
    public const string Version = "005010X217";

    /// <summary>Inquiry and its response.</summary>
    public const string InquiryVersion = "005010X215";

    /// <summary>GS01.</summary>
    public const string FunctionalId = "HI";

    /// <summary>BHT02: 13 request, 11 response, 01 cancellation, 28 inquiry, 36 reply, 51 historical inquiry.</summary>
    public required string Purpose { get; init; }

    /// <summary>BHT03.</summary>
    public required string Reference { get; init; }

    /// <summary>BHT04 and BHT05.</summary>
    public required DateTime At { get; init; }

    /// <summary>BHT06, such as 18 for a response that has no further updates.</summary>
    public string? TransactionType { get; init; }

    /// <summary>NM1*X3, the utilization management organization.</summary>
    public Party? Organization { get; init; }

    /// <summary>NM1*1P, FA and others: who asks.</summary>
    public Party? Requester { get; init; }

    /// <summary>NM1*IL.</summary>
    public Party? Subscriber { get; init; }

    /// <summary>NM1*QC or 03, null where the subscriber is the patient.</summary>
    public Party? Dependent { get; init; }

    /// <summary>AAA of the levels above the patient event, with HL03 of the level.</summary>
    public IReadOnlyList<ReviewRejection> Rejections { get; init; } = [];

    /// <summary>Patient events (EV), each with its services (SS).</summary>
    public IReadOnlyList<ReviewItem> Events { get; init; } = [];

    /// <summary>Segments of the heading and of the levels above the event that no member holds, with HL03 of their level; empty for the heading.</summary>
    public IReadOnlyList<LevelSegment> Unknown { get; init; } = [];

    /// <summary>Writes one 278 set into the writer's open group.</summary>
    public void Write(X12Writer writer, string setControlNumber) => ServicesReviewWriting.Write(this, writer, setControlNumber);

    public static IReadOnlyList<ServicesReview> Read(ReadOnlyMemory<byte> bytes, X12Findings findings) =>
        TransactionSet.Views(bytes, findings, "278", s => new ServicesReviewReading(s).Read());

    public static IAsyncEnumerable<ServicesReview> ReadAsync(Stream stream, X12Findings findings, CancellationToken cancel) =>
        TransactionSet.ViewsAsync(stream, findings, "278", s => new ServicesReviewReading(s).Read(), cancel);
}

/// <summary>A segment kept as received, with the HL03 of the level it stood in.</summary>
public sealed record LevelSegment(string Level, RawSegment Segment);

/// <summary>One AAA of a 278.</summary>
/// <param name="Level">HL03 of where it stands: 20 organization, 21 requester, 22 subscriber, 23 dependent.</param>
/// <param name="Valid">AAA01: N where the request itself is invalid, Y where it is valid but refused.</param>
/// <param name="Reason">AAA03: 42 unable to respond now, 33 input errors, 78 or 79 identifiers, and others.</param>
/// <param name="FollowUp">AAA04: C correct and resubmit, N resubmission not allowed, R resubmission allowed, P resubmit as it was.</param>
public sealed record ReviewRejection(string Level, string Valid, string Reason, string? FollowUp);

/// <summary>One patient event or one service of it: what is asked for and what was decided.</summary>
public sealed record ReviewItem
{
    /// <summary>HL03: EV patient event, SS service.</summary>
    public required string Level { get; init; }

    public IReadOnlyList<TraceNumber> Traces { get; init; } = [];

    public IReadOnlyList<ReviewRejection> Rejections { get; init; } = [];

    /// <summary>UM.</summary>
    public ReviewScope? Scope { get; init; }

    /// <summary>HCR, in answers.</summary>
    public ReviewDecision? Decision { get; init; }

    /// <summary>REF: BB prior authorization number, NT administrator's reference number.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>DTP: 472 service, 435 and 096 admission and discharge, AAH event, 036 expiry, 102 issue, 007 effective.</summary>
    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    /// <summary>HI: diagnoses and LOINC codes.</summary>
    public IReadOnlyList<Diagnosis> Diagnoses { get; init; } = [];

    /// <summary>SV1, SV2 or SV3.</summary>
    public ReviewedService? Service { get; init; }

    /// <summary>HSD.</summary>
    public ServiceDelivery? Delivery { get; init; }

    /// <summary>PWK.</summary>
    public IReadOnlyList<Paperwork> Paperwork { get; init; } = [];

    /// <summary>MSG.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>NM1 loops: SJ service provider, 71 attending, FA facility, and others.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    /// <summary>The services of an event.</summary>
    public IReadOnlyList<ReviewItem> Services { get; init; } = [];

    /// <summary>Segments that say more than the members above, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    /// <summary>REF*BB, else HCR02.</summary>
    public string? AuthorizationNumber => References.FirstOrDefault(r => r.Qualifier == "BB")?.Value ?? Decision?.CertificationNumber;
}

/// <summary>TRN: 1 of the one who speaks, 2 of the one who is answered; the originator is 9 or 3 and its number.</summary>
public sealed record TraceNumber(string Type, string Number, string? Originator = null, string? Division = null)
{
    internal static TraceNumber From(RawSegment trn) => new(trn[1], trn[2], trn.TextOrNull(3), trn.TextOrNull(4));

    internal void Write(KeptSegments kept) => kept.Write("TRN", Type, Number, Originator, Division);
}

/// <summary>UM: what kind of review is asked for.</summary>
/// <param name="Category">UM01: AR admission, HS health services, SC specialty care (a referral), IN individual.</param>
/// <param name="CertificationType">UM02: I initial, R renewal, S revised, 3 cancel, 4 extension, and others.</param>
/// <param name="ServiceType">UM03.</param>
/// <param name="Facility">UM04-1.</param>
/// <param name="FacilityQualifier">UM04-2: A bill type, B place of service.</param>
/// <param name="LevelOfService">UM06: 03 emergency, U urgent, E elective.</param>
public sealed record ReviewScope(string Category, string CertificationType, string? ServiceType, string? Facility, string? FacilityQualifier, string? LevelOfService)
{
    /// <summary>UM02 is 3.</summary>
    public bool IsCancellation => CertificationType == "3";
}

/// <summary>What HCR01 says (data element 306); A6 is modified, and C is cancelled.</summary>
public enum CertificationAction
{
    /// <summary>The code is not in the list, so nothing may be concluded from it.</summary>
    Unknown,
    CertifiedInTotal,
    CertifiedPartially,
    NotCertified,
    Pended,
    Modified,
    Cancelled,
    ContactPayer,
    NoActionRequired,
}

/// <summary>HCR: what was decided.</summary>
/// <param name="Code">HCR01 as sent.</param>
/// <param name="CertificationNumber">HCR02.</param>
/// <param name="Reason">HCR03, why.</param>
/// <param name="SecondOpinion">HCR04: Y, N.</param>
public sealed record ReviewDecision(string Code, string? CertificationNumber, string? Reason, string? SecondOpinion)
{
    // X12 data element 306; domain fact T2: A6 is modified, not cancelled.
    public CertificationAction Action => Code switch
    {
        "A1" => CertificationAction.CertifiedInTotal,
        "A2" => CertificationAction.CertifiedPartially,
        "A3" => CertificationAction.NotCertified,
        "A4" => CertificationAction.Pended,
        "A6" => CertificationAction.Modified,
        "C" => CertificationAction.Cancelled,
        "CT" => CertificationAction.ContactPayer,
        "NA" => CertificationAction.NoActionRequired,
        _ => CertificationAction.Unknown,
    };
}

/// <summary>SV1, SV2 or SV3: one service with its procedure and quantity.</summary>
/// <param name="Segment">SV1 professional, SV2 institutional, SV3 dental.</param>
/// <param name="RevenueCode">SV201.</param>
/// <param name="Procedure">The code with its qualifier before it, such as HC and 27447; null where only a revenue code is sent.</param>
/// <param name="Amount">SV102, SV203 or SV302 in dollars.</param>
/// <param name="UnitBasis">UN, MJ, DA and others.</param>
public sealed record ReviewedService(string Segment, string? RevenueCode, string? Qualifier, string? Procedure, IReadOnlyList<string> Modifiers, decimal? Amount, string? UnitBasis, decimal? Quantity);

/// <summary>HSD: how often and how long.</summary>
/// <param name="QuantityQualifier">HSD01: VS visits, DY days, HS hours, FL units.</param>
/// <param name="UnitBasis">HSD03: DA day, WK week, MO month.</param>
/// <param name="Modulus">HSD04, every how many of them.</param>
/// <param name="PeriodQualifier">HSD05: 7 day, 34 month, 35 week.</param>
/// <param name="Periods">HSD06.</param>
public sealed record ServiceDelivery(
    string? QuantityQualifier, decimal? Quantity, string? UnitBasis, decimal? Modulus, string? PeriodQualifier, decimal? Periods, string? CalendarPattern, string? TimePattern)
{
    internal static ServiceDelivery From(RawSegment hsd) => new(
        hsd.TextOrNull(1), hsd.Amount(2), hsd.TextOrNull(3), hsd.Amount(4), hsd.TextOrNull(5), hsd.Amount(6), hsd.TextOrNull(7), hsd.TextOrNull(8));

    internal void Write(KeptSegments kept) => kept.Write("HSD", QuantityQualifier, Quantity, UnitBasis, Modulus, PeriodQualifier, Periods, CalendarPattern, TimePattern);
}

/// <summary>PWK: a document that supports the request, and how it travels.</summary>
/// <param name="ReportType">PWK01.</param>
/// <param name="Transmission">PWK02: EL electronic, FX fax, BM mail, FT file transfer, AA on request.</param>
/// <param name="ControlNumber">PWK06 where PWK05 is AC.</param>
/// <param name="Description">PWK07.</param>
public sealed record Paperwork(string ReportType, string Transmission, string? ControlNumber, string? Description)
{
    internal static Paperwork From(RawSegment pwk) => new(pwk[1], pwk[2], pwk.TextOrNull(6), pwk.TextOrNull(7));

    internal static uint NamedElements(RawSegment pwk) => Named.Elements(1, 2, 6, 7) | (pwk[5] == "AC" && pwk[6].Length > 0 ? Named.Elements(5) : 0);

    internal void Write(KeptSegments kept) => kept.Write("PWK", ReportType, Transmission, "", "", ControlNumber is null ? null : "AC", ControlNumber, Description);
}
