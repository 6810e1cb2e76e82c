using Microsoft.Extensions.Logging;

namespace Healthcare.EventStore;

internal static partial class EventStoreLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Leading {Lease} in epoch {Epoch}")]
    internal static partial void LeadingStarted(this ILogger logger, string lease, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "No longer leading {Lease} in epoch {Epoch}")]
    internal static partial void LeadingEnded(this ILogger logger, string lease, long epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "Leading {Lease} failed and is tried again")]
    internal static partial void LeadingFailed(this ILogger logger, string lease, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept {Sweep}: {Dropped} dropped")]
    internal static partial void Swept(this ILogger logger, string sweep, int dropped);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sweeping {Sweep} failed and is tried again")]
    internal static partial void SweepFailed(this ILogger logger, string sweep, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listening for commits failed; polling goes on")]
    internal static partial void ListeningFailed(this ILogger logger, Exception failure);
}
