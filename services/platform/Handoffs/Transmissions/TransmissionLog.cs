using Microsoft.Extensions.Logging;

namespace Healthcare.Handoffs.Transmissions;

internal static partial class TransmissionLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Transmission {TransmissionId} ({Kind} to {Partner}) acknowledged with {Status} at attempt {Attempt}")]
    internal static partial void Acknowledged(this ILogger logger, Guid transmissionId, string kind, string partner, int status, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Transmission {TransmissionId} ({Kind} to {Partner}) unconfirmed ({Reason}); sent again unchanged at {RetryAt}")]
    internal static partial void Unconfirmed(this ILogger logger, Guid transmissionId, string kind, string partner, string reason, DateTimeOffset retryAt);

    [LoggerMessage(Level = LogLevel.Error, Message = "Transmission {TransmissionId} ({Kind} to {Partner}) rejected with {Status}; a person decides")]
    internal static partial void Rejected(this ILogger logger, Guid transmissionId, string kind, string partner, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "The answer to transmission {TransmissionId} ({Kind} to {Partner}) does not fit what stands here: {Code}")]
    internal static partial void NotApplicable(this ILogger logger, Guid transmissionId, string kind, string partner, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Transmission {TransmissionId} ({Kind} to {Partner}) failed here and is tried again")]
    internal static partial void Failed(this ILogger logger, Guid transmissionId, string kind, string partner, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "That {Partner} ({Kind}) is down, or back, was not handed over")]
    internal static partial void NotHandedOver(this ILogger logger, string partner, string kind, Exception failure);
}
