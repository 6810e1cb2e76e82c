using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace Healthcare.Hl7v2;

/// <summary>Sends HL7 messages over MLLP one at a time and waits for the answer with the same control id; without one it sends the same bytes again, a bounded number of times.</summary>
public sealed class MllpClient : IAsyncDisposable
{
    private readonly MllpClientOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<MllpClient> _log;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly byte[] _buffer = new byte[4 << 10];
    private Stream? _stream;
    private MllpFramer _framer;
    private ReadOnlyMemory<byte> _received;

    public MllpClient(MllpClientOptions options, TimeProvider clock, ILogger<MllpClient> log)
    {
        _options = options;
        _clock = clock;
        _log = log;
        _framer = new MllpFramer(options.LongestAnswer);
    }

    /// <summary>Sends one message without framing; its bytes go as they are.</summary>
    public async Task<MllpOutcome> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        if (message.Span.ContainsAny(MllpFramer.Start, MllpFramer.End)) return new MllpOutcome.Unsent("The message holds a framing character", 0);
        if (Hl7Message.Read(message, new Hl7Findings()) is not { ControlId.Length: > 0 } read) return new MllpOutcome.Unsent("The message has no control id to wait for", 0);
        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await SendInTurnAsync(MllpFramer.Wrap(message.Span), read, cancel).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await HangUpAsync().ConfigureAwait(false);
        _turn.Dispose();
    }

    private async Task<MllpOutcome> SendInTurnAsync(byte[] block, Hl7Message message, CancellationToken cancel)
    {
        var delay = _options.RetryDelay;
        var sent = false;
        for (var attempt = 1; ; attempt++)
        {
            var reason = "";
            try
            {
                using (var connecting = new TimeBound(_options.ConnectTimeout, _clock, cancel)) _stream ??= await ConnectAsync(connecting.Token).ConfigureAwait(false);
                using var answering = new TimeBound(_options.AnswerTimeout, _clock, cancel);
                // Some bytes may arrive even where the writing fails.
                sent = true;
                await _stream.WriteAsync(block, answering.Token).ConfigureAwait(false);
                if (await AnswerAsync(_stream, message, answering.Token).ConfigureAwait(false) is { } answer) return answer with { Attempts = attempt };
                reason = "closed";
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                reason = "timeout";
            }
            catch (Exception broken) when (broken is IOException or SocketException or AuthenticationException)
            {
                reason = broken.GetType().Name;
            }
            finally
            {
                // A late answer must not meet the next message.
                if (reason.Length > 0 || cancel.IsCancellationRequested) await HangUpAsync().ConfigureAwait(false);
            }

            _log.NotAnswered(_options.Host, _options.Port, attempt, reason);
            if (attempt >= _options.Attempts) return sent ? new MllpOutcome.Unconfirmed(reason, attempt) : new MllpOutcome.Unsent(reason, attempt);
            await Task.Delay(delay, _clock, cancel).ConfigureAwait(false);
            delay *= 2;
        }
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(_options.Host, _options.Port, cancel).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (_options.Tls is not { } tls) return stream;
            var secured = new SslStream(stream);
            stream = secured;
            await secured.AuthenticateAsClientAsync(tls, cancel).ConfigureAwait(false);
            return secured;
        }
        catch
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Null where the partner closed before it answered.</summary>
    private async Task<MllpOutcome.Answered?> AnswerAsync(Stream stream, Hl7Message message, CancellationToken cancel)
    {
        MllpOutcome.Answered? accepted = null;
        try
        {
            while (true)
            {
                while (_framer.Take(ref _received) is { } block)
                {
                    if (AnswerTo(message, block) is not { } answer) continue;
                    // In the enhanced mode the partner may first say that it keeps the message, and then what it did with it.
                    if (!answer.Acknowledgement.IsAccept || !answer.Acknowledgement.IsPositive || !AcknowledgementMode.Of(message).WantsApplication(handled: true)) return answer;
                    accepted = answer;
                }

                var count = await stream.ReadAsync(_buffer, cancel).ConfigureAwait(false);
                if (count == 0) return accepted;
                _received = _buffer.AsMemory(0, count);
            }
        }
        catch (OperationCanceledException) when (accepted is not null)
        {
            return accepted;
        }
    }

    private MllpOutcome.Answered? AnswerTo(Hl7Message message, MllpBlock block)
    {
        if (!block.TooLong && Hl7Message.Read(block.Bytes, new Hl7Findings()) is { } read && Acknowledgement.Read(read) is { } said
            && string.Equals(said.ControlId, message.ControlId, StringComparison.Ordinal)) return new MllpOutcome.Answered(said, block.Bytes, 0);
        _log.OtherAnswer(_options.Host, _options.Port);
        return null;
    }

    private async ValueTask HangUpAsync()
    {
        var stream = _stream;
        _stream = null;
        _framer = new MllpFramer(_options.LongestAnswer);
        _received = default;
        if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
    }
}
