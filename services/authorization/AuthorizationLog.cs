namespace Healthcare.Authorization;

internal static partial class AuthorizationLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "No inquiry could be written for referral {ReferralId}: {Reason}")]
    internal static partial void InquiryNotMade(this ILogger logger, Guid referralId, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Intake holds no bytes for a document of referral {ReferralId}; it is not on the manifest")]
    internal static partial void DocumentNotHeld(this ILogger logger, Guid referralId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Payer {PayerId} notified authorization {AuthorizationId}: {Status}")]
    internal static partial void Notified(this ILogger logger, string payerId, Guid authorizationId, string status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A notification of payer {PayerId} was not applied: {Reason}")]
    internal static partial void NotApplied(this ILogger logger, string payerId, string reason);
}
