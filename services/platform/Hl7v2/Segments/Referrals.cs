namespace Healthcare.Hl7v2;

/// <summary>RF1: the referral.</summary>
public sealed class Rf1(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>RF1-1: A accepted, E expired, P pending, R rejected (table 0283).</summary>
    public Cwe? Status => Segment.One<Cwe>(1);

    /// <summary>RF1-2: S stat, A as soon as possible, R routine (table 0280).</summary>
    public Cwe? Priority => Segment.One<Cwe>(2);

    /// <summary>RF1-3: table 0281.</summary>
    public Cwe? Type => Segment.One<Cwe>(3);

    /// <summary>RF1-4: table 0282.</summary>
    public IReadOnlyList<Cwe> Dispositions => Segment.All<Cwe>(4);

    /// <summary>RF1-5: table 0284.</summary>
    public Cwe? Category => Segment.One<Cwe>(5);

    /// <summary>RF1-6: the number that the referring side gave.</summary>
    public Ei? OriginatingId => Segment.One<Ei>(6);

    /// <summary>RF1-7.</summary>
    public Dtm? Effective => Segment.One<Dtm>(7);

    /// <summary>RF1-8.</summary>
    public Dtm? Expires => Segment.One<Dtm>(8);

    /// <summary>RF1-9.</summary>
    public Dtm? Processed => Segment.One<Dtm>(9);

    /// <summary>RF1-10: table 0336.</summary>
    public IReadOnlyList<Cwe> Reasons => Segment.All<Cwe>(10);

    /// <summary>RF1-11.</summary>
    public IReadOnlyList<Ei> ExternalIds => Segment.All<Ei>(11);
}

/// <summary>PRD: a provider of the referral.</summary>
public sealed class Prd(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>PRD-1: RP referring, RT referred to, PP primary care and so on (table 0286).</summary>
    public IReadOnlyList<Cwe> Roles => Segment.All<Cwe>(1);

    /// <summary>PRD-2.</summary>
    public IReadOnlyList<Xpn> Names => Segment.All<Xpn>(2);

    /// <summary>PRD-3.</summary>
    public IReadOnlyList<Xad> Addresses => Segment.All<Xad>(3);

    /// <summary>PRD-4.</summary>
    public Pl? Location => Segment.One<Pl>(4);

    /// <summary>PRD-5.</summary>
    public IReadOnlyList<Xtn> Numbers => Segment.All<Xtn>(5);

    /// <summary>PRD-7.</summary>
    public IReadOnlyList<Pln> Identifiers => Segment.All<Pln>(7);

    /// <summary>PRD-8.</summary>
    public Dtm? Effective => Segment.One<Dtm>(8);

    /// <summary>PRD-9.</summary>
    public Dtm? Ends => Segment.One<Dtm>(9);

    /// <summary>PRD-10: since 2.7.</summary>
    public Xon? Organization => Segment.One<Xon>(10);
}

/// <summary>AUT: an authorization of the payer.</summary>
public sealed class Aut(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>AUT-1.</summary>
    public Cwe? Plan => Segment.One<Cwe>(1);

    /// <summary>AUT-2.</summary>
    public Cwe? Company => Segment.One<Cwe>(2);

    /// <summary>AUT-3.</summary>
    public string? CompanyName => Segment.Text(3);

    /// <summary>AUT-4.</summary>
    public Dtm? Effective => Segment.One<Dtm>(4);

    /// <summary>AUT-5.</summary>
    public Dtm? Expires => Segment.One<Dtm>(5);

    /// <summary>AUT-6.</summary>
    public Ei? AuthorizationId => Segment.One<Ei>(6);

    /// <summary>AUT-7.</summary>
    public Cp? ReimbursementLimit => Segment.One<Cp>(7);

    /// <summary>AUT-8.</summary>
    public decimal? RequestedTreatments => Segment.One<Nm>(8)?.Value;

    /// <summary>AUT-9.</summary>
    public decimal? AuthorizedTreatments => Segment.One<Nm>(9)?.Value;

    /// <summary>AUT-10.</summary>
    public Dtm? Processed => Segment.One<Dtm>(10);
}
