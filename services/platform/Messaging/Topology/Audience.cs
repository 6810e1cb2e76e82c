using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Healthcare.Messaging;

/// <summary>
/// Whether a message that reached no queue should have reached one. It is let go only where the broker was prepared for its sender and no service has said
/// that it consumes the kind; on a broker that was wiped, or whose queues were deleted, it waits.
/// </summary>
internal sealed class Audience(IConfiguration configuration, MessageMap map)
{
    private static readonly TimeSpan Trust = TimeSpan.FromSeconds(10);

    // While a broker is prepared anew under running services, a sender's part may be there before its consumers'.
    private static readonly TimeSpan Preparation = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, long> unheard = new(StringComparer.Ordinal);
    private long unpreparedAt;

    public async Task<bool> IsExpectedAsync(string kind, CancellationToken cancel)
    {
        if (unheard.TryGetValue(kind, out var at) && TimeProvider.System.GetElapsedTime(at) < Trust) return false;
        await using var connection = await Topology.ConnectionTo(BrokerAddress.From(configuration), $"{map.Service} audience").CreateConnectionAsync(cancel);
        if (!await ExistsAsync(connection, Topology.PreparedFor(map.Service), cancel))
        {
            Volatile.Write(ref unpreparedAt, TimeProvider.System.GetTimestamp());
            return true;
        }

        if (await ExistsAsync(connection, Topology.ListenerOf(kind), cancel)) return true;
        if (Volatile.Read(ref unpreparedAt) is not 0 and var seen && TimeProvider.System.GetElapsedTime(seen) < Preparation) return true;
        unheard[kind] = TimeProvider.System.GetTimestamp();
        return false;
    }

    private static async Task<bool> ExistsAsync(IConnection connection, string exchange, CancellationToken cancel)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        try
        {
            await channel.ExchangeDeclarePassiveAsync(exchange, cancel);
            return true;
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }
}
