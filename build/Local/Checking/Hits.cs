namespace Healthcare.Local.Checking;

/// <summary>How often each state met each command, and what came of it.</summary>
internal sealed class Hits
{
    public const string Refused = "refused";
    public const string Nothing = "nothing";

    private readonly Dictionary<(Kind Kind, object State, Type Command, string Came), long> counts = [];

    public void Count(Kind kind, object state, Type command, string came)
    {
        ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, (kind, state, command, came), out _);
        count++;
    }

    private static string NameOf(object state) => state is Type type ? type.Name : (string)state;

    public void Add(Hits other)
    {
        foreach (var (cell, count) in other.counts) counts[cell] = counts.GetValueOrDefault(cell) + count;
    }

    /// <summary>Every state and command that there is, also where they never met.</summary>
    public IReadOnlyList<Cell> Cells(IEnumerable<Kind> kinds) =>
    [
        .. from kind in kinds
           from cell in kind.Cells
           let met = counts.Where(c => c.Key.Kind == kind && NameOf(c.Key.State) == cell.State && c.Key.Command.Name == cell.Command).ToList()
           select new Cell(kind.Name, cell.State, cell.Command, met.Sum(m => m.Value), met.OrderBy(m => m.Key.Came, StringComparer.Ordinal).ToDictionary(m => m.Key.Came, m => m.Value, StringComparer.Ordinal)),
    ];
}

/// <summary>One state and one command: how often they met, and how often what came of it.</summary>
public sealed record Cell(string Aggregate, string State, string Command, long Hits, IReadOnlyDictionary<string, long> Came);
