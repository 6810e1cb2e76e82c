namespace Healthcare.Hl7v2;

/// <summary>DG1: a diagnosis.</summary>
public sealed class Dg1(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>DG1-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>DG1-2: the code system of versions before 2.4.</summary>
    public string? CodingMethod => Segment.Text(2);

    /// <summary>DG1-3.</summary>
    public Cwe? Code => Segment.One<Cwe>(3);

    /// <summary>DG1-4.</summary>
    public string? Description => Segment.Text(4);

    /// <summary>DG1-5.</summary>
    public Dtm? At => Segment.One<Dtm>(5);

    /// <summary>DG1-6: A admitting, W working, F final (table 0052).</summary>
    public string? Type => Segment.Text(6);

    /// <summary>DG1-15: 1 is the principal diagnosis.</summary>
    public string? Priority => Segment.Text(15);

    /// <summary>DG1-16.</summary>
    public IReadOnlyList<Xcn> Clinicians => Segment.All<Xcn>(16);

    /// <summary>DG1-20.</summary>
    public Ei? Identifier => Segment.One<Ei>(20);

    /// <summary>DG1-21.</summary>
    public string? Action => Segment.Text(21);
}

/// <summary>PR1: a procedure.</summary>
public sealed class Pr1(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>PR1-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>PR1-2: the code system of versions before 2.4.</summary>
    public string? CodingMethod => Segment.Text(2);

    /// <summary>PR1-3.</summary>
    public Cwe? Code => Segment.One<Cwe>(3);

    /// <summary>PR1-4.</summary>
    public string? Description => Segment.Text(4);

    /// <summary>PR1-5.</summary>
    public Dtm? At => Segment.One<Dtm>(5);

    /// <summary>PR1-6.</summary>
    public Cwe? FunctionalType => Segment.One<Cwe>(6);

    /// <summary>PR1-7.</summary>
    public decimal? Minutes => Segment.One<Nm>(7)?.Value;

    /// <summary>PR1-11.</summary>
    public IReadOnlyList<Xcn> Surgeons => Segment.All<Xcn>(11);

    /// <summary>PR1-12.</summary>
    public IReadOnlyList<Xcn> Practitioners => Segment.All<Xcn>(12);

    /// <summary>PR1-15.</summary>
    public Cwe? Diagnosis => Segment.One<Cwe>(15);

    /// <summary>PR1-16.</summary>
    public IReadOnlyList<Cwe> Modifiers => Segment.All<Cwe>(16);

    /// <summary>PR1-19.</summary>
    public Ei? Identifier => Segment.One<Ei>(19);
}

/// <summary>ORC: what is to be done with an order.</summary>
public sealed class Orc(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>ORC-1: NW new, CA cancel, DC discontinue, SC status changed and so on (table 0119).</summary>
    public string? Control => Segment.Text(1);

    /// <summary>ORC-2.</summary>
    public Ei? PlacerOrder => Segment.One<Ei>(2);

    /// <summary>ORC-3.</summary>
    public Ei? FillerOrder => Segment.One<Ei>(3);

    /// <summary>ORC-4.</summary>
    public Ei? PlacerGroup => Segment.One<Ei>(4);

    /// <summary>ORC-5: table 0038.</summary>
    public string? Status => Segment.Text(5);

    /// <summary>ORC-7: of versions before 2.5.</summary>
    public Tq? Timing => Segment.One<Tq>(7);

    /// <summary>ORC-9.</summary>
    public Dtm? At => Segment.One<Dtm>(9);

    /// <summary>ORC-10.</summary>
    public IReadOnlyList<Xcn> EnteredBy => Segment.All<Xcn>(10);

    /// <summary>ORC-12.</summary>
    public IReadOnlyList<Xcn> OrderingProviders => Segment.All<Xcn>(12);

    /// <summary>ORC-15.</summary>
    public Dtm? Effective => Segment.One<Dtm>(15);

    /// <summary>ORC-16.</summary>
    public Cwe? Reason => Segment.One<Cwe>(16);

    /// <summary>ORC-21.</summary>
    public IReadOnlyList<Xon> Facilities => Segment.All<Xon>(21);
}

/// <summary>OBR: what was ordered or observed.</summary>
public sealed class Obr(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>OBR-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>OBR-2.</summary>
    public Ei? PlacerOrder => Segment.One<Ei>(2);

    /// <summary>OBR-3.</summary>
    public Ei? FillerOrder => Segment.One<Ei>(3);

    /// <summary>OBR-4.</summary>
    public Cwe? Service => Segment.One<Cwe>(4);

    /// <summary>OBR-5: of versions before 2.5.</summary>
    public string? Priority => Segment.Text(5);

    /// <summary>OBR-6.</summary>
    public Dtm? Requested => Segment.One<Dtm>(6);

    /// <summary>OBR-7.</summary>
    public Dtm? Observed => Segment.One<Dtm>(7);

    /// <summary>OBR-8.</summary>
    public Dtm? ObservedUntil => Segment.One<Dtm>(8);

    /// <summary>OBR-13.</summary>
    public Cwe? ClinicalInformation => Segment.One<Cwe>(13);

    /// <summary>OBR-16.</summary>
    public IReadOnlyList<Xcn> OrderingProviders => Segment.All<Xcn>(16);

    /// <summary>OBR-22.</summary>
    public Dtm? Reported => Segment.One<Dtm>(22);

    /// <summary>OBR-24: table 0074.</summary>
    public string? Section => Segment.Text(24);

    /// <summary>OBR-25: table 0123.</summary>
    public string? Status => Segment.Text(25);

    /// <summary>OBR-27: of versions before 2.5.</summary>
    public Tq? Timing => Segment.One<Tq>(27);

    /// <summary>OBR-31.</summary>
    public IReadOnlyList<Cwe> Reasons => Segment.All<Cwe>(31);

    /// <summary>OBR-36.</summary>
    public Dtm? Scheduled => Segment.One<Dtm>(36);

    /// <summary>OBR-44.</summary>
    public Cwe? Procedure => Segment.One<Cwe>(44);

    /// <summary>OBR-45.</summary>
    public IReadOnlyList<Cwe> Modifiers => Segment.All<Cwe>(45);
}

