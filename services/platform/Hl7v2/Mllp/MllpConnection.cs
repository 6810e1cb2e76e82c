using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace Healthcare.Hl7v2;

/// <summary>One partner's connection to the listener. Messages are handled one after another, so a partner that sends faster than it is answered is slowed by TCP itself.</summary>
internal sealed class MllpConnection(long number, Socket socket, MllpListenerOptions options, MllpHandler handler, TimeProvider clock, ILogger log)
{
    private readonly byte[] _buffer = new byte[16 << 10];
    private readonly MllpFramer _framer = new(options.LongestMessage);
    private long _messages;
    private long _began;

    /// <summary>Serves until the partner hangs up, is silent for too long, or the listener stops; never throws.</summary>
    internal async Task ServeAsync(CancellationToken stopping, CancellationToken aborting)
    {
        try
        {
            socket.NoDelay = true;
            log.Connected(number);
            var stream = await OpenAsync(stopping).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                await ReceiveAsync(stream, stopping, aborting).ConfigureAwait(false);
            }

            log.Closed(number, _messages);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            log.Closed(number, _messages);
        }
        catch (OperationCanceledException)
        {
            log.TimedOut(number, _messages, _framer.Inside);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException or AuthenticationException)
        {
            var reason = broken.GetType().Name;
            log.Broken(number, _messages, reason);
        }
        catch (Exception failed)
        {
            // What the exception says may quote the message; its type does not.
            var reason = failed.GetType().Name;
            log.NotHandled(number, _messages, reason);
        }
        finally
        {
            socket.Dispose();
            if (_framer.Stray > 0 || _framer.Abandoned > 0) log.Strayed(number, _framer.Stray, _framer.Abandoned);
        }
    }

    private async Task<Stream> OpenAsync(CancellationToken stopping)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (options.Tls is not { } tls) return plain;
        var secured = new SslStream(plain);
        using var bound = new TimeBound(options.AnswerTimeout, clock, stopping);
        await secured.AuthenticateAsServerAsync(tls, bound.Token).ConfigureAwait(false);
        return secured;
    }

    private async Task ReceiveAsync(Stream stream, CancellationToken stopping, CancellationToken aborting)
    {
        while (await ReadAsync(stream, stopping).ConfigureAwait(false) is > 0 and var count)
        {
            ReadOnlyMemory<byte> received = _buffer.AsMemory(0, count);
            var inside = _framer.Inside;
            while (_framer.Take(ref received) is { } block)
            {
                inside = false;
                _messages++;
                await AnswerAsync(stream, block, aborting).ConfigureAwait(false);
                stopping.ThrowIfCancellationRequested();
            }

            if (!inside) _began = clock.GetTimestamp();
        }
    }

    private async ValueTask<int> ReadAsync(Stream stream, CancellationToken stopping)
    {
        var wait = options.IdleTimeout;
        if (_framer.Inside)
        {
            // A sender of one byte a minute is never idle, so a message as a whole has its time too.
            var left = options.MessageTimeout - clock.GetElapsedTime(_began);
            wait = left < wait ? left : wait;
        }

        using var bound = new TimeBound(wait, clock, stopping);
        return await stream.ReadAsync(_buffer, bound.Token).ConfigureAwait(false);
    }

    private async Task AnswerAsync(Stream stream, MllpBlock block, CancellationToken aborting)
    {
        if (block.TooLong) log.TooLong(number, options.LongestMessage);
        var answers = await handler(new MllpMessage(block.Bytes, block.TooLong, socket.RemoteEndPoint), aborting).ConfigureAwait(false);
        foreach (var answer in answers)
        {
            using var bound = new TimeBound(options.AnswerTimeout, clock, aborting);
            await stream.WriteAsync(MllpFramer.Wrap(answer.Span), bound.Token).ConfigureAwait(false);
        }
    }
}
