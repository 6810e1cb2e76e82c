using System.Collections.Immutable;
using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.X12Exchange;

/// <summary>What happens to the numbers that interchanges to a partner are told apart by.</summary>
public abstract record ControlNumberEvent(DateTimeOffset At);

/// <summary>A process may use <paramref name="Count"/> numbers from <paramref name="First"/>; those it leaves unused are never used.</summary>
[StoredAs("control_numbers_reserved.v1")]
public sealed record ControlNumbersReserved(string Partner, int First, int Count, DateTimeOffset At) : ControlNumberEvent(At);

/// <summary>Takes the next numbers of a service's range, whoever asks.</summary>
public sealed record ReserveControlNumbers(string Partner, int Count, int First, int Last, DateTimeOffset At);

/// <summary>Numbers that were given, without a gap between them.</summary>
public sealed record Given(int First, int Last);

/// <summary>The stream of a partner's control numbers.</summary>
public static class ControlNumberStream
{
    public const string Name = "control-numbers";

    /// <summary>ISA13 has nine digits (X12.5).</summary>
    public const int Most = 999_999_999;

    public static Aggregate<ImmutableList<Given>, ReserveControlNumbers, ControlNumberEvent> Value { get; } = new(Name, [], Evolve, Decide);

    /// <summary>Each range has a stream of its own, also across services: the audit trail takes a stream's events from one service.</summary>
    public static Guid IdOf(string partner, int first = 1) => DerivedId.Of(first == 1 ? $"{Name}/{partner}" : string.Create(CultureInfo.InvariantCulture, $"{Name}/{partner}/{first}"));

    private static ImmutableList<Given> Evolve(ImmutableList<Given> given, ControlNumberEvent happened)
    {
        if (happened is not ControlNumbersReserved e) return given;
        var last = e.First + e.Count - 1;
        // A number inside what was given begins the next round of that stretch.
        if (given.Find(g => e.First >= g.First && e.First <= g.Last) is { } round) return given.Replace(round, new Given(e.First, last));
        return given.Find(g => g.Last == e.First - 1) is { } before ? given.Replace(before, before with { Last = last }) : given.Add(new Given(e.First, last));
    }

    // Above everything that was ever given in the range; only when its last number is reached the first comes again, as X12.5 has it.
    private static Decision<ControlNumberEvent> Decide(ImmutableList<Given> given, ReserveControlNumbers c)
    {
        var highest = given.Where(g => g.Last >= c.First && g.First <= c.Last).Select(g => g.Last).DefaultIfEmpty(c.First - 1).Max();
        var room = (long)c.Last - highest >= c.Count;
        return new ControlNumbersReserved(c.Partner, room ? highest + 1 : c.First, c.Count, c.At);
    }
}
