using Microsoft.Extensions.Logging;

namespace Healthcare.Handoffs;

internal static partial class HandoffsLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Deadline {Deadline} of {StreamId} fired {Lateness} s after it was due")]
    internal static partial void Fired(this ILogger logger, string deadline, Guid streamId, double lateness);

    [LoggerMessage(Level = LogLevel.Error, Message = "Nobody handles deadline {Deadline} of {StreamId}")]
    internal static partial void NobodyHandles(this ILogger logger, string deadline, Guid streamId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deadline {Deadline} of {StreamId} was due and brought {Answer}")]
    internal static partial void NothingCame(this ILogger logger, string deadline, Guid streamId, string answer);

    [LoggerMessage(Level = LogLevel.Error, Message = "Deadline {Deadline} of {StreamId} could not be fired and is tried again")]
    internal static partial void FiringFailed(this ILogger logger, string deadline, Guid streamId, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Kind} {StreamId} is an orphan: {What}")]
    internal static partial void Orphaned(this ILogger logger, string kind, Guid streamId, string what);

    [LoggerMessage(Level = LogLevel.Information, Message = "Notification {NotificationId} told {Role} at level {Level} by {Channel}")]
    internal static partial void Notified(this ILogger logger, Guid notificationId, string role, int level, string channel);

    [LoggerMessage(Level = LogLevel.Error, Message = "Notification {NotificationId} to {Role} by {Channel} failed and is tried again")]
    internal static partial void NotifyingFailed(this ILogger logger, Guid notificationId, string role, string channel, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "{StreamId} went to the next level, because nobody is on duty")]
    internal static partial void ToldForDuty(this ILogger logger, Guid streamId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Open work could not be counted")]
    internal static partial void CountingFailed(this ILogger logger, Exception failure);
}
