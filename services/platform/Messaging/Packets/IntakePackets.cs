using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Messaging.Packets;

/// <summary>What became of asking intake for a packet.</summary>
public abstract record PacketRead
{
    private PacketRead() { }

    public sealed record Found(ReferralPacket Packet) : PacketRead;

    /// <summary>Intake knows no such packet.</summary>
    public sealed record Missing : PacketRead;

    /// <summary>It is not what was published: its hash differs, or it cannot be read.</summary>
    public sealed record Altered : PacketRead;
}

/// <summary>Asks intake for packets and their documents, and believes neither without the hash that travelled in its contract.</summary>
public sealed class IntakePackets(HttpClient intake)
{
    // A packet holds codes and one person's facts; a document at most what intake takes.
    private const int LargestPacket = 4 * 1024 * 1024;
    private const int LargestDocument = 64 * 1024 * 1024;

    /// <summary>The packet of a referral, as it was when its hash was published.</summary>
    /// <exception cref="DependencyAwayException">Intake does not answer.</exception>
    public async Task<PacketRead> ReadAsync(Guid referralId, string expectedHash, CancellationToken cancel) =>
        await GetAsync($"internal/packets/{referralId:D}", LargestPacket, cancel) is not { } body ? new PacketRead.Missing() : Verified(body, expectedHash);

    /// <summary>A document's bytes; null where intake holds none, or others than its hash says.</summary>
    /// <exception cref="DependencyAwayException">Intake does not answer.</exception>
    public async Task<byte[]?> ReadDocumentAsync(Guid referralId, PacketDocument document, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(document);
        var body = await GetAsync($"internal/packets/{referralId:D}/documents/{Uri.EscapeDataString(document.Id)}", LargestDocument, cancel);
        return body is { Length: > 0 } && Matches(SHA256.HashData(body), document.Sha256) ? body : null;
    }

    internal static PacketRead Verified(byte[] body, string expectedHash)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var canonical = new ArrayBufferWriter<byte>(body.Length);
            CanonicalJson.Write(json.RootElement, canonical);
            if (!Matches(SHA256.HashData(canonical.WrittenSpan), expectedHash)) return new PacketRead.Altered();
            return json.Deserialize<ReferralPacket>(JsonSerializerOptions.Web) is { } packet ? new PacketRead.Found(packet) : new PacketRead.Altered();
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return new PacketRead.Altered();
        }
    }

    private async Task<byte[]?> GetAsync(string path, int largest, CancellationToken cancel)
    {
        try
        {
            using var answer = await intake.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.StatusCode == HttpStatusCode.NotFound) return null;
            answer.EnsureSuccessStatusCode();
            await answer.Content.LoadIntoBufferAsync(largest, cancel);
            return await answer.Content.ReadAsByteArrayAsync(cancel);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested && Dependencies.IsAway(failure))
        {
            throw new DependencyAwayException("intake", failure);
        }
    }

    private static bool Matches(ReadOnlySpan<byte> hash, string expected) => string.Equals(Convert.ToHexStringLower(hash), expected, StringComparison.Ordinal);
}
