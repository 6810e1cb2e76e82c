namespace Healthcare.Hl7v2;

/// <summary>PID: who the patient is.</summary>
public sealed class Pid(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>PID-2: of versions before 2.3.1.</summary>
    public Cx? ExternalId => Segment.One<Cx>(2);

    /// <summary>PID-3.</summary>
    public IReadOnlyList<Cx> Identifiers => Segment.All<Cx>(3);

    /// <summary>PID-4.</summary>
    public IReadOnlyList<Cx> AlternateIds => Segment.All<Cx>(4);

    /// <summary>PID-5.</summary>
    public IReadOnlyList<Xpn> Names => Segment.All<Xpn>(5);

    /// <summary>PID-7.</summary>
    public Dtm? Born => Segment.One<Dtm>(7);

    /// <summary>PID-8: table 0001.</summary>
    public string? Sex => Segment.Text(8);

    /// <summary>PID-9.</summary>
    public IReadOnlyList<Xpn> Aliases => Segment.All<Xpn>(9);

    /// <summary>PID-10.</summary>
    public IReadOnlyList<Cwe> Races => Segment.All<Cwe>(10);

    /// <summary>PID-11.</summary>
    public IReadOnlyList<Xad> Addresses => Segment.All<Xad>(11);

    /// <summary>PID-13.</summary>
    public IReadOnlyList<Xtn> HomeNumbers => Segment.All<Xtn>(13);

    /// <summary>PID-14.</summary>
    public IReadOnlyList<Xtn> BusinessNumbers => Segment.All<Xtn>(14);

    /// <summary>PID-15.</summary>
    public Cwe? Language => Segment.One<Cwe>(15);

    /// <summary>PID-16.</summary>
    public Cwe? MaritalStatus => Segment.One<Cwe>(16);

    /// <summary>PID-18.</summary>
    public Cx? Account => Segment.One<Cx>(18);

    /// <summary>PID-19: of versions before 2.7.</summary>
    public string? SocialSecurityNumber => Segment.Text(19);

    /// <summary>PID-22.</summary>
    public IReadOnlyList<Cwe> EthnicGroups => Segment.All<Cwe>(22);

    /// <summary>PID-29.</summary>
    public Dtm? Died => Segment.One<Dtm>(29);

    /// <summary>PID-30: Y or N.</summary>
    public string? IsDead => Segment.Text(30);

    /// <summary>PID-33.</summary>
    public Dtm? Updated => Segment.One<Dtm>(33);
}

/// <summary>MRG: the identifiers that are merged away (ADT^A34, A40 and others).</summary>
public sealed class Mrg(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>MRG-1.</summary>
    public IReadOnlyList<Cx> PriorIdentifiers => Segment.All<Cx>(1);

    /// <summary>MRG-2.</summary>
    public IReadOnlyList<Cx> PriorAlternateIds => Segment.All<Cx>(2);

    /// <summary>MRG-3.</summary>
    public Cx? PriorAccount => Segment.One<Cx>(3);

    /// <summary>MRG-4.</summary>
    public Cx? PriorExternalId => Segment.One<Cx>(4);

    /// <summary>MRG-5.</summary>
    public Cx? PriorVisit => Segment.One<Cx>(5);

    /// <summary>MRG-7.</summary>
    public IReadOnlyList<Xpn> PriorNames => Segment.All<Xpn>(7);
}

/// <summary>PV1: the visit.</summary>
public sealed class Pv1(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>PV1-2: I inpatient, O outpatient, E emergency, P preadmit, R recurring (table 0004).</summary>
    public string? PatientClass => Segment.Text(2);

    /// <summary>PV1-3.</summary>
    public Pl? Location => Segment.One<Pl>(3);

    /// <summary>PV1-4.</summary>
    public Cwe? AdmissionType => Segment.One<Cwe>(4);

    /// <summary>PV1-5.</summary>
    public Cx? PreadmitNumber => Segment.One<Cx>(5);

    /// <summary>PV1-6.</summary>
    public Pl? PriorLocation => Segment.One<Pl>(6);

    /// <summary>PV1-7.</summary>
    public IReadOnlyList<Xcn> Attending => Segment.All<Xcn>(7);

    /// <summary>PV1-8.</summary>
    public IReadOnlyList<Xcn> Referring => Segment.All<Xcn>(8);

    /// <summary>PV1-9.</summary>
    public IReadOnlyList<Xcn> Consulting => Segment.All<Xcn>(9);

    /// <summary>PV1-10.</summary>
    public string? HospitalService => Segment.Text(10);

    /// <summary>PV1-14.</summary>
    public Cwe? AdmitSource => Segment.One<Cwe>(14);

    /// <summary>PV1-17.</summary>
    public IReadOnlyList<Xcn> Admitting => Segment.All<Xcn>(17);

    /// <summary>PV1-19.</summary>
    public Cx? VisitNumber => Segment.One<Cx>(19);

    /// <summary>PV1-20.</summary>
    public string? FinancialClass => Segment.Text(20);

    /// <summary>PV1-36.</summary>
    public Cwe? DischargeDisposition => Segment.One<Cwe>(36);

    /// <summary>PV1-39.</summary>
    public string? ServicingFacility => Segment.Text(39);

    /// <summary>PV1-44.</summary>
    public Dtm? Admitted => Segment.One<Dtm>(44);

    /// <summary>PV1-45.</summary>
    public Dtm? Discharged => Segment.One<Dtm>(45);

    /// <summary>PV1-50.</summary>
    public IReadOnlyList<Cx> AlternateVisits => Segment.All<Cx>(50);
}