/// <summary>OBX: an observation or a document; its value may be long and is decoded only when asked for.</summary>
public sealed class Obx(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>OBX-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>OBX-2: table 0125.</summary>
    public string? ValueType => Segment.Text(2);

    /// <summary>OBX-3.</summary>
    public Cwe? Code => Segment.One<Cwe>(3);

    /// <summary>OBX-4.</summary>
    public string? SubId => Segment.Text(4);

    /// <summary>OBX-5: the value as text, all repetitions and components.</summary>
    public string? Text => Segment[5].WholeText;

    /// <summary>OBX-5: the value as codes, where OBX-2 is CE, CWE or CNE.</summary>
    public IReadOnlyList<Cwe> Coded => Segment.All<Cwe>(5);

    /// <summary>OBX-5: the value as a number, where OBX-2 is NM.</summary>
    public decimal? Number => Segment.One<Nm>(5)?.Value;

    /// <summary>OBX-5: the value as a time, where OBX-2 is DT, TS or DTM.</summary>
    public Dtm? Time => Segment.One<Dtm>(5);

    /// <summary>OBX-6.</summary>
    public Cwe? Units => Segment.One<Cwe>(6);

    /// <summary>OBX-7.</summary>
    public string? Range => Segment.Text(7);

    /// <summary>OBX-8.</summary>
    public IReadOnlyList<string> Flags => Segment.Texts(8);

    /// <summary>OBX-11: F final, P preliminary, C corrected and so on (table 0085).</summary>
    public string? Status => Segment.Text(11);

    /// <summary>OBX-14.</summary>
    public Dtm? At => Segment.One<Dtm>(14);

    /// <summary>OBX-16.</summary>
    public IReadOnlyList<Xcn> Observers => Segment.All<Xcn>(16);

    /// <summary>OBX-23.</summary>
    public Xon? PerformedBy => Segment.One<Xon>(23);
}

/// <summary>NTE: a note on what stands before it.</summary>
public sealed class Nte(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>NTE-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>NTE-2: L filler, P placer, O other (table 0105).</summary>
    public string? Source => Segment.Text(2);

    /// <summary>NTE-3.</summary>
    public string? Text => Segment[3].WholeText;

    /// <summary>NTE-4.</summary>
    public Cwe? Type => Segment.One<Cwe>(4);
}

/// <summary>TXA: a document.</summary>
public sealed class Txa(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>TXA-1.</summary>
    public string? SetId => Segment.Text(1);

    /// <summary>TXA-2: table 0270.</summary>
    public string? Type => Segment.Text(2);

    /// <summary>TXA-3.</summary>
    public string? Presentation => Segment.Text(3);

    /// <summary>TXA-4.</summary>
    public Dtm? Activity => Segment.One<Dtm>(4);

    /// <summary>TXA-5.</summary>
    public IReadOnlyList<Xcn> ActivityProviders => Segment.All<Xcn>(5);

    /// <summary>TXA-6.</summary>
    public Dtm? Originated => Segment.One<Dtm>(6);

    /// <summary>TXA-7.</summary>
    public Dtm? Transcribed => Segment.One<Dtm>(7);

    /// <summary>TXA-9.</summary>
    public IReadOnlyList<Xcn> Originators => Segment.All<Xcn>(9);

    /// <summary>TXA-12.</summary>
    public Ei? DocumentNumber => Segment.One<Ei>(12);

    /// <summary>TXA-13.</summary>
    public Ei? ParentDocument => Segment.One<Ei>(13);

    /// <summary>TXA-14.</summary>
    public IReadOnlyList<Ei> PlacerOrders => Segment.All<Ei>(14);

    /// <summary>TXA-15.</summary>
    public Ei? FillerOrder => Segment.One<Ei>(15);

    /// <summary>TXA-16.</summary>
    public string? FileName => Segment.Text(16);

    /// <summary>TXA-17: AU authenticated, LA legally authenticated, DI dictated and so on (table 0271).</summary>
    public string? Completion => Segment.Text(17);

    /// <summary>TXA-18: table 0272.</summary>
    public string? Confidentiality => Segment.Text(18);

    /// <summary>TXA-19: table 0273.</summary>
    public string? Availability => Segment.Text(19);
}
