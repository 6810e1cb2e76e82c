using System.Globalization;
using Npgsql;

namespace Healthcare.Benchmarks.EventStore;

/// <summary>The processor time that this process and a PostgreSQL server of this machine have used together.</summary>
internal sealed class Processors
{
    private const double TicksPerSecond = 100;
    private readonly int postmaster;

    private Processors(int postmaster) => this.postmaster = postmaster;

    public static async Task<Processors> OfAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select pg_backend_pid()");
        return await command.ExecuteScalarAsync(cancel) is int backend && StatOf(backend) is { } stat ? new Processors(stat.Parent) : throw new InvalidOperationException("The server is not of this machine.");
    }

    public TimeSpan Used() => TimeSpan.FromSeconds(Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? (Id: id, Stat: StatOf(id)) : default)
        .Where(p => p.Id == Environment.ProcessId || p.Id == postmaster || p.Stat?.Parent == postmaster)
        .Sum(p => p.Stat?.Ticks ?? 0) / TicksPerSecond);

    // proc(5): the name stands in parentheses and may hold anything; parent is the second field behind it, user and system time the twelfth and thirteenth.
    private static (int Parent, long Ticks)? StatOf(int process)
    {
        try
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return null;
        }
    }
}
