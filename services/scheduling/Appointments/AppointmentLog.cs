using Healthcare.Originals;

namespace Healthcare.Scheduling.Appointments;

internal static partial class AppointmentLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Appointment {AppointmentId} is booked with {Practitioner}, version {Version}")]
    internal static partial void Booked(this ILogger logger, Guid appointmentId, string practitioner, long version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Appointment {AppointmentId} was not booked: {Code}")]
    internal static partial void NotBooked(this ILogger logger, Guid appointmentId, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "The visit of appointment {AppointmentId} took place, version {Version}")]
    internal static partial void Attended(this ILogger logger, Guid appointmentId, long version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the EHR sent is kept as original {Original} and was refused: {Code}")]
    internal static partial void EncounterRefused(this ILogger logger, OriginalId original, string code);
}
