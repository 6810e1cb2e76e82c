using Healthcare.Originals;

namespace Healthcare.Intake.Referrals;

internal static partial class ReferralLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Referral {ReferralId} is {Status} at version {Version}, with {Documents} documents")]
    internal static partial void Received(this ILogger logger, Guid referralId, ReferralStatus status, long version, int documents);

    [LoggerMessage(Level = LogLevel.Information, Message = "Referral {ReferralId} was sent again")]
    internal static partial void Repeated(this ILogger logger, Guid referralId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {Partner} sent is kept as original {Original} and was refused with {Status}: {Code}")]
    internal static partial void Refused(this ILogger logger, string partner, OriginalId original, int status, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of an unknown sender is kept as original {Original}")]
    internal static partial void Quarantined(this ILogger logger, OriginalId original);

    [LoggerMessage(Level = LogLevel.Information, Message = "Messages are taken over MLLP at {Endpoint}")]
    internal static partial void TakingMllp(this ILogger logger, System.Net.IPEndPoint endpoint);
}
