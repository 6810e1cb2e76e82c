using System.Xml;

namespace Healthcare.Handoffs;

/// <summary>Turns a contract file into a contract, or into everything that is wrong with it by line.</summary>
internal sealed class ContractReader(string file, IReadOnlyDictionary<string, BusinessCalendar> calendars, RoleBook? roles)
{
    private readonly List<ContractProblem> problems = [];

    public static (BoundaryContract? Contract, IReadOnlyList<ContractProblem> Problems) Read(
        string file, string text, IReadOnlyDictionary<string, BusinessCalendar> calendars, RoleBook? roles)
    {
        var reader = new ContractReader(file, calendars, roles);
        var contract = reader.Read(text);
        return (reader.problems.Count == 0 ? contract : null, reader.problems);
    }

    private BoundaryContract? Read(string text)
    {
        return YamlFile.Read(file, text, problems) is { } root ? Contract(root) : null;
    }

    private BoundaryContract? Contract(YamlReader root)
    {
        var id = root.Text("id");
        if (id.Length > 0 && !YamlReader.BoundaryId().IsMatch(id)) root.Problem($"'{id}' is no boundary id such as B06", root.Find("id"));
        if (id.Length > 0 && !string.Equals(Path.GetFileNameWithoutExtension(file), id, StringComparison.Ordinal)) root.Problem($"the file of {id} must be called {id}.yaml", root.Find("id"));
        var owner = Held(root, "ownerRole");
        var clocks = root.Mapping("clock");
        var clock = clocks is null ? null : Clock(clocks, fallback: null);
        var variants = new Dictionary<string, Clock>(StringComparer.Ordinal);
        foreach (var (name, variant) in clocks?.Mapping("variants", required: false)?.MappingsByName() ?? [])
        {
            if (Clock(variant, clock) is { } made) variants[name] = made;
            variant.NothingElse();
        }

        clocks?.NothingElse();
        var proceed = root.Mapping("proceedAnyway", required: false);
        var contract = new
        {
            Version = root.Whole("version"),
            Effective = root.Date("effective"),
            Name = root.Text("name"),
            From = root.Text("from"),
            To = root.Text("to"),
            SourceOfTruth = SourceOfTruth(root),
            Conditions = Conditions(root, owner),
            NudgePercent = root.Percent("nudge", 75),
            Escalation = Escalation(root, owner),
            Routes = Routes(root, clock),
            Audit = root.Texts("requiredAuditEvents"),
            Grounds = proceed?.Texts("grounds") ?? [],
            Attention = Attention(root),
            Permits = Permits(root),
            ReviewedOn = root.Find("reviewed") is null ? (DateOnly?)null : root.Date("reviewed"),
        };
        if (contract.NudgePercent >= 100) root.Problem("the nudge comes before the time is up: write less than 100%", root.Find("nudge"));
        proceed?.NothingElse();
        root.NothingElse();
        if (clock is null || problems.Count > 0) return null;
        return new BoundaryContract
        {
            Id = id,
            Version = contract.Version,
            Effective = contract.Effective,
            Name = contract.Name,
            From = contract.From,
            To = contract.To,
            OwnerRole = owner,
            SourceOfTruth = contract.SourceOfTruth,
            Conditions = contract.Conditions,
            Clock = clock,
            Variants = variants,
            NudgePercent = contract.NudgePercent,
            Escalation = contract.Escalation,
            ExceptionRoutes = contract.Routes,
            RequiredAuditEvents = contract.Audit,
            ProceedGrounds = contract.Grounds,
            Attention = contract.Attention,
            Permits = contract.Permits,
            ReviewedOn = contract.ReviewedOn ?? contract.Effective,
            File = file,
        };
    }

    private Clock? Clock(YamlReader clock, Clock? fallback)
    {
        var source = clock.Choice("source", fallback?.Source);
        var duration = clock.Text("duration");
        var days = clock.Choice("days", fallback?.Days);
        var zone = clock.Text("timeZone", fallback?.TimeZone);
        var startsAt = clock.Name("startsAt", fallback?.StartsAt ?? Handoffs.Clock.FromOffer);
        var calendarName = clock.Name("calendar", fallback?.Calendar.Name ?? BusinessCalendar.Weekdays.Name);
        if (!calendars.TryGetValue(calendarName, out var calendar)) clock.Problem($"no calendar is called '{calendarName}'", clock.Find("calendar"));
        if (duration.Length == 0 || zone.Length == 0 || calendar is null) return null;
        var (made, problem) = Handoffs.Clock.Of(source, duration, days, zone, calendar, startsAt);
        if (problem is not null) clock.Problem(problem, clock.Find("duration"));
        return made;
    }

    private static Dictionary<string, string> SourceOfTruth(YamlReader root)
    {
        var truth = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (field, systems) in root.Mapping("sourceOfTruth")?.Values() ?? [])
        {
            if (systems is not [var system]) root.Problem($"'{field}' needs one source of truth", root.Find("sourceOfTruth"));
            else truth[field] = system;
        }

