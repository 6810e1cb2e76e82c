using Healthcare.Billing.Claims;

namespace Healthcare.Billing;

internal static partial class BillingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Claim {ClaimId} was answered at level {Level}: {Answer}")]
    internal static partial void Answered(this ILogger logger, Guid claimId, AcknowledgementLevel level, ClaimAnswer answer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Acknowledgement {OriginalId} of {Partner} names no claim of ours")]
    internal static partial void NotMatched(this ILogger logger, string partner, Guid originalId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Acknowledgement {OriginalId} of {Partner} was not taken: {Errors} errors")]
    internal static partial void NotRead(this ILogger logger, string partner, Guid originalId, long errors);

    [LoggerMessage(Level = LogLevel.Information, Message = "A file to payer {PayerId} went with {Sent} claims; {Held} were held")]
    internal static partial void Batched(this ILogger logger, string payerId, int sent, int held);

    [LoggerMessage(Level = LogLevel.Information, Message = "A file of {Claims} claims to payer {PayerId} waits: one of them changed meanwhile")]
    internal static partial void NotBatched(this ILogger logger, string payerId, int claims);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Claim {ClaimId} could not be converted: {Failure}")]
    internal static partial void NotConverted(this ILogger logger, Guid claimId, string failure);
}
