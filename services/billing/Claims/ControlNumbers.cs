using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>What happens to the numbers that interchanges to a partner are told apart by.</summary>
public abstract record ControlNumberEvent(DateTimeOffset At);

/// <summary>A process may use <paramref name="Count"/> numbers from <paramref name="First"/>; those it leaves unused are never used.</summary>
[StoredAs("control_numbers_reserved.v1")]
public sealed record ControlNumbersReserved(string Partner, int First, int Count, DateTimeOffset At) : ControlNumberEvent(At);

/// <summary>Takes the next numbers, whoever asks.</summary>
public sealed record ReserveControlNumbers(string Partner, int Count, DateTimeOffset At);

/// <summary>The stream of a partner's control numbers.</summary>
internal static class ControlNumberStream
{
    public const string Name = "control-numbers";

    // ISA13 has nine digits; after the last one the first comes again (X12.5).
    private const int Most = 999_999_999;

    public static Aggregate<Reserved, ReserveControlNumbers, ControlNumberEvent> Value { get; } = new(Name, new Reserved(0), Evolve, Decide);

    /// <summary>The highest number that was ever given.</summary>
    public sealed record Reserved(int Last);

    public static Guid IdOf(string partner) => DerivedId.Of($"control-numbers/{partner}");

    private static Reserved Evolve(Reserved state, ControlNumberEvent happened) => happened is ControlNumbersReserved e ? new Reserved(e.First + e.Count - 1) : state;

    private static Decision<ControlNumberEvent> Decide(Reserved state, ReserveControlNumbers c) =>
        new ControlNumbersReserved(c.Partner, state.Last > Most - c.Count ? 1 : state.Last + 1, c.Count, c.At);
}

/// <summary>Gives each interchange a number of its own; takes them from the store by the block, so that files do not wait for each other.</summary>
internal sealed class ControlNumbers(IServiceScopeFactory scopes, TimeProvider clock) : IDisposable
{
    private const int Block = 50;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, Queue<int>> free = new(StringComparer.Ordinal);

    public async Task<int> NextAsync(string partner, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (!free.TryGetValue(partner, out var numbers)) free.Add(partner, numbers = new Queue<int>());
            if (numbers.Count == 0) await ReserveAsync(partner, numbers, cancel);
            return numbers.Dequeue();
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();

    // A scope of its own: the block belongs to no request, message or case.
    private async Task ReserveAsync(string partner, Queue<int> numbers, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var streams = scope.ServiceProvider.GetRequiredService<Streams<ReserveControlNumbers>>();
        var outcome = await streams.ExecuteAsync(ControlNumberStream.IdOf(partner), new ReserveControlNumbers(partner, Block, clock.GetUtcNow()), cancel);
        if (outcome is not Outcome.Accepted { Events: [{ Event: ControlNumbersReserved reserved }, ..] }) throw new InvalidOperationException("A reservation of control numbers always succeeds.");
        for (var i = 0; i < reserved.Count; i++) numbers.Enqueue(reserved.First + i);
    }
}
