namespace Healthcare.Hl7v2;

/// <summary>SCH: the appointment.</summary>
public sealed class Sch(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>SCH-1.</summary>
    public Ei? PlacerAppointment => Segment.One<Ei>(1);

    /// <summary>SCH-2.</summary>
    public Ei? FillerAppointment => Segment.One<Ei>(2);

    /// <summary>SCH-4.</summary>
    public Ei? PlacerGroup => Segment.One<Ei>(4);

    /// <summary>SCH-5.</summary>
    public Cwe? Schedule => Segment.One<Cwe>(5);

    /// <summary>SCH-6.</summary>
    public Cwe? EventReason => Segment.One<Cwe>(6);

    /// <summary>SCH-7: table 0276.</summary>
    public Cwe? Reason => Segment.One<Cwe>(7);

    /// <summary>SCH-8: table 0277.</summary>
    public Cwe? Type => Segment.One<Cwe>(8);

    /// <summary>SCH-9.</summary>
    public decimal? Duration => Segment.One<Nm>(9)?.Value;

    /// <summary>SCH-10.</summary>
    public Cwe? DurationUnits => Segment.One<Cwe>(10);

    /// <summary>SCH-11: of versions before 2.5.</summary>
    public IReadOnlyList<Tq> Timings => Segment.All<Tq>(11);

    /// <summary>SCH-12.</summary>
    public IReadOnlyList<Xcn> PlacerContacts => Segment.All<Xcn>(12);

    /// <summary>SCH-13.</summary>
    public Xtn? PlacerNumber => Segment.One<Xtn>(13);

    /// <summary>SCH-15.</summary>
    public Pl? PlacerLocation => Segment.One<Pl>(15);

    /// <summary>SCH-16.</summary>
    public IReadOnlyList<Xcn> FillerContacts => Segment.All<Xcn>(16);

    /// <summary>SCH-19.</summary>
    public Pl? FillerLocation => Segment.One<Pl>(19);

    /// <summary>SCH-20.</summary>
    public IReadOnlyList<Xcn> EnteredBy => Segment.All<Xcn>(20);

    /// <summary>SCH-23.</summary>
    public Ei? ParentPlacerAppointment => Segment.One<Ei>(23);

    /// <summary>SCH-24.</summary>
    public Ei? ParentFillerAppointment => Segment.One<Ei>(24);

    /// <summary>SCH-25: table 0278.</summary>
    public Cwe? Status => Segment.One<Cwe>(25);

    /// <summary>SCH-26.</summary>
    public IReadOnlyList<Ei> PlacerOrders => Segment.All<Ei>(26);

    /// <summary>SCH-27.</summary>
    public IReadOnlyList<Ei> FillerOrders => Segment.All<Ei>(27);
}

/// <summary>TQ1: when and how often, since 2.5.</summary>
public sealed class Tq1(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>TQ1-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>TQ1-6.</summary>
    public string? Duration => Segment.Text(6);

    /// <summary>TQ1-7.</summary>
    public Dtm? Start => Segment.One<Dtm>(7);

    /// <summary>TQ1-8.</summary>
    public Dtm? End => Segment.One<Dtm>(8);

    /// <summary>TQ1-9.</summary>
    public IReadOnlyList<Cwe> Priorities => Segment.All<Cwe>(9);
}

/// <summary>AIS: a service of the appointment.</summary>
public sealed class Ais(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>AIS-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>AIS-2: A add, D delete, U update (table 0206).</summary>
    public string? Action => Segment.Text(2);

    /// <summary>AIS-3.</summary>
    public Cwe? Service => Segment.One<Cwe>(3);

    /// <summary>AIS-4.</summary>
    public Dtm? Start => Segment.One<Dtm>(4);

    /// <summary>AIS-7.</summary>
    public decimal? Duration => Segment.One<Nm>(7)?.Value;

    /// <summary>AIS-8.</summary>
    public Cwe? DurationUnits => Segment.One<Cwe>(8);

    /// <summary>AIS-10: table 0278.</summary>
    public Cwe? Status => Segment.One<Cwe>(10);
}

/// <summary>AIG: a general resource of the appointment, such as a device.</summary>
public sealed class Aig(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>AIG-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>AIG-2: table 0206.</summary>
    public string? Action => Segment.Text(2);

    /// <summary>AIG-3.</summary>
    public Cwe? Resource => Segment.One<Cwe>(3);

    /// <summary>AIG-4.</summary>
    public Cwe? Type => Segment.One<Cwe>(4);

    /// <summary>AIG-6.</summary>
    public decimal? Quantity => Segment.One<Nm>(6)?.Value;

    /// <summary>AIG-8.</summary>
    public Dtm? Start => Segment.One<Dtm>(8);

    /// <summary>AIG-11.</summary>
    public decimal? Duration => Segment.One<Nm>(11)?.Value;

    /// <summary>AIG-12.</summary>
    public Cwe? DurationUnits => Segment.One<Cwe>(12);

    /// <summary>AIG-14: table 0278.</summary>
    public Cwe? Status => Segment.One<Cwe>(14);
}

/// <summary>AIL: a place of the appointment.</summary>
public sealed class Ail(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>AIL-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>AIL-2: table 0206.</summary>
    public string? Action => Segment.Text(2);

    /// <summary>AIL-3.</summary>
    public IReadOnlyList<Pl> Locations => Segment.All<Pl>(3);

    /// <summary>AIL-4.</summary>
    public Cwe? Type => Segment.One<Cwe>(4);

    /// <summary>AIL-6.</summary>
    public Dtm? Start => Segment.One<Dtm>(6);

    /// <summary>AIL-9.</summary>
    public decimal? Duration => Segment.One<Nm>(9)?.Value;

    /// <summary>AIL-10.</summary>
    public Cwe? DurationUnits => Segment.One<Cwe>(10);

    /// <summary>AIL-12: table 0278.</summary>
    public Cwe? Status => Segment.One<Cwe>(12);
}

/// <summary>AIP: a person of the appointment.</summary>
public sealed class Aip(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>AIP-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>AIP-2: table 0206.</summary>
    public string? Action => Segment.Text(2);

    /// <summary>AIP-3.</summary>
    public IReadOnlyList<Xcn> People => Segment.All<Xcn>(3);

    /// <summary>AIP-4.</summary>
    public Cwe? Role => Segment.One<Cwe>(4);

    /// <summary>AIP-6.</summary>
    public Dtm? Start => Segment.One<Dtm>(6);

    /// <summary>AIP-9.</summary>
    public decimal? Duration => Segment.One<Nm>(9)?.Value;

    /// <summary>AIP-10.</summary>
    public Cwe? DurationUnits => Segment.One<Cwe>(10);

    /// <summary>AIP-12: table 0278.</summary>
    public Cwe? Status => Segment.One<Cwe>(12);
}
