using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Healthcare.Messaging;

/// <summary>
/// Before the bus starts, its broker takes connections, or half a minute is over: services and broker that start together meet within a moment, while the bus asks a broker
/// that refused it less and less often.
/// </summary>
internal sealed class BrokerAwaited(IConfiguration configuration) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var broker = BrokerAddress.From(configuration);
        for (var from = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(from) < Patience; await Task.Delay(Look, TimeProvider.System, cancellationToken))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(broker.Host, broker.Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                // It is not there yet.
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
