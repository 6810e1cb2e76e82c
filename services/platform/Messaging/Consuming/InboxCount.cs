using System.Globalization;

namespace Healthcare.Messaging;

/// <summary>
/// What the inbox keeps: the message's count and how many of its consumers have handled it, in one number. With several consumers each has its own transaction,
/// so each has its own step; the last one's step closes the message.
/// </summary>
internal static class InboxCount
{
    public const int MostConsumers = 15;
    private const int Steps = 16;

    /// <summary>The mark of consumer <paramref name="consumer"/> of <paramref name="consumers"/>.</summary>
    public static long Of(long count, int consumer, int consumers) => (count * Steps) + (consumer >= consumers - 1 ? Steps - 1 : consumer);

    /// <summary>The mark that closes a message; 0 before the first.</summary>
    public static long Closing(long count) => count == 0 ? 0 : (count * Steps) + Steps - 1;

    /// <summary>The first consumer that has not handled the message yet.</summary>
    public static int FirstConsumer(long count, long last) => last < count * Steps ? 0 : (int)(last - (count * Steps)) + 1;

    /// <summary>The count of the last message that a mark closes.</summary>
    public static long LastClosed(long mark) => mark % Steps == Steps - 1 ? mark / Steps : Math.Max(0, (mark / Steps) - 1);

    /// <summary>From <c>kind=count;kind=count</c>, the highest count among the kinds that are consumed here.</summary>
    public static long HighestBefore(string before, Func<string, bool> isConsumed)
    {
        var highest = 0L;
        foreach (var entry in before.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = entry.LastIndexOf('=');
            if (at > 0 && isConsumed(entry[..at])) highest = Math.Max(highest, long.Parse(entry.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture));
        }

        return highest;
    }
}
