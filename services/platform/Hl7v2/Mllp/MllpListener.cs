using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Healthcare.Hl7v2;

/// <summary>Takes HL7 messages over MLLP: several connections, several messages on each, answered one by one in their order.</summary>
public sealed class MllpListener : IHostedService, IAsyncDisposable
{
    private readonly MllpListenerOptions _options;
    private readonly MllpHandler _handler;
    private readonly TimeProvider _clock;
    private readonly ILogger<MllpListener> _log;
    private readonly ConcurrentDictionary<long, Task> _connections = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private Socket? _socket;
    private Task _accepting = Task.CompletedTask;
    private long _last;

    public MllpListener(MllpListenerOptions options, MllpHandler handler, TimeProvider clock, ILogger<MllpListener> log)
    {
        _options = options;
        _handler = handler;
        _clock = clock;
        _log = log;
    }

    /// <summary>Where it listens, with the port that was taken.</summary>
    public IPEndPoint Endpoint => _socket?.LocalEndPoint as IPEndPoint ?? _options.Endpoint;

    /// <summary>Connections that are open now.</summary>
    public int Connections => _connections.Count;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _socket = new Socket(_options.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(_options.Endpoint);
        _socket.Listen(_options.MostConnections);
        _accepting = AcceptAsync(_socket, _stopping.Token);
        _log.Listening(Endpoint);
        return Task.CompletedTask;
    }

    /// <summary>Takes no more messages; those that are being handled are answered unless the wait is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _socket?.Dispose();
        await _accepting.ConfigureAwait(false);
        try
        {
            await Task.WhenAll(_connections.Values).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _aborting.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _aborting.CancelAsync().ConfigureAwait(false);
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task AcceptAsync(Socket listening, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            Socket accepted;
            try
            {
                accepted = await listening.AcceptAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException broken)
            {
                // A partner that hung up while it was being accepted is no reason to stop listening.
                _log.NotAccepted(broken.SocketErrorCode);
                continue;
            }

            if (_connections.Count >= _options.MostConnections)
            {
                _log.TooManyConnections(_options.MostConnections);
                accepted.Dispose();
                continue;
            }

            var number = ++_last;
            var connection = new MllpConnection(number, accepted, _options, _handler, _clock, _log);
            // Entered before it runs, so that a connection that ends at once is taken out again.
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _connections[number] = done.Task;
            _ = ServeAsync(connection, number, done, stopping);
        }
    }

    private async Task ServeAsync(MllpConnection connection, long number, TaskCompletionSource done, CancellationToken stopping)
    {
        // A handler that takes its time must not keep the next partner waiting.
        await Task.Yield();
        await connection.ServeAsync(stopping, _aborting.Token).ConfigureAwait(false);
        _connections.TryRemove(number, out _);
        done.SetResult();
    }
}
