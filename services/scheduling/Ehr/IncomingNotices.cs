using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;
using Healthcare.ServiceDefaults;

namespace Healthcare.Scheduling.Ehr;

/// <summary>Takes what the EHR sends in HL7 v2 (SIU^S12, S13, S15, S26) and acknowledges it: AA when it is done, AE with the field that is wrong, AR for another message.</summary>
internal sealed class IncomingNotices(IncomingVisits visits, TimeProvider clock)
{
    private static readonly Hl7Path EventType = new("MSH", 1, 9, 0, 2, 0);
    private static readonly Hl7Path Appointment = new("SCH", 1, 2, 0, 0, 0);
    private static readonly Hl7Path Timing = new("SCH", 1, 11, 0, 4, 0);
    private static readonly Hl7Path Person = new("AIP", 1, 3, 0, 1, 0);

    public async Task<IResult> TakeAsync(ReadOnlyMemory<byte> bytes, string partner, CancellationToken cancel)
    {
        if (await visits.KeepAsync(bytes, EhrNotices.MediaType, partner, cancel) is not { } original) return KnownProblems.BodyTooLarge.ToResult();
        var by = new Actor(partner, ActorKind.Partner, "partner");
        var responder = new Hl7Responder((received, c) => HandleAsync(received, original, by, c), () => Guid.CreateVersion7(clock.GetUtcNow()).ToString("N")[..20], clock);
        var answers = await responder.RespondAsync(new MllpMessage(bytes, TooLong: false, From: null), cancel);
        return answers.Count == 0 ? TypedResults.Accepted((string?)null) : TypedResults.Bytes(answers.SelectMany(a => a.ToArray()).ToArray(), EhrNotices.MediaType);
    }

    private async ValueTask<Acknowledgement> HandleAsync(Hl7Received received, OriginalId original, Actor by, CancellationToken cancel)
    {
        if (received.Part is not Hl7Message message || !received.Proposed.IsPositive) return Refuse(original, received.Proposed);
        if (AppointmentMessage.Of(message) is not { } notice) return Refuse(original, Of(AcknowledgementCode.AR, message, new Hl7Path("MSH", 1, 9, 0, 1, 0), "200", "SIU is taken here"));
        if (CommandOf(notice, original, by) is not { } read) return Refuse(original, Of(AcknowledgementCode.AR, message, EventType, "201", "S12, S13, S15 and S26 are taken here"));
        if (read.Wrong is { } wrong) return Refuse(original, Of(AcknowledgementCode.AE, message, wrong.At, "101", wrong.Meaning));
        return await visits.ExecuteAsync(IdIn(notice), original, read.CommandOf, cancel) is Outcome.Refused refused
            ? Of(AcknowledgementCode.AE, message, Appointment, refused.Refusal == AppointmentRefusals.Unknown ? "204" : "207", $"{refused.Refusal.Code}: {refused.Refusal.Sentence}")
            : received.Proposed;
    }

    private static (Func<AppointmentDocument, DateTimeOffset, AppointmentCommand> CommandOf, (Hl7Path At, string Meaning)? Wrong)? CommandOf(AppointmentMessage notice, OriginalId original, Actor by) =>
        notice.Action switch
        {
            AppointmentAction.NoShow => ((_, at) => new MissVisit(by, at) { OriginalId = original, Start = notice.Start?.Instant }, null),
            AppointmentAction.Cancelled => ((_, at) => new CancelVisit("cancelled-in-ehr", CancelledBy(notice), by, at) { OriginalId = original, Start = notice.Start?.Instant }, null),
            AppointmentAction.Booked or AppointmentAction.Rescheduled => (
                (found, at) => new BookAppointment(BookingOf(notice, found), original, by, at) { Route = new EhrRoute(by.Id, EhrRoute.NotSent) },
                notice.Start?.Instant is null ? (Timing, "When it begins is said with its offset")
                : NpiIn(notice) is { } npi && !ProviderNumber.IsNpi(npi) ? (Person, "A National Provider Identifier has ten digits, the last a check digit")
                : notice.Action == AppointmentAction.Booked && NpiIn(notice) is null ? (Person, "A new appointment says with whom it is")
                : null),
            _ => null,
        };

    // Table 0276 has no reason for it; where the event's reason says patient, it was the patient.
    private static string CancelledBy(AppointmentMessage notice) =>
        notice.Appointment?.EventReason?.Code?.Contains("patient", StringComparison.OrdinalIgnoreCase) is true ? "patient" : "provider";

    private static Booking BookingOf(AppointmentMessage notice, AppointmentDocument found)
    {
        var before = found.Booking ?? found.Hold?.Booking;
        var start = notice.Start?.Instant ?? default;
        var minutes = notice.Appointment?.Duration ?? notice.Services.Select(s => s.Segment.Duration).FirstOrDefault(d => d is not null);
        var length = minutes is > 0 and <= 720 ? TimeSpan.FromMinutes((double)minutes.Value) : before is null ? TimeSpan.FromMinutes(20) : before.End - before.Start;
        var place = notice.Locations.SelectMany(l => l.Segment.Locations).Select(l => l.PointOfCare).FirstOrDefault(p => p is { Length: 2 } && p.All(char.IsAsciiDigit));
        return TimeRequest.BookingOf(NpiIn(notice) ?? before?.PractitionerNpi ?? "", start, start + length, place ?? before?.PlaceOfService ?? "11");
    }

    private static string? NpiIn(AppointmentMessage notice) => notice.People.SelectMany(p => p.Segment.People).Select(p => p.Id).FirstOrDefault(id => id is not null);

    // We are the filler of what we booked; an EHR that booked itself names us as the placer.
    private static string? IdIn(AppointmentMessage notice) => new[] { notice.Appointment?.FillerAppointment?.Id, notice.Appointment?.PlacerAppointment?.Id }.FirstOrDefault(id => Guid.TryParse(id, out _));

    private Acknowledgement Refuse(OriginalId original, Acknowledgement acknowledgement)
    {
        visits.Refuse(original, $"hl7-{acknowledgement.Code.ToString().ToLowerInvariant()}");
        return acknowledgement;
    }

    private static Acknowledgement Of(AcknowledgementCode code, Hl7Message message, Hl7Path at, string error, string meaning) =>
        new(code, message.ControlId, [new AcknowledgementError(at, error, "E", meaning)]);
}