        return truth;
    }

    private static List<Condition> Conditions(YamlReader root, string owner)
    {
        var conditions = new List<Condition>();
        foreach (var condition in root.Mappings("conditions"))
        {
            var values = condition.Mapping("parameters", required: false)?.Values().ToDictionary(v => v.Key, v => v.Values, StringComparer.Ordinal);
            var predicate = condition.Name("predicate");
            if (conditions.Any(c => c.Predicate == predicate)) condition.Problem($"'{predicate}' is asked twice");
            conditions.Add(new Condition(predicate, condition.Text("sentence"), values is null ? Parameters.None : new Parameters(values))
            {
                From = condition.Name("from", owner),
                Source = condition.Choice<ClockSource>("source", ClockSource.Policy),
                Line = condition.Line,
            });
            condition.NothingElse();
        }

        return conditions;
    }

    private EscalationChain Escalation(YamlReader root, string owner)
    {
        var chain = Chain(root, level => Held(level, "role"));
        var levels = root.Mapping("escalation", required: false)?.Mappings("levels", required: false) ?? [];
        for (var i = 0; i < Math.Min(levels.Count, chain.Levels.Count); i++)
        {
            var role = chain.Levels[i].Role;
            if (role.Length > 0 && role == owner) levels[i].Problem($"the escalation goes round in a circle: '{role}' owns the boundary", levels[i].Find("role"));
            if (chain.Levels.Take(i).FirstOrDefault(l => roles?.ReportsTo(role, l.Role) == true) is { } above)
                levels[i].Problem($"the escalation goes round in a circle: '{role}' reports to '{above.Role}', who was told before", levels[i].Find("role"));
        }

        return chain;
    }

    internal static EscalationChain Chain(YamlReader root, Func<YamlReader, string> roleOf)
    {
        if (root.Mapping("escalation") is not { } chain) return new EscalationChain("", [], TimeSpan.Zero);
        var levels = new List<EscalationLevel>();
        foreach (var level in chain.Mappings("levels"))
        {
            var role = roleOf(level);
            var late = level.Text("late");
            var percent = YamlReader.PercentOf(late);
            var by = percent is null ? Span(late) : null;
            if (percent is null && by is null) level.Problem($"'late' is a share such as 25% or an ISO 8601 time such as PT4H, not '{late}'", level.Find("late"));
            if (levels.Any(l => l.Role == role)) level.Problem($"the escalation goes round in a circle: '{role}' is in the chain twice", level.Find("role"));
            levels.Add(new EscalationLevel(role, percent, by));
            level.NothingElse();
        }

        var repeat = chain.Text("repeat", "P1D");
        if (Span(repeat) is not { } every)
        {
            chain.Problem($"'repeat' must be an ISO 8601 time such as P1D, not '{repeat}'", chain.Find("repeat"));
            every = TimeSpan.FromDays(1);
        }

        var made = new EscalationChain(chain.Text("chain"), levels, every);
        chain.NothingElse();
        return made;
    }

    private List<ExceptionRoute> Routes(YamlReader root, Clock? fallback)
    {
        var routes = new List<ExceptionRoute>();
        foreach (var route in root.Mappings("exceptionRoutes"))
        {
            var code = route.Name("code");
            var owner = Held(route, "ownerRole");
            var path = route.Text("path");
            if (route.Mapping("clock") is { } given)
            {
                if (Clock(given, fallback) is { } clock) routes.Add(new ExceptionRoute(code, owner, path, clock));
                given.NothingElse();
            }

            route.NothingElse();
        }

        return routes;
    }

    // A role that nobody holds is told nothing.
    private string Held(YamlReader reader, string key)
    {
        var role = reader.Name(key);
        if (role.Length > 0 && roles is not null && roles.Find(role) is null) reader.Problem($"nobody holds the role '{role}'", reader.Find(key));
        return role;
    }

    private static List<OverlayPermit> Permits(YamlReader root)
    {
        var permits = new List<OverlayPermit>();
        foreach (var text in root.Texts("permits", required: false))
        {
            if (YamlReader.ChoiceOf<OverlayPermit>(text) is { } permit) permits.Add(permit);
            else root.Problem($"'{text}' is nothing that an overlay can be permitted: {string.Join(", ", Enum.GetNames<OverlayPermit>().Select(YamlReader.KebabOf))}", root.Find("permits"));
        }

        return permits;
    }

    private static List<AttentionMoment> Attention(YamlReader root) =>
        root.Find("attention") is null ? [AttentionMoment.Blocked, AttentionMoment.Returned, AttentionMoment.TimedOut] : Moments(root);

    internal static List<AttentionMoment> Moments(YamlReader root)
    {
        var moments = new List<AttentionMoment>();
        foreach (var text in root.Texts("attention"))
        {
            if (YamlReader.ChoiceOf<AttentionMoment>(text) is { } moment) moments.Add(moment);
            else root.Problem($"'{text}' is no moment of a handoff: blocked, returned, timed-out", root.Find("attention"));
        }

        return moments;
    }

    private static TimeSpan? Span(string text)
    {
        try
        {
            var span = XmlConvert.ToTimeSpan(text);
            return span > TimeSpan.Zero ? span : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
