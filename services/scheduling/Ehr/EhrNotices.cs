using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Hl7v2;
using Healthcare.Originals;
using Healthcare.Scheduling.Appointments;

namespace Healthcare.Scheduling.Ehr;

/// <summary>Appointments as an EHR gets them in HL7 v2 (SIU^S12, S13, S15, S26), and what its acknowledgements mean.</summary>
internal sealed class EhrNotices : ITransmissionKind
{
    public const string KindName = "ehr-siu";
    public const string MediaType = "application/hl7-v2";

    /// <summary>The namespace of our identifiers in HL7 v2.</summary>
    public const string Namespace = "HEALTHCARE";

    public string Kind => KindName;

    public AnswerKind Judge(AnswerKind byStatus, ReadOnlyMemory<byte> body) => byStatus == AnswerKind.Rejected ? byStatus : AcknowledgementIn(body) switch
    {
        null => AnswerKind.Unconfirmed,
        { IsPositive: true } => AnswerKind.Acknowledged,
        _ => AnswerKind.Rejected,
    };

    public Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        var payload = new OriginalId(answer.Transmission.PayloadId);
        var at = EventCodec.Microseconds(answer.At);
        AppointmentCommand? command = answer.Kind switch
        {
            AnswerKind.Acknowledged => new RecordEhrUpdate(payload, EhrId: null, at),
            AnswerKind.Rejected => new RecordEhrRefusal(payload, answer.Status ?? 200, at) { Acknowledgement = AcknowledgementIn(answer.Body)?.Code.ToString() },
            _ => EhrAppointments.SilenceOf(answer, payload, at),
        };
        return Task.FromResult(EhrAppointments.Deciding(answer.Transmission.SubjectId, command));
    }

    /// <summary>The message; its control id follows from what it says, so that a resend is known as one.</summary>
    public static byte[] Write(EhrNotice notice, string partner)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new Hl7Writer(output);
        var (action, status) = notice.News switch
        {
            EhrNews.Moved => (AppointmentAction.Rescheduled, "Booked"),
            EhrNews.Cancelled => (AppointmentAction.Cancelled, "Cancelled"),
            EhrNews.Missed => (AppointmentAction.NoShow, "Noshow"),
            _ => (AppointmentAction.Booked, "Booked"),
        };
        new AppointmentNotice
        {
            Action = action,
            FillerAppointment = new Ei(notice.AppointmentId.ToString("D"), Namespace, EhrAppointments.AppointmentSystem, "URI"),
            EventReason = new Cwe(notice.News.ToString().ToUpperInvariant()),
            Start = notice.Booking.Start,
            Minutes = (int)(notice.Booking.End - notice.Booking.Start).TotalMinutes,
            Contact = new Xcn("scheduling", "Scheduling"),
            Status = new Cwe(status, status, "HL70278"),
            PatientIds = [new Cx(notice.PatientId.ToString("D"), new Hd(Namespace, EhrAppointments.PatientSystem, "URI"), "PI")],
            // Table 0200, S: a coded name that keeps the patient anonymous; the EHR knows the patient by the identifier.
            PatientName = new Xpn(notice.PatientId.ToString("D"), Type: "S"),
            Services = notice.Service is { } service ? [new Cwe(service.Code, Text: null, service.System)] : [],
            Locations = [new Pl(notice.Booking.PlaceOfService)],
            People = [new Xcn(notice.Booking.PractitionerNpi, Authority: new Hd("NPI", "2.16.840.1.113883.4.6", "ISO"), IdType: "NPI")],
        }.Write(writer, new MessageHeader(
            new Hd(Namespace), SendingFacility: null, new Hd(partner.ToUpperInvariant()), ReceivingFacility: null, notice.At, "SIU", Event: null, Structure: null, ControlIdOf(notice)));
        return writer.Refusal is { } refusal
            ? throw new InvalidOperationException($"The notice could not be written at {refusal.SegmentId}-{refusal.Field}: {refusal.Meaning}.")
            : output.WrittenSpan.ToArray();
    }

    /// <summary>Null where the body acknowledges nothing.</summary>
    private static Acknowledgement? AcknowledgementIn(ReadOnlyMemory<byte> body) =>
        body.Length > 0 && Hl7Message.Read(body, new Hl7Findings()) is { } message ? Acknowledgement.Read(message) : null;

    // MSH-10 has at most 20 characters before version 2.7.
    private static string ControlIdOf(EhrNotice notice) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"{notice.AppointmentId:D}/{notice.Number}/{notice.News}/{notice.Booking.Start.UtcTicks}/{notice.Booking.PractitionerNpi}"))))[..20];
}
