using System.Globalization;
using System.Text.Json;
using Healthcare.Local.Demo;
using Healthcare.Local.Running;
using Spectre.Console;

namespace Healthcare.Local.Verbs;

/// <summary>What the runner shows: tables for people, one JSON object a line for machines.</summary>
internal sealed class Screen
{
    private const int WidthOfAFile = 160;
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
    private readonly bool json;

    public Screen(bool json)
    {
        this.json = json;
        if (!Console.IsOutputRedirected) return;
        // A file or a pipe has no colours and no edge.
        AnsiConsole.Profile.Capabilities.Ansi = false;
        AnsiConsole.Profile.Width = WidthOfAFile;
    }

    public void Say(string text)
    {
        if (json) Line(new { kind = "progress", text });
        else AnsiConsole.MarkupLineInterpolated($"[grey]{Clock()}[/] {text}");
    }

    public static void Line(object value)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));
        Console.Out.Flush();
    }

    public void Reached(int number, string stage)
    {
        if (json) Line(new { kind = "stage", number, stage });
        else AnsiConsole.MarkupLineInterpolated($"[grey]{Clock()}[/] case {number}: {stage}");
    }

    public void Addresses(LocalSystem system, string partnerToken, string staffToken)
    {
        if (json)
        {
            Line(new { kind = "addresses", addresses = system.Addresses });
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("what", "where");
        foreach (var (name, address) in system.Addresses) table.AddRow(name, address.ToString());
        AnsiConsole.Write(table);
        // Not through the console that breaks lines: a token is copied whole.
        Console.Out.WriteLine($"A partner's token (northside, 300 s):\n{partnerToken}\nA scheduler's token (300 s):\n{staffToken}");
    }

    public void Show(DemonstrationResult result)
    {
        if (json)
        {
            foreach (var one in result.Cases) Line(new { kind = "case", one.Number, one.TrackingId, one.CaseId, one.Stage, seconds = Seconds(one.Took), one.Money, one.Problem, steps = one.Timeline.Count });
            foreach (var one in result.Remittances) Line(new { kind = "remittance", one.File, one.Amount, one.Claims, one.State, one.Problem });
            Line(new { kind = "result", result.Succeeded, cases = result.Cases.Count, arrived = result.Cases.Count(c => c.Arrived), events = result.Proof.Events, auditComplete = result.Proof.Complete, seconds = Seconds(result.Took) });
            return;
        }

        if (result.Cases.FirstOrDefault(c => c.Arrived) is { } first) ShowTimeline(first);
        ShowCases(result);
        foreach (var remittance in result.Remittances)
            AnsiConsole.MarkupLineInterpolated($"remittance {remittance.File}: {remittance.Amount}, {remittance.Claims} claims, {remittance.State}{(remittance.Problem is { } p ? $" — {p}" : ", figures as expected")}");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"audit: {(result.Proof.Complete ? "complete" : "NOT complete")} against every service's log, {result.Proof.Events} events by position and hash");
        if (!result.Proof.Complete) AnsiConsole.WriteLine(result.Proof.Text);
        var arrived = result.Cases.Count(c => c.Arrived);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{arrived} of {result.Cases.Count} cases arrived in {Seconds(result.Took)} s[/]");
    }

    private static void ShowTimeline(CaseResult one)
    {
        var table = new Table().Border(TableBorder.Simple).Title($"case {one.TrackingId}").AddColumns("when", "service", "what happened", "who");
        foreach (var step in one.Timeline) table.AddRow(step.At.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture), step.Service, step.Type, step.Role);
        AnsiConsole.Write(table);
    }

    private static void ShowCases(DemonstrationResult result)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var name in new[] { "case", "tracking", "stage" }) table.AddColumn(new TableColumn(name).NoWrap().PadRight(1));
        foreach (var name in new[] { "seconds", "charged", "paid", "adjusted", "patient", "journal" }) table.AddColumn(new TableColumn(name).RightAligned().NoWrap().PadRight(1));
        table.AddColumn("");
        foreach (var one in result.Cases)
        {
            var journal = one.Money is { } m && m.Debits != m.Credits ? $"{Text(m.Debits)}≠{Text(m.Credits)}" : Text(one.Money?.Debits);
            table.AddRow(
                one.Number.ToString(CultureInfo.InvariantCulture), one.TrackingId, one.Stage, Seconds(one.Took).ToString("0.00", CultureInfo.InvariantCulture),
                Text(one.Money?.Charged), Text(one.Money?.Paid), Text(one.Money?.Adjusted), Text(one.Money?.PatientResponsibility), journal, Markup.Escape(one.Problem ?? ""));
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine("charged = paid + adjusted + patient for each case that arrived; journal is what was debited and credited.");
    }

    private static string Text(decimal? amount) => amount?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);

    private static string Clock() => TimeProvider.System.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
