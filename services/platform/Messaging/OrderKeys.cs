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
}
