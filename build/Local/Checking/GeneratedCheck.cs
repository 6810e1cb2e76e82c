namespace Healthcare.Local.Checking;

/// <summary>What a run over generated histories found.</summary>
public sealed record GeneratedReport(long Histories, int Seed, IReadOnlyList<Cell> Cells, long ViolationCount, IReadOnlyList<Violation> Violations, TimeSpan Took)
{
    /// <summary>How often a state has to meet a command before its silence says something.</summary>
    public const int Enough = 100;

    /// <summary>States and commands that met too seldom.</summary>
    public IReadOnlyList<Cell> Thin => [.. Cells.Where(c => c.Hits < Enough)];
}

/// <summary>
/// Generates histories of handoffs, work items, notifications and deadlines from a seed, with faults, and holds each against the invariants;
/// history N of a seed is the same on every machine and with any number of threads.
/// </summary>
public static class GeneratedCheck
{
    private const int Batch = 500;
    private const int MostKept = 50;

    public static Task<GeneratedReport> RunAsync(long histories, int seed, Plant plant, CancellationToken cancel) => RunAsync(histories, seed, plant, Environment.ProcessorCount, cancel);

    /// <summary>What is asked and what happens in one history of a seed, with what it violates.</summary>
    public static IReadOnlyList<string> Tell(int seed, long history, Plant plant)
    {
        var lines = new List<string>();
        var worker = new Worker(seed, plant) { Trace = lines.Add };
        worker.Run(history);
        return lines;
    }

    internal static async Task<GeneratedReport> RunAsync(long histories, int seed, Plant plant, int threads, CancellationToken cancel)
    {
        var from = TimeProvider.System.GetTimestamp();
        long next = 0;
        var workers = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() => Work(), cancel)));
        var hits = new Hits();
        foreach (var worker in workers) hits.Add(worker.Hits);
        var violations = workers.SelectMany(w => w.Violations).OrderBy(v => v.Where, StringComparer.Ordinal).Take(MostKept).ToList();
        return new GeneratedReport(histories, seed, hits.Cells(World.Kinds), workers.Sum(w => w.Count), violations, TimeProvider.System.GetElapsedTime(from));

        Worker Work()
        {
            var worker = new Worker(seed, plant);
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                var start = Interlocked.Add(ref next, Batch) - Batch;
                if (start >= histories) return worker;
                for (var number = start; number < Math.Min(start + Batch, histories); number++) worker.Run(number);
            }
        }
    }

    private sealed class Worker
    {
        private readonly World world;
        private readonly int seed;
        private long current;

        public Worker(int seed, Plant plant)
        {
            this.seed = seed;
            world = new World(Hits, plant, Violated);
        }

        public Hits Hits { get; } = new();

        public List<Violation> Violations { get; } = [];

        public long Count { get; private set; }

        public Action<string>? Trace
        {
            get => world.Trace;
            init => world.Trace = value;
        }

        public void Run(long number)
        {
            current = number;
            // Neighbouring seeds must not give neighbouring histories.
            var mixed = unchecked(((ulong)(uint)seed * 0x9E3779B97F4A7C15UL) + ((ulong)number * 0xBF58476D1CE4E5B9UL));
            new History(world, new Random(unchecked((int)(mixed ^ (mixed >> 32))))).Run();
        }

        private void Violated(string rule, Guid stream, string what)
        {
            Count++;
            Trace?.Invoke($"VIOLATED {rule}: {stream.ToString()[..8]} {what}");
            if (Violations.Count < MostKept) Violations.Add(new Violation(rule, $"seed {seed}, history {current}", what));
        }
    }
}
