namespace Healthcare.Reconciliation;

internal static partial class ReconciliationLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Remittance {RemittanceId} received: set {Set} of original {OriginalId}, {Claims} claims, {Imbalances} imbalances")]
    internal static partial void Received(this ILogger logger, Guid remittanceId, Guid originalId, int set, int claims, int imbalances);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Original {OriginalId} from {Sender} holds no 835 that can be read: {Findings} findings")]
    internal static partial void NotAnAdvice(this ILogger logger, Guid originalId, string sender, int findings);

    [LoggerMessage(Level = LogLevel.Information, Message = "Remittance {RemittanceId} posted: {Applied} claims applied, {Unmatched} unmatched, {SetAside} set aside")]
    internal static partial void Posted(this ILogger logger, Guid remittanceId, int applied, int unmatched, int setAside);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Remittance {RemittanceId} unposted after its match was undone: {Unapplied} payments unapplied")]
    internal static partial void Unposted(this ILogger logger, Guid remittanceId, int unapplied);

    [LoggerMessage(Level = LogLevel.Error, Message = "The folder of remittances could not be read, and is looked at again")]
    internal static partial void FolderFailed(this ILogger logger, Exception failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "Posting {SubjectId} failed and is tried again")]
    internal static partial void PostingFailed(this ILogger logger, Guid subjectId, Exception failure);
}
