using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>What keeps its order: the case, else the stream. It also says which of a service's eight queues a message goes to.</summary>
internal static class OrderKeys
{
    public const int Partitions = 8;

    public static string Of(Recorded recorded) => (recorded.CaseId ?? recorded.StreamId).ToString("D");

    /// <summary>FNV-1a over UTF-8: the same in every process and every release, because messages under way carry it as their routing key.</summary>
    public static int PartitionOf(string orderKey)
    {
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(orderKey)) hash = (hash ^ b) * 16777619u;
        return (int)((hash ^ (hash >> 16)) % Partitions);
    }

    /// <summary>An id that whoever computes it again gets again (RFC 9562, version 8).</summary>
    public static Guid IdOf(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
