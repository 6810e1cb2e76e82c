using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Healthcare.Hl7v2;

internal static partial class MllpLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "MLLP listens at {Endpoint}")]
    internal static partial void Listening(this ILogger logger, IPEndPoint endpoint);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An MLLP connection was not accepted ({Error})")]
    internal static partial void NotAccepted(this ILogger logger, SocketError error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An MLLP connection was closed at once: {Most} are open already")]
    internal static partial void TooManyConnections(this ILogger logger, int most);

    [LoggerMessage(Level = LogLevel.Debug, Message = "MLLP connection {Connection} opened")]
    internal static partial void Connected(this ILogger logger, long connection);

    [LoggerMessage(Level = LogLevel.Debug, Message = "MLLP connection {Connection} closed after {Messages} messages")]
    internal static partial void Closed(this ILogger logger, long connection, long messages);

    [LoggerMessage(Level = LogLevel.Information, Message = "MLLP connection {Connection} timed out after {Messages} messages (inside a message: {Inside})")]
    internal static partial void TimedOut(this ILogger logger, long connection, long messages, bool inside);

    [LoggerMessage(Level = LogLevel.Information, Message = "MLLP connection {Connection} broke after {Messages} messages ({Reason})")]
    internal static partial void Broken(this ILogger logger, long connection, long messages, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Message {Messages} of MLLP connection {Connection} failed here and was not answered ({Reason})")]
    internal static partial void NotHandled(this ILogger logger, long connection, long messages, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of MLLP connection {Connection} was longer than {Longest} bytes and passed over")]
    internal static partial void TooLong(this ILogger logger, long connection, int longest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "MLLP connection {Connection} carried {Bytes} bytes outside of messages and {Abandoned} messages without an end")]
    internal static partial void Strayed(this ILogger logger, long connection, long bytes, int abandoned);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message to {Host}:{Port} has no answer after attempt {Attempt} ({Reason})")]
    internal static partial void NotAnswered(this ILogger logger, string host, int port, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Host}:{Port} answered another message than the one that waits; the answer is passed over")]
    internal static partial void OtherAnswer(this ILogger logger, string host, int port);
}
