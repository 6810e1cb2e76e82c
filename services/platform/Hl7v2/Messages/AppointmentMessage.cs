namespace Healthcare.Hl7v2;

/// <summary>What an SIU tells of an appointment (table 0003, S12 to S26).</summary>
public enum AppointmentAction
{
    Unknown,
    Booked,
    Rescheduled,
    Modified,
    Cancelled,
    Discontinued,
    Deleted,
    ResourceAdded,
    ResourceModified,
    ResourceCancelled,
    ResourceDiscontinued,
    ResourceDeleted,
    SlotBlocked,
    SlotOpened,
    NoShow,
}

/// <summary>SIU^S12 to S26: an appointment with its services, places, people and equipment.</summary>
public sealed class AppointmentMessage : MessageView
{
    private AppointmentMessage(Hl7Message message)
        : base(message)
    {
        Appointment = One("SCH", s => new Sch(s));
        Timings = All("TQ1", s => new Tq1(s));
        Notes = SegmentGroups.NotesAfter(message, "SCH", "TQ1");
        Services = SegmentGroups.NotedOf(message, "AIS", s => new Ais(s));
        Equipment = SegmentGroups.NotedOf(message, "AIG", s => new Aig(s));
        Locations = SegmentGroups.NotedOf(message, "AIL", s => new Ail(s));
        People = SegmentGroups.NotedOf(message, "AIP", s => new Aip(s));
    }

    public AppointmentAction Action => Message.Event switch
    {
        "S12" => AppointmentAction.Booked,
        "S13" => AppointmentAction.Rescheduled,
        "S14" => AppointmentAction.Modified,
        "S15" => AppointmentAction.Cancelled,
        "S16" => AppointmentAction.Discontinued,
        "S17" => AppointmentAction.Deleted,
        "S18" => AppointmentAction.ResourceAdded,
        "S19" => AppointmentAction.ResourceModified,
        "S20" => AppointmentAction.ResourceCancelled,
        "S21" => AppointmentAction.ResourceDiscontinued,
        "S22" => AppointmentAction.ResourceDeleted,
        "S23" => AppointmentAction.SlotBlocked,
        "S24" => AppointmentAction.SlotOpened,
        "S26" => AppointmentAction.NoShow,
        _ => AppointmentAction.Unknown,
    };

    public Sch? Appointment { get; }

    public IReadOnlyList<Tq1> Timings { get; }

    public IReadOnlyList<Nte> Notes { get; }

    public IReadOnlyList<Noted<Ais>> Services { get; }

    public IReadOnlyList<Noted<Aig>> Equipment { get; }

    public IReadOnlyList<Noted<Ail>> Locations { get; }

    public IReadOnlyList<Noted<Aip>> People { get; }

    /// <summary>When the appointment begins: SCH-11.4 or TQ1-7, else the earliest resource's own start.</summary>
    public Dtm? Start => Appointment?.Timings.Select(t => t.Start).FirstOrDefault(t => t is not null)
        ?? Timings.Select(t => t.Start).FirstOrDefault(t => t is not null)
        ?? Services.Select(s => s.Segment.Start).Concat(Locations.Select(l => l.Segment.Start)).Concat(People.Select(p => p.Segment.Start)).Concat(Equipment.Select(e => e.Segment.Start))
            .OfType<Dtm>().MinBy(t => t.Local);

    /// <summary>Null for another message.</summary>
    public static AppointmentMessage? Of(Hl7Message message) => message.Type == "SIU" ? new AppointmentMessage(message) : null;
}
