using System.Globalization;

namespace Healthcare.Handoffs;

/// <summary>Turns a file of <c>contracts/handoffs/calendars</c> into a calendar; one may extend another, such as a payer's the federal one.</summary>
internal static class CalendarReader
{
    public static IReadOnlyList<BusinessCalendar> Read(IEnumerable<(string File, string Text)> files, IEnumerable<BusinessCalendar> known, List<ContractProblem> problems)
    {
        var drafts = new Dictionary<string, Draft>(StringComparer.Ordinal);
        foreach (var (file, text) in files)
        {
            if (YamlFile.Read(file, text, problems) is not { } root) continue;
            var draft = DraftOf(file, root);
            if (!drafts.TryAdd(draft.Name, draft)) root.Problem($"the calendar '{draft.Name}' has two files");
        }

        if (problems.Count > 0) return [];
        var made = known.ToDictionary(c => c.Name, StringComparer.Ordinal);
        return [.. drafts.Values.Select(d => Make(d, drafts, made, [])).OfType<BusinessCalendar>()];
    }

    private static Draft DraftOf(string file, YamlReader root)
    {
        var name = root.Name("name");
        if (name.Length > 0 && !string.Equals(Path.GetFileNameWithoutExtension(file), name, StringComparison.Ordinal)) root.Problem($"the file of '{name}' must be called {name}.yaml", root.Find("name"));
        var extends = root.Find("extends") is null ? null : root.Name("extends");
        var draft = new Draft(name, extends, root.Date("from"), root.Date("until"), [.. Weekend(root, extends is not null)], [.. Dates(root)], root);
        if (draft.Until < draft.From) root.Problem("'until' lies before 'from'", root.Find("until"));
        foreach (var day in draft.Holidays.Where(d => d < draft.From || d > draft.Until)) root.Problem($"{day:yyyy-MM-dd} lies outside of what the calendar covers", root.Find("holidays"));
        if (draft.Weekend.Distinct().Count() >= 7) root.Problem("a calendar needs a business day", root.Find("weekend"));
        root.NothingElse();
        return draft;
    }

    private static BusinessCalendar? Make(Draft draft, Dictionary<string, Draft> drafts, Dictionary<string, BusinessCalendar> made, List<string> path)
    {
        if (made.TryGetValue(draft.Name, out var known)) return known;
        if (path.Contains(draft.Name, StringComparer.Ordinal))
        {
            draft.Root.Problem($"the calendar '{draft.Name}' extends itself", draft.Root.Find("extends"));
            return null;
        }

        BusinessCalendar? under = null;
        if (draft.Extends is { } name && !made.TryGetValue(name, out under))
        {
            if (drafts.TryGetValue(name, out var other)) under = Make(other, drafts, made, [.. path, draft.Name]);
            else draft.Root.Problem($"no calendar is called '{name}'", draft.Root.Find("extends"));
            if (under is null) return null;
        }

        var weekend = draft.Weekend.Count > 0 || under is null ? draft.Weekend : under.Weekend;
        var calendar = new BusinessCalendar(draft.Name, [.. under?.Holidays ?? [], .. draft.Holidays], weekend) { From = draft.From, Until = draft.Until };
        made.Add(draft.Name, calendar);
        return calendar;
    }

    private static IEnumerable<DayOfWeek> Weekend(YamlReader root, bool inherits)
    {
        foreach (var text in root.Texts("weekend", required: !inherits))
        {
            if (YamlReader.ChoiceOf<DayOfWeek>(text) is { } day) yield return day;
            else root.Problem($"'{text}' is no day of the week", root.Find("weekend"));
        }
    }

    private static IEnumerable<DateOnly> Dates(YamlReader root)
    {
        var seen = new HashSet<DateOnly>();
        foreach (var (text, at) in root.Items("holidays"))
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) root.Problem($"'{text}' is no date such as 2026-01-31", at);
            else if (!seen.Add(date)) root.Problem($"{text} is in the list twice", at);
            else yield return date;
        }
    }

    private sealed record Draft(string Name, string? Extends, DateOnly From, DateOnly Until, IReadOnlyList<DayOfWeek> Weekend, IReadOnlyList<DateOnly> Holidays, YamlReader Root);
}
