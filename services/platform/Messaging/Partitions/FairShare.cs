namespace Healthcare.Messaging;

/// <summary>Which partitions a replica should have: every partition has one owner, and no replica has two more than another.</summary>
internal static class FairShare
{
    public static IReadOnlyList<int> Of(string holder, IEnumerable<string> liveHolders, int partitions)
    {
        var live = liveHolders.Append(holder).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var place = live.IndexOf(holder);
        return [.. Enumerable.Range(0, partitions).Where(p => p % live.Count == place)];
    }
}
