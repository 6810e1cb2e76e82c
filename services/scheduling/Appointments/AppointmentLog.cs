using Healthcare.Originals;

namespace Healthcare.Scheduling.Appointments;

internal static partial class AppointmentLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Command} of appointment {AppointmentId} is done, version {Version}")]
    internal static partial void Done(this ILogger logger, Guid appointmentId, string command, long version);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Command} of appointment {AppointmentId} was refused: {Code}")]
    internal static partial void NotDone(this ILogger logger, Guid appointmentId, string command, string code);

    [LoggerMessage(Level = LogLevel.Information, Message = "The visit of appointment {AppointmentId} took place, version {Version}")]
    internal static partial void Attended(this ILogger logger, Guid appointmentId, long version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What the EHR sent is kept as original {Original} and was refused: {Code}")]
    internal static partial void EncounterRefused(this ILogger logger, OriginalId original, string code);
}
