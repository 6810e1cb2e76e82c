using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Healthcare.X12Exchange;

/// <summary>Settings of control numbers, section <c>ControlNumbers</c>: services that send to the same partner under the same name have ranges of their own.</summary>
public sealed class ControlNumberOptions
{
    /// <summary>The first number; it comes again after <see cref="Last"/>.</summary>
    public int First { get; set; } = 1;

    public int Last { get; set; } = ControlNumberStream.Most;

    /// <summary>Numbers that a process takes at once, and leaves unused when it dies.</summary>
    public int Block { get; set; } = 50;
}

/// <summary>
/// Gives each interchange to a partner a number (ISA13) of its own; takes them from the store by the block, so that files do not wait for each other.
/// A crash leaves a gap; two files never have the same number before all of the range were used.
/// </summary>
public sealed class ControlNumbers(IServiceScopeFactory scopes, TimeProvider clock, IOptions<ControlNumberOptions> options) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<string, Queue<int>> free = new(StringComparer.Ordinal);

    /// <summary>The next number; <paramref name="partner"/> is whom the file goes to, by every name that it is sent to.</summary>
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
        var range = options.Value;
        if (range is not { First: >= 1, Last: <= ControlNumberStream.Most, Block: >= 1 } || range.Last - range.First + 1 < range.Block)
            throw new InvalidOperationException("ControlNumbers:First to ControlNumbers:Last is no range of nine digits that holds ControlNumbers:Block numbers.");
        await using var scope = scopes.CreateAsyncScope();
        var streams = scope.ServiceProvider.GetRequiredService<Streams<ReserveControlNumbers>>();
        var outcome = await streams.ExecuteAsync(ControlNumberStream.IdOf(partner, range.First), new ReserveControlNumbers(partner, range.Block, range.First, range.Last, clock.GetUtcNow()), cancel);
        if (outcome is not Outcome.Accepted { Events: [{ Event: ControlNumbersReserved reserved }, ..] }) throw new InvalidOperationException("A reservation of control numbers always succeeds.");
        for (var i = 0; i < reserved.Count; i++) numbers.Enqueue(reserved.First + i);
    }
}
