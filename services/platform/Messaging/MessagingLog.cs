using Microsoft.Extensions.Logging;

namespace Healthcare.Messaging;

internal static partial class MessagingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition} of {Service} taken in epoch {Epoch}")]
    internal static partial void PartitionTaken(this ILogger logger, string service, int partition, long epoch);

    [LoggerMessage(Level = LogLevel.Information, Message = "Partition {Partition} of {Service} given up")]
    internal static partial void PartitionGivenUp(this ILogger logger, string service, int partition);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Balancing the partitions of {Service} failed and is tried again")]
    internal static partial void BalancingFailed(this ILogger logger, string service, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking after held messages of partition {Partition} failed and is tried again")]
    internal static partial void SweepFailed(this ILogger logger, int partition, Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "The relay's position was refused: epoch {Epoch} is over")]
    internal static partial void RelayFenced(this ILogger logger, long epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "No queue takes {MessageName}: publishing waits. Run every service with 'migrate'")]
    internal static partial void Unheard(this ILogger logger, string messageName);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{MessageName} {MessageId} is let go: no service consumes it")]
    internal static partial void Unconsumed(this ILogger logger, string messageName, Guid messageId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Handling {MessageName} {MessageId} failed, attempt {Attempt}")]
    internal static partial void AttemptFailed(this ILogger logger, string messageName, Guid messageId, int attempt, Exception failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Handling {MessageName} {MessageId} was refused with {Code}, attempt {Attempt}")]
    internal static partial void AttemptRefused(this ILogger logger, string messageName, Guid messageId, string code, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {MessageName} {MessageId} from {Source} is parked: {Reason}")]
    internal static partial void MessageParked(this ILogger logger, string messageName, Guid messageId, string source, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Message {MessageName} {MessageId} from {Source} waits for the ones before it")]
    internal static partial void MessageHeld(this ILogger logger, string messageName, Guid messageId, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Asked {Source} to send again from {From}")]
    internal static partial void ResendAsked(this ILogger logger, string source, long from);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sent {Messages} messages again for {Requests} requests")]
    internal static partial void Resent(this ILogger logger, int messages, int requests);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sending again failed; it will be asked for again")]
    internal static partial void ResendFailed(this ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Dependency {Dependency} is away")]
    internal static partial void DependencyLost(this ILogger logger, string dependency, Exception? failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dependency {Dependency} is back after {Seconds} s")]
    internal static partial void DependencyRestored(this ILogger logger, string dependency, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Recording the outage of {Dependency} failed and is tried again")]
    internal static partial void OutageNotRecorded(this ILogger logger, string dependency, Exception failure);
}
