using System.Globalization;

namespace Healthcare.EventStore;

/// <summary>
/// A place in the log's commit order: the era, the transaction and its first sequence number. A sequence number alone is never a place,
/// because it is taken before commit and what commits late would be lost.
/// </summary>
public readonly record struct LogPosition(int Era, ulong Transaction, long FirstSequence) : IComparable<LogPosition>
{
    public static readonly LogPosition Start = new(0, 0, 0);

    public static bool operator <(LogPosition left, LogPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(LogPosition left, LogPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(LogPosition left, LogPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LogPosition left, LogPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(LogPosition other)
    {
        var byEra = Era.CompareTo(other.Era);
        if (byEra != 0) return byEra;
        var byTransaction = Transaction.CompareTo(other.Transaction);
        return byTransaction != 0 ? byTransaction : FirstSequence.CompareTo(other.FirstSequence);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Era}.{Transaction}.{FirstSequence}");
}
