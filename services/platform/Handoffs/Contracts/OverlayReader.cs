namespace Healthcare.Handoffs;

/// <summary>Turns a file of <c>contracts/handoffs/overlays</c> into an overlay, or into everything that is wrong with it by line.</summary>
internal sealed class OverlayReader(string file, IReadOnlyDictionary<string, BusinessCalendar> calendars, RoleBook? roles)
{
    public Overlay? Read(string text, List<ContractProblem> problems)
    {
        var before = problems.Count;
        if (YamlFile.Read(file, text, problems) is not { } root) return null;
        var name = root.Name("overlay");
        if (name.Length > 0 && !string.Equals(Path.GetFileNameWithoutExtension(file), name, StringComparison.Ordinal)) root.Problem($"the file of '{name}' must be called {name}.yaml", root.Find("overlay"));
        var applies = root.Mapping("applies");
        var scope = applies is null ? new HandoffScope() : new HandoffScope { Payer = Optional(applies, "payer"), Site = Optional(applies, "site"), ServiceLine = Optional(applies, "serviceLine"), Entity = Optional(applies, "entity") };
        if (applies is not null && scope == new HandoffScope()) applies.Problem("an overlay applies to a payer, a site, a serviceLine or an entity");
        applies?.NothingElse();
        var version = root.Whole("version");
        var effective = root.Date("effective");
        var changes = new List<OverlayChange>();
        foreach (var (boundary, change) in root.Mapping("boundaries")?.MappingsByBoundary() ?? []) changes.Add(Change(boundary, change));
        root.NothingElse();
        return problems.Count == before ? new Overlay(name, version, effective, scope, changes, file) : null;
    }

    private OverlayChange Change(string boundary, YamlReader change)
    {
        var made = new OverlayChange(boundary, change.Text("because"), change.Line)
        {
            OwnerRole = change.Find("ownerRole") is { } owner ? (Held(change, "ownerRole"), (int)owner.Start.Line) : null,
            Nudge = change.Find("nudge") is { } nudge ? (change.Percent("nudge", 75), (int)nudge.Start.Line) : null,
            Clocks = Clocks(change),
            Escalation = change.Find("escalation") is { } chain ? (ContractReader.Chain(change, role => Held(role, "role")), (int)chain.Start.Line) : null,
            Conditions = [.. change.Mappings("conditions", required: false).Select(Condition)],
            Grounds = Grounds(change),
            Attention = change.Find("attention") is { } attention ? (ContractReader.Moments(change), (int)attention.Start.Line) : null,
        };
        change.NothingElse();
        return made;
    }

    private Dictionary<string, ClockChange> Clocks(YamlReader change)
    {
        var clocks = new Dictionary<string, ClockChange>(StringComparer.Ordinal);
        if (change.Mapping("clock", required: false) is not { } clock) return clocks;
        foreach (var (name, variant) in clock.Mapping("variants", required: false)?.MappingsByName() ?? [])
        {
            clocks[name] = Clock(variant);
            variant.NothingElse();
        }

        var own = Clock(clock);
        if (own is not { Duration: null, Days: null, TimeZone: null, Calendar: null }) clocks[""] = own;
        clock.NothingElse();
        return clocks;
    }

    private ClockChange Clock(YamlReader clock)
    {
        BusinessCalendar? calendar = null;
        if (Optional(clock, "calendar") is { } name && !calendars.TryGetValue(name, out calendar)) clock.Problem($"no calendar is called '{name}'", clock.Find("calendar"));
        var line = clock.Find("duration")?.Start.Line ?? clock.Find("days")?.Start.Line ?? clock.Find("timeZone")?.Start.Line ?? clock.Find("calendar")?.Start.Line;
        return new ClockChange(Optional(clock, "duration"), clock.Find("days") is null ? null : clock.Choice<DayCount>("days"), Optional(clock, "timeZone"), calendar, line is { } at ? (int)at : clock.Line);
    }

    private static ConditionChange Condition(YamlReader condition)
    {
        var values = condition.Mapping("parameters", required: false)?.Values().ToDictionary(v => v.Key, v => v.Values, StringComparer.Ordinal);
        var change = new ConditionChange(
            condition.Name("predicate"), Optional(condition, "sentence"), condition.Find("from") is null ? null : condition.Name("from"), values is null ? null : new Parameters(values), condition.Line);
        condition.NothingElse();
        return change;
    }

    private static (IReadOnlyList<string> Grounds, int Line)? Grounds(YamlReader change)
    {
        if (change.Mapping("proceedAnyway", required: false) is not { } proceed) return null;
        var grounds = proceed.Texts("grounds");
        var line = (int)(proceed.Find("grounds")?.Start.Line ?? proceed.Line);
        proceed.NothingElse();
        return (grounds, line);
    }

    private string Held(YamlReader reader, string key)
    {
        var role = reader.Name(key);
        if (role.Length > 0 && roles is not null && roles.Find(role) is null) reader.Problem($"nobody holds the role '{role}'", reader.Find(key));
        return role;
    }

    private static string? Optional(YamlReader reader, string key) => reader.Find(key) is null ? null : reader.Text(key);
}
