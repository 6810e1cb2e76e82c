using System.Globalization;
using Healthcare.Handoffs;
using Healthcare.Local.Checking;
using Spectre.Console;

namespace Healthcare.Local.Verbs;

/// <summary>Shows what generated histories came to: every state and command that met, how often, and what broke.</summary>
internal sealed class GeneratedScreen(bool json)
{
    public async Task<int> RunAsync(long histories, int seed, Plant plant, CancellationToken cancel)
    {
        new Screen(json).Say($"{histories} histories from seed {seed}{(plant == Plant.None ? "" : $", with {plant} planted")}");
        var report = await GeneratedCheck.RunAsync(histories, seed, plant, cancel);
        if (json) Lines(report, plant);
        else Show(report);
        return report.ViolationCount == 0 ? 0 : 1;
    }

    public int Tell(int seed, long history, Plant plant)
    {
        var lines = GeneratedCheck.Tell(seed, history, plant);
        foreach (var line in lines)
        {
            if (json) Screen.Line(new { kind = "step", text = line });
            else Console.Out.WriteLine(line);
        }

        return lines.Any(l => l.StartsWith("VIOLATED", StringComparison.Ordinal)) ? 1 : 0;
    }

    /// <summary>Everything in which overlays depart from the base contracts, those of an installation's folder included; false where that folder cannot be laid over them.</summary>
    public static bool Deviations(bool json, string? folder)
    {
        IReadOnlyList<Deviation> deviations;
        try
        {
            deviations = OverlayReport.Of(folder);
        }
        catch (Exception refused) when (refused is ContractException or InvalidOperationException)
        {
            new Screen(json).Say(refused.Message);
            return false;
        }

        foreach (var deviation in deviations)
        {
            if (json) Screen.Line(new { kind = "deviation", deviation.Boundary, deviation.Overlay, scope = deviation.Scope.ToString(), deviation.What, deviation.Base, deviation.Overlaid, departure = deviation.Kind.ToString(), deviation.Because, deviation.File, deviation.Line });
            else AnsiConsole.MarkupLineInterpolated($"[grey]deviation[/] {deviation}");
        }

        return true;
    }

    private static void Lines(GeneratedReport report, Plant plant)
    {
        foreach (var cell in report.Cells) Screen.Line(new { kind = "cell", cell.Aggregate, cell.State, cell.Command, cell.Hits, cell.Came });
        foreach (var violation in report.Violations) Screen.Line(new { kind = "violation", violation.Rule, violation.Where, violation.What });
        Screen.Line(new
        {
            kind = "generated",
            report.Histories,
            report.Seed,
            plant = plant.ToString(),
            violations = report.ViolationCount,
            cells = report.Cells.Count,
            fewestHits = report.Cells.Min(c => c.Hits),
            thin = report.Thin.Count,
            seconds = Math.Round(report.Took.TotalSeconds, 1),
        });
    }

    private static void Show(GeneratedReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("aggregate", "state", "command");
        table.AddColumn(new TableColumn("hits").RightAligned());
        table.AddColumn("what came of it");
        foreach (var cell in report.Cells)
        {
            var came = string.Join(", ", cell.Came.OrderByDescending(c => c.Value).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}")));
            table.AddRow(cell.Aggregate, cell.State, cell.Command, cell.Hits.ToString(CultureInfo.InvariantCulture), came);
        }

        AnsiConsole.Write(table);
        foreach (var violation in report.Violations) AnsiConsole.MarkupLineInterpolated($"[red]{violation.Rule}[/]: {violation.Where} ({violation.What})");
        if (report.Thin.Count > 0) AnsiConsole.MarkupLineInterpolated($"{report.Thin.Count} of {report.Cells.Count} states and commands met less than {GeneratedReport.Enough} times");
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"[bold]{report.Histories} histories from seed {report.Seed} in {report.Took.TotalSeconds:0.0} s: {report.ViolationCount} violations; each state met each command at least {report.Cells.Min(c => c.Hits)} times[/]");
    }
}
