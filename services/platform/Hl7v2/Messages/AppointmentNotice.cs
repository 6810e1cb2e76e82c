using System.Globalization;

namespace Healthcare.Hl7v2;

/// <summary>An appointment as we tell a partner of it: SIU^S12 to S26 of version 2.5.1.</summary>
public sealed record AppointmentNotice
{
    /// <summary>Says S12, S13, S14, S15 and so on; an action that has no event is refused.</summary>
    public required AppointmentAction Action { get; init; }

    public Ei? PlacerAppointment { get; init; }

    public required Ei FillerAppointment { get; init; }

    /// <summary>SCH-6: why this message is sent.</summary>
    public required Cwe EventReason { get; init; }

    /// <summary>SCH-7, table 0276.</summary>
    public Cwe? Reason { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required int Minutes { get; init; }

    /// <summary>SCH-16 and SCH-20: who answers for the appointment on our side.</summary>
    public required Xcn Contact { get; init; }

    /// <summary>SCH-25, table 0278: BOOKED, CANCELLED, NOSHOW and so on.</summary>
    public required Cwe Status { get; init; }

    public required IReadOnlyList<Cx> PatientIds { get; init; }

    public required Xpn PatientName { get; init; }

    public DateOnly? PatientBorn { get; init; }

    public string? PatientSex { get; init; }

    public IReadOnlyList<Cwe> Services { get; init; } = [];

    public IReadOnlyList<Pl> Locations { get; init; } = [];

    public IReadOnlyList<Xcn> People { get; init; } = [];

    public string? Note { get; init; }

    /// <summary>Writes the message; the header's type, event and structure are the notice's.</summary>
    public void Write(Hl7Writer writer, MessageHeader header)
    {
        if (EventOf(Action) is not { } trigger)
        {
            writer.Refuse(Hl7RefusalCode.NotAllowed, "MSH", 9, "The action has no event of SIU");
            return;
        }

        if (Minutes <= 0) writer.Refuse(Hl7RefusalCode.NotAllowed, "SCH", 9, "An appointment takes time");
        if (PatientIds.Count == 0) writer.Refuse(Hl7RefusalCode.FieldMissing, "PID", 3, "A patient has an identifier");
        var start = Dtm.Of(Start);
        var minutes = new Cwe("min", "minutes", "UCUM");
        var duration = Minutes.ToString(CultureInfo.InvariantCulture);
        var none = Hl7Element.Absent;
        var resourceAction = trigger is "S12" ? "A" : trigger is "S15" or "S16" or "S17" ? "D" : "U";
        writer.BeginMessage(header with { Type = "SIU", Event = trigger, Structure = "SIU_S12" });
        writer.Write(
            "SCH", PlacerAppointment, FillerAppointment, none, none, none, EventReason, Reason, none, duration, minutes, new Tq(null, duration, start, Dtm.Of(Start.AddMinutes(Minutes)), null).ToElement(),
            none, none, none, none, Contact, none, none, none, Contact, none, none, none, none, Status);
        if (!string.IsNullOrEmpty(Note)) writer.Write("NTE", 1, none, Note);
        writer.Write("PID", 1, none, Hl7Element.Repeating(PatientIds), none, PatientName, none, PatientBorn is { } born ? Dtm.Of(born) : none, PatientSex);
        writer.Write("RGS", 1, resourceAction);
        for (var i = 0; i < Services.Count; i++) writer.Write("AIS", i + 1, resourceAction, Services[i], start, none, none, duration, minutes, none, Status);
        for (var i = 0; i < Locations.Count; i++) writer.Write("AIL", i + 1, resourceAction, Locations[i], none, none, start, none, none, duration, minutes, none, Status);
        for (var i = 0; i < People.Count; i++) writer.Write("AIP", i + 1, resourceAction, People[i], none, none, start, none, none, duration, minutes, none, Status);
    }

    private static string? EventOf(AppointmentAction action) => action switch
    {
        AppointmentAction.Booked => "S12",
        AppointmentAction.Rescheduled => "S13",
        AppointmentAction.Modified => "S14",
        AppointmentAction.Cancelled => "S15",
        AppointmentAction.Discontinued => "S16",
        AppointmentAction.Deleted => "S17",
        AppointmentAction.NoShow => "S26",
        _ => null,
    };
}
