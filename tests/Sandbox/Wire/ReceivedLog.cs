using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Wire;

/// <summary>One message that a partner got.</summary>
internal sealed record Received(
    long Number, string Partner, string Step, DateTimeOffset At, string MediaType, string? IdempotencyKey, string? Behaviour,
    IReadOnlyList<(string Name, string Value)> Identifiers, ReadOnlyMemory<byte> Body)
{
    internal int Status { get; set; }
}

/// <summary>What each partner got, newest kept.</summary>
internal sealed class ReceivedLog(IOptions<SandboxOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Queue<Received> _kept = [];
    private long _last;
    private long _bytes;

    internal Received Add(Subject subject, DateTimeOffset at, HttpRequest request, string? behaviour, ReadOnlyMemory<byte> body)
    {
        var key = request.Headers["Idempotency-Key"].ToString();
        return Add(subject, at, request.ContentType ?? "", key.Length == 0 ? null : key, behaviour, body);
    }

    internal Received Add(Subject subject, DateTimeOffset at, string mediaType, string? key, string? behaviour, ReadOnlyMemory<byte> body)
    {
        lock (_gate)
        {
            var received = new Received(++_last, subject.Partner, subject.Step, at, mediaType, key, behaviour, subject.Identifiers, body);
            _kept.Enqueue(received);
            _bytes += body.Length;
            while (_kept.Count > 1 && (_kept.Count > options.Value.Keep || _bytes > options.Value.KeepBytes)) _bytes -= _kept.Dequeue().Body.Length;
            return received;
        }
    }

    internal IReadOnlyList<Received> All()
    {
        lock (_gate) return [.. _kept];
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _kept.Clear();
            _bytes = 0;
        }
    }
}
