using System.Text.Json;
using System.Text.Json.Serialization;

namespace Healthcare.Audit.Trail;

/// <summary>What a stage does to where a case stands.</summary>
public enum StageMove
{
    /// <summary>Holds against every stage that is not of a higher rank.</summary>
    Forward,

    /// <summary>Holds against every rank: the case goes back, and goes on from this rank.</summary>
    Back,

    /// <summary>Holds against every rank; at the last rank nothing but reopening leads out of it.</summary>
    End,

    /// <summary>Holds always: the case begins anew.</summary>
    Reopen,
}

/// <summary>One stage as <c>stages.json</c> says it; <paramref name="WaitingFor"/> is the code that a partner reads, absent when the partner waits for nothing.</summary>
public sealed record StageRule(string Stage, int Rank, IReadOnlyList<string> BegunBy, StageMove Move = StageMove.Forward, string? WaitingFor = null, bool Completes = false);

/// <summary>A service recorded that a stage began.</summary>
public sealed record StageMark(string Stage, DateTimeOffset At);

/// <summary>A case came to a stage.</summary>
public sealed record StageChange(string Stage, DateTimeOffset Since);

/// <summary>
/// Where a case stands, as a pure function of what each service recorded in its own order. Services are not ordered among each other, so whatever the order in which their
/// marks arrive, the same marks give the same stages: they are merged by the time that their service gave them (a service's own order first, then rank, then its name) and
/// taken one after another by the rule in <c>stages.json</c>.
/// </summary>
public static class Stages
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };
    private static readonly Map Data = Read();
    private static readonly Dictionary<string, StageRule> ByName = Data.Stages.ToDictionary(s => s.Stage, StringComparer.Ordinal);
    private static readonly (string Prefix, string? Member, string? Value, StageRule Rule)[] Begun = [.. Data.Stages.SelectMany(s => s.BegunBy.Select(b => Parse(b, s)))];

    public static IReadOnlyList<StageRule> Rules => Data.Stages;

    public static IEnumerable<string> All => Data.Stages.Select(s => s.Stage);

    public static string First => Data.Stages[0].Stage;

    public static StageRule? Find(string stage) => ByName.GetValueOrDefault(stage);

    /// <summary>True of the stage at which a case is done with for everybody.</summary>
    public static bool Completes(string? stage) => stage is not null && Find(stage) is { Completes: true };

    /// <summary>True when nothing is to be done any more but by reopening, or because the ledger has it.</summary>
    public static bool IsOver(string stage) => Find(stage) is { } rule && (rule.Completes || rule.Rank >= Data.LastRank);

    /// <summary>The stage that an event begins, or null.</summary>
    public static string? BegunBy(string type, JsonElement data)
    {
        foreach (var (prefix, member, value, rule) in Begun)
        {
            if (type.StartsWith(prefix, StringComparison.Ordinal) && (member is null || TrailData.TextAt(data, member) == value)) return rule.Stage;
        }

        return null;
    }

    /// <summary>The stages that a case came to, in order; the last is where it stands.</summary>
    public static IReadOnlyList<StageChange> Follow(IEnumerable<KeyValuePair<string, IReadOnlyList<StageMark>>> marksByService)
    {
        var changes = new List<StageChange>();
        StageRule? current = null;
        foreach (var (rule, at) in Merge(marksByService))
        {
            if (rule == current || !Holds(rule, current)) continue;
            current = rule;
            changes.Add(new StageChange(rule.Stage, at));
        }

        return changes;
    }

    private static bool Holds(StageRule next, StageRule? current) => (next.Move, current) switch
    {
        (_, null) or (StageMove.Reopen, _) => true,
        (_, { } over) when over.Rank >= Data.LastRank => false,
        (StageMove.Forward, { } before) => next.Rank >= before.Rank,
        _ => true,
    };

    // A service's clock may stand or step back while its order never does, so a mark counts as not earlier than the one before it.
    private static IEnumerable<(StageRule Rule, DateTimeOffset At)> Merge(IEnumerable<KeyValuePair<string, IReadOnlyList<StageMark>>> marksByService)
    {
        var queues = marksByService.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => new Queue<(StageRule Rule, DateTimeOffset At)>(InOwnOrder(s.Value))).ToList();
        while (queues.Where(q => q.Count > 0).MinBy(q => (q.Peek().At, q.Peek().Rule.Rank)) is { } next) yield return next.Dequeue();
    }

    private static IEnumerable<(StageRule Rule, DateTimeOffset At)> InOwnOrder(IReadOnlyList<StageMark> marks)
    {
        var latest = DateTimeOffset.MinValue;
        foreach (var mark in marks)
        {
            latest = mark.At > latest ? mark.At : latest;
            if (Find(mark.Stage) is { } rule) yield return (rule, latest);
        }
    }

    private static (string Prefix, string? Member, string? Value, StageRule Rule) Parse(string begun, StageRule rule) => begun.Split([' ', '=']) switch
    {
        [var prefix] => (prefix, null, null, rule),
        [var prefix, var member, var value] => (prefix, member, value, rule),
        _ => throw new InvalidDataException($"stages.json: '{begun}' is not 'event.' or 'event. member=value'."),
    };

    private static Map Read()
    {
        using var stream = typeof(Stages).Assembly.GetManifestResourceStream("stages.json") ?? throw new InvalidOperationException("stages.json is not embedded.");
        return JsonSerializer.Deserialize<Map>(stream, Json) ?? throw new InvalidDataException("stages.json is empty.");
    }

    private sealed record Map(int LastRank, IReadOnlyList<StageRule> Stages);
}
