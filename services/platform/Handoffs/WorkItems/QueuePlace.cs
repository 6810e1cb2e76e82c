using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Where a work item stands in a queue: what the index says of it (<c>due minute|complement of its cents|opened at</c>), and its value × age at a moment, in cents × ticks.</summary>
internal readonly record struct QueuePlace(ViewCursor At, long Cents, Int128 Stake)
{
    private const long MostCents = 999_999_999_999;
    private const string Minutes = "yyyyMMddHHmm";
    private const string Microseconds = "yyyyMMddHHmmssffffff";

    public string Minute => At.Sort[..Minutes.Length];

    private ReadOnlySpan<char> Due => At.Sort.AsSpan(0, Minutes.Length);

    public static string SortOf(WorkItemDocument item)
    {
        var cents = (long)Math.Clamp((item.ValueAtStake ?? 0m) * 100m, 0m, MostCents);
        return string.Create(CultureInfo.InvariantCulture, $"{item.DueAt.UtcDateTime.ToString(Minutes, CultureInfo.InvariantCulture)}|{MostCents - cents:D12}|{item.OpenedAt.UtcDateTime.ToString(Microseconds, CultureInfo.InvariantCulture)}");
    }

    public static bool TryRead(ViewCursor at, DateTimeOffset asked, out QueuePlace place)
    {
        place = default;
        if (at.Sort.Split('|') is not [{ Length: 12 }, var complement, var opened]) return false;
        if (!long.TryParse(complement, NumberStyles.None, CultureInfo.InvariantCulture, out var missing) || missing > MostCents) return false;
        if (!DateTime.TryParseExact(opened, Microseconds, CultureInfo.InvariantCulture, DateTimeStyles.None, out var since)) return false;
        var cents = MostCents - missing;
        place = new QueuePlace(at, cents, (Int128)cents * Math.Max(0, asked.UtcTicks - since.Ticks));
        return true;
    }

    public bool IsDueWith(QueuePlace other) => Due.SequenceEqual(other.Due);

    // What weighs the same stands as the index has it: the dearer, then the older.
    public static int Compare(QueuePlace one, QueuePlace other)
    {
        var byMinute = one.Due.SequenceCompareTo(other.Due);
        if (byMinute != 0) return byMinute;
        var byStake = other.Stake.CompareTo(one.Stake);
        if (byStake != 0) return byStake;
        var bySort = string.CompareOrdinal(one.At.Sort, other.At.Sort);
        return bySort != 0 ? bySort : string.CompareOrdinal(one.At.Key, other.At.Key);
    }
}
