using System.Globalization;
using Healthcare.Local.Demo;
using Healthcare.Local.Verbs;
using Spectre.Console;

namespace Healthcare.Local.Stories;

/// <summary>What a watcher sees of stories: what is said while they play, then what became of each, where its time went, and its money.</summary>
internal sealed class StoryScreen(bool json)
{
    private const int Few = 2;

    public void List(IReadOnlyList<Story> stories)
    {
        if (json)
        {
            foreach (var story in stories) Screen.Line(new { kind = "story", story.Name, story.Tells });
            return;
        }

        var table = new Table().Border(TableBorder.None).AddColumns("story", "tells");
        foreach (var story in stories) table.AddRow(story.Name, Markup.Escape(story.Tells));
        AnsiConsole.Write(table);
    }

    public void Heard(string story, string text)
    {
        if (json) Screen.Line(new { kind = "said", story, text });
        else AnsiConsole.MarkupLineInterpolated($"[grey]{TimeProvider.System.GetLocalNow():HH:mm:ss}[/] {story}: {text}");
    }

    public void Show(IReadOnlyList<StoryResult> results, ProofResult proof, TimeSpan took)
    {
        if (json)
        {
            foreach (var r in results)
            {
                Screen.Line(new { kind = "story-result", r.Name, r.AsTold, r.Problem, r.TrackingId, r.CaseId, r.Stage, seconds = Seconds(r.Took), r.Money, said = r.Said.Select(s => new { at = Seconds(s.At), s.Text }), boundaries = r.Boundaries, timeline = r.Steps, events = r.Steps.Count, r.EventsHash });
            }

            Screen.Line(new { kind = "result", succeeded = proof.Complete && results.All(r => r.AsTold), stories = results.Count, asTold = results.Count(r => r.AsTold), auditComplete = proof.Complete, auditEvents = proof.Events, seconds = Seconds(took) });
            return;
        }

        // Of many, each is looked at by itself.
        if (results.Count <= Few) foreach (var result in results) Show(result);
        var table = new Table().Border(TableBorder.None);
        foreach (var name in new[] { "story", "tracking", "ends at" }) table.AddColumn(new TableColumn(name).NoWrap().PadRight(1));
        foreach (var name in new[] { "seconds", "events", "charged", "paid", "journal" }) table.AddColumn(new TableColumn(name).RightAligned().NoWrap().PadRight(1));
        table.AddColumn("as told");
        foreach (var r in results)
        {
            table.AddRow(
                r.Name, r.TrackingId ?? "–", r.Stage, Seconds(r.Took).ToString("0.00", CultureInfo.InvariantCulture), r.Steps.Count.ToString(CultureInfo.InvariantCulture),
                Text(r.Money?.Charged), Text(r.Money?.Paid), Text(r.Money?.Debits), Markup.Escape(r.Problem ?? "yes"));
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"audit: {(proof.Complete ? "complete" : "NOT complete")} against every service's log, {proof.Events} events by position and hash");
        foreach (var r in results.Where(r => r.EventsHash is not null)) AnsiConsole.MarkupLineInterpolated($"{r.Name}: events {r.EventsHash}");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{results.Count(r => r.AsTold)} of {results.Count} stories went as told in {Seconds(took)} s[/]");
        AnsiConsole.WriteLine("While the system is up, a story's timeline, boundaries, money and audit proof: dotnet run --no-build --project build/Local -- case TRACKING");
    }

    /// <summary>One case, boundary by boundary and event by event.</summary>
    public static void Show(StoryResult result)
    {
        ShowBoundaries(result);
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape($"{result.Name}: {result.Steps.Count} events")).AddColumns("when", "service", "what happened", "who");
        foreach (var step in result.Steps) table.AddRow(step.At.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), step.Service, step.Type, step.Role);
        AnsiConsole.Write(table);
    }

    private static void ShowBoundaries(StoryResult result)
    {
        if (result.Boundaries.Count == 0) return;
        var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape($"{result.Name}: {result.Tells}")).AddColumns("boundary", "service", "owner", "seconds", "outcome", "waited for");
        foreach (var b in result.Boundaries)
        {
            table.AddRow(
                b.Name, b.Service, b.OwnerRole, b.To is { } to ? Seconds(to - b.From).ToString("0.00", CultureInfo.InvariantCulture) : "open", b.Outcome, Markup.Escape(string.Join(", ", b.WaitedFor)));
        }

        AnsiConsole.Write(table);
    }

    private static string Text(decimal? amount) => amount?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);
}
