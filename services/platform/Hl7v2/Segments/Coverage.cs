namespace Healthcare.Hl7v2;

/// <summary>IN1: a coverage.</summary>
public sealed class In1(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>IN1-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>IN1-2.</summary>
    public Cwe? Plan => Segment.One<Cwe>(2);

    /// <summary>IN1-3.</summary>
    public IReadOnlyList<Cx> CompanyIds => Segment.All<Cx>(3);

    /// <summary>IN1-4.</summary>
    public IReadOnlyList<Xon> CompanyNames => Segment.All<Xon>(4);

    /// <summary>IN1-5.</summary>
    public IReadOnlyList<Xad> CompanyAddresses => Segment.All<Xad>(5);

    /// <summary>IN1-7.</summary>
    public IReadOnlyList<Xtn> CompanyNumbers => Segment.All<Xtn>(7);

    /// <summary>IN1-8.</summary>
    public string? GroupNumber => Segment.Text(8);

    /// <summary>IN1-9.</summary>
    public IReadOnlyList<Xon> GroupNames => Segment.All<Xon>(9);

    /// <summary>IN1-12.</summary>
    public Dtm? Effective => Segment.One<Dtm>(12);

    /// <summary>IN1-13.</summary>
    public Dtm? Expires => Segment.One<Dtm>(13);

    /// <summary>IN1-14.</summary>
    public string? AuthorizationNumber => Segment.Text(14);

    /// <summary>IN1-15.</summary>
    public string? PlanType => Segment.Text(15);

    /// <summary>IN1-16.</summary>
    public IReadOnlyList<Xpn> InsuredNames => Segment.All<Xpn>(16);

    /// <summary>IN1-17: of the insured to the patient.</summary>
    public Cwe? Relationship => Segment.One<Cwe>(17);

    /// <summary>IN1-18.</summary>
    public Dtm? InsuredBorn => Segment.One<Dtm>(18);

    /// <summary>IN1-19.</summary>
    public IReadOnlyList<Xad> InsuredAddresses => Segment.All<Xad>(19);

    /// <summary>IN1-22: of the coordination of benefits.</summary>
    public string? Priority => Segment.Text(22);

    /// <summary>IN1-36.</summary>
    public string? PolicyNumber => Segment.Text(36);

    /// <summary>IN1-49.</summary>
    public IReadOnlyList<Cx> InsuredIds => Segment.All<Cx>(49);
}

/// <summary>GT1: who pays what no coverage pays.</summary>
public sealed class Gt1(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>GT1-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>GT1-2.</summary>
    public IReadOnlyList<Cx> Identifiers => Segment.All<Cx>(2);

    /// <summary>GT1-3.</summary>
    public IReadOnlyList<Xpn> Names => Segment.All<Xpn>(3);

    /// <summary>GT1-5.</summary>
    public IReadOnlyList<Xad> Addresses => Segment.All<Xad>(5);

    /// <summary>GT1-6.</summary>
    public IReadOnlyList<Xtn> HomeNumbers => Segment.All<Xtn>(6);

    /// <summary>GT1-8.</summary>
    public Dtm? Born => Segment.One<Dtm>(8);

    /// <summary>GT1-10.</summary>
    public string? Type => Segment.Text(10);

    /// <summary>GT1-11: to the patient.</summary>
    public Cwe? Relationship => Segment.One<Cwe>(11);
}

/// <summary>FT1: a charge, credit or payment.</summary>
public sealed class Ft1(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>FT1-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>FT1-2.</summary>
    public string? TransactionId => Segment.Text(2);

    /// <summary>FT1-3.</summary>
    public string? BatchId => Segment.Text(3);

    /// <summary>FT1-4: the beginning of the service.</summary>
    public Dtm? ServiceDate => Segment.One<Dtm>(4);

    /// <summary>FT1-5.</summary>
    public Dtm? Posted => Segment.One<Dtm>(5);

    /// <summary>FT1-6: CG charge, CD credit, PY payment, AJ adjustment (table 0017).</summary>
    public string? Type => Segment.Text(6);

    /// <summary>FT1-7.</summary>
    public Cwe? Code => Segment.One<Cwe>(7);

    /// <summary>FT1-8.</summary>
    public string? Description => Segment.Text(8);

    /// <summary>FT1-10.</summary>
    public decimal? Quantity => Segment.One<Nm>(10)?.Value;

    /// <summary>FT1-11.</summary>
    public Cp? ExtendedAmount => Segment.One<Cp>(11);

    /// <summary>FT1-12.</summary>
    public Cp? UnitAmount => Segment.One<Cp>(12);

    /// <summary>FT1-13.</summary>
    public Cwe? Department => Segment.One<Cwe>(13);

    /// <summary>FT1-14.</summary>
    public Cwe? Plan => Segment.One<Cwe>(14);

    /// <summary>FT1-16.</summary>
    public Pl? Location => Segment.One<Pl>(16);

    /// <summary>FT1-18.</summary>
    public string? PatientType => Segment.Text(18);

    /// <summary>FT1-19.</summary>
    public IReadOnlyList<Cwe> Diagnoses => Segment.All<Cwe>(19);

    /// <summary>FT1-20.</summary>
    public IReadOnlyList<Xcn> PerformedBy => Segment.All<Xcn>(20);

    /// <summary>FT1-21.</summary>
    public IReadOnlyList<Xcn> OrderedBy => Segment.All<Xcn>(21);

    /// <summary>FT1-23.</summary>
    public Ei? FillerOrder => Segment.One<Ei>(23);

    /// <summary>FT1-25.</summary>
    public Cwe? Procedure => Segment.One<Cwe>(25);

    /// <summary>FT1-26.</summary>
    public IReadOnlyList<Cwe> Modifiers => Segment.All<Cwe>(26);

    /// <summary>FT1-29: NDC.</summary>
    public Cwe? DrugCode => Segment.One<Cwe>(29);
}
