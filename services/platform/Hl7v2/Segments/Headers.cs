namespace Healthcare.Hl7v2;

/// <summary>MSH: the header of a message.</summary>
public sealed class Msh(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>MSH-3.</summary>
    public Hd? SendingApplication => Segment.One<Hd>(3);

    /// <summary>MSH-4.</summary>
    public Hd? SendingFacility => Segment.One<Hd>(4);

    /// <summary>MSH-5.</summary>
    public Hd? ReceivingApplication => Segment.One<Hd>(5);

    /// <summary>MSH-6.</summary>
    public Hd? ReceivingFacility => Segment.One<Hd>(6);

    /// <summary>MSH-7: when the message was made.</summary>
    public Dtm? At => Segment.One<Dtm>(7);

    /// <summary>MSH-9.1, such as SIU (table 0076).</summary>
    public string? MessageType => Segment[9].Component(1).Text;

    /// <summary>MSH-9.2, such as S12 (table 0003).</summary>
    public string? TriggerEvent => Segment[9].Component(2).Text;

    /// <summary>MSH-9.3, such as SIU_S12 (table 0354).</summary>
    public string? Structure => Segment[9].Component(3).Text;

    /// <summary>MSH-10.</summary>
    public string? ControlId => Segment.Text(10);

    /// <summary>MSH-11: P production, T training, D debugging (table 0103).</summary>
    public string? Processing => Segment.Text(11);

    /// <summary>MSH-12.</summary>
    public string? Version => Segment.Text(12);

    /// <summary>MSH-15: AL, NE, ER or SU (table 0155).</summary>
    public string? AcceptAcknowledgement => Segment.Text(15);

    /// <summary>MSH-16: AL, NE, ER or SU (table 0155).</summary>
    public string? ApplicationAcknowledgement => Segment.Text(16);

    /// <summary>MSH-18: the first is that of the message (table 0211).</summary>
    public IReadOnlyList<string> Charsets => Segment.Texts(18);

    /// <summary>MSH-21.</summary>
    public IReadOnlyList<Ei> Profiles => Segment.All<Ei>(21);
}

/// <summary>EVN: what happened, in ADT, MDM, DFT and BAR.</summary>
public sealed class Evn(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>EVN-1.</summary>
    public string? EventCode => Segment.Text(1);

    /// <summary>EVN-2.</summary>
    public Dtm? Recorded => Segment.One<Dtm>(2);

    /// <summary>EVN-3.</summary>
    public Dtm? Planned => Segment.One<Dtm>(3);

    /// <summary>EVN-4.</summary>
    public Cwe? Reason => Segment.One<Cwe>(4);

    /// <summary>EVN-5.</summary>
    public IReadOnlyList<Xcn> Operators => Segment.All<Xcn>(5);

    /// <summary>EVN-6.</summary>
    public Dtm? Occurred => Segment.One<Dtm>(6);
}

/// <summary>MSA: which message is acknowledged and how.</summary>
public sealed class Msa(Hl7Segment segment) : SegmentView(segment)
{
    /// <summary>MSA-1: table 0008.</summary>
    public string? Code => Segment.Text(1);

    /// <summary>MSA-2: MSH-10 of the message that is acknowledged.</summary>
    public string? ControlId => Segment.Text(2);

    /// <summary>MSA-3.</summary>
    public string? Text => Segment.Text(3);

    /// <summary>MSA-4.</summary>
    public string? ExpectedSequence => Segment.Text(4);
}
