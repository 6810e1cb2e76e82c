using System.Collections.Concurrent;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Hl7v2;

namespace Healthcare.Scheduling.Ehr;

/// <summary>MLLP to EHRs whose address is <c>mllp://host:port</c>: one connection for each, one message after the other.</summary>
internal sealed class MllpTransport(TimeProvider clock, ILogger<MllpClient> log) : IPartnerTransport, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Uri, MllpClient> clients = new();

    public string Scheme => "mllp";

    public async Task<ReadOnlyMemory<byte>?> SendAsync(Uri address, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        // One attempt: the transmission repeats it, and says so.
        var client = clients.GetOrAdd(address, a => new MllpClient(new MllpClientOptions { Host = a.Host, Port = a.Port, Attempts = 1 }, clock, log));
        return await client.SendAsync(payload, cancel) is MllpOutcome.Answered answered ? answered.Bytes : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values) await client.DisposeAsync();
    }
}
