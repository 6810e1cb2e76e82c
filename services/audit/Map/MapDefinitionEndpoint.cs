using System.Globalization;
using System.Text.RegularExpressions;
using Healthcare.Audit.Trail;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Map;

/// <summary>What a boundary demands, in full, and who stands for that.</summary>
internal sealed record MapDefinition
{
    public required string Boundary { get; init; }

    public required string Name { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string Phase { get; init; }

    public required int Version { get; init; }

    public required DateOnly Effective { get; init; }

    /// <summary>The one role that is accountable.</summary>
    public required string OwnerRole { get; init; }

    /// <summary>What the rules of the file rest on: regulation and contract, as its head says.</summary>
    public string? RestsOn { get; init; }

    /// <summary>For each field that crosses, the system that is believed when two disagree.</summary>
    public required IReadOnlyDictionary<string, string> SourceOfTruth { get; init; }

    public required IReadOnlyList<MapCondition> Conditions { get; init; }

    /// <summary>The ways in which an attempt comes out, exactly one of them.</summary>
    public required IReadOnlyList<MapExit> Exits { get; init; }

    /// <summary>Known kinds of failure, whose they are and how long that owner has.</summary>
    public required IReadOnlyList<MapException> ExceptionRoutes { get; init; }

    /// <summary>The grounds on which a named person may send work on although a condition is not met.</summary>
    public required IReadOnlyList<string> ProceedGrounds { get; init; }

    /// <summary>The contract's own clock first; variants have names.</summary>
    public required IReadOnlyList<MapClock> Clocks { get; init; }

    /// <summary>When the owner is reminded, in percent of the time allowed.</summary>
    public required int NudgePercent { get; init; }

    public required MapChain Escalation { get; init; }

    /// <summary>In what payers, sites, service lines and entities depart from it.</summary>
    public required IReadOnlyList<string> Deviations { get; init; }

    /// <summary>The day from which this version was changed to what it is.</summary>
    public required DateOnly ChangedOn { get; init; }

    /// <summary>Who proposed it; the name of its file where it came with the build.</summary>
    public required string ChangedBy { get; init; }

    /// <summary>Who approved it, another person; absent where it came with the build.</summary>
    public string? ApprovedBy { get; init; }

    public required DateOnly ReviewedOn { get; init; }

    public string? ReviewedBy { get; init; }

    /// <summary>Nobody has gone through it for a year.</summary>
    public required bool ReviewOverdue { get; init; }

    /// <summary>What is proposed and not approved.</summary>
    public MapProposal? Proposal { get; init; }

    public DateTimeOffset? AsOf { get; init; }

    public long? LagMilliseconds { get; init; }
}

/// <summary>What must be true, in a sentence; <paramref name="Supplier"/> is the role or partner that supplies what is missing.</summary>
internal sealed record MapCondition(string Predicate, string Sentence, string Supplier, ClockSource Source);

/// <summary>A way in which an attempt comes out.</summary>
internal sealed record MapExit(string Outcome, string Meaning);

/// <summary>Where a known kind of failure goes.</summary>
internal sealed record MapException(string Code, string OwnerRole, string Path, MapClock Clock);

/// <summary>A clock in words and as the file states it; <paramref name="Name"/> is absent for the contract's own.</summary>
internal sealed record MapClock(string? Name, string Allowed, ClockSource Source, string Duration, DayCount Days, string TimeZone, string Calendar, string StartsAt);

/// <summary>Who is told when time runs out, one level after the other, the last one again every <paramref name="Repeated"/>.</summary>
internal sealed record MapChain(string Name, IReadOnlyList<MapLevel> Levels, string Repeated);

/// <summary>How long after the clock ran out a role is told.</summary>
internal sealed record MapLevel(string Role, string Told);

/// <summary>A version that another person has to approve.</summary>
internal sealed record MapProposal(int Version, DateOnly Effective, string ReasonCode, string ProposedBy, DateTimeOffset At);

internal static partial class MapDefinitionEndpoint
{
    private static readonly IReadOnlyList<MapExit> Exits =
    [
        new("accepted", "The receiver took the work."),
        new("returned", "The receiver gave it back and says, item by item, what it needs."),
        new("timed-out", "Nobody answered in time; the chain is told, and a late answer is still applied."),
    ];

    public static void Map(RouteGroupBuilder definitions)
    {
        definitions.MapGet("/", ListAsync).Described("listMapDefinitions", "Every boundary's definition in the order of the journey; those that nobody has reviewed for a year are flagged");
        definitions.MapGet("/{id}", ReadAsync).Described(
            "readMapDefinition", "A boundary's definition: owner, conditions, exits, clocks, escalation, version, and when and by whom it was last changed and reviewed", DefinitionRefusals.Unknown);
    }

    private static async Task<Ok<Page<MapDefinition>>> ListAsync(MapDefinitions definitions, LagWatch lag, TimeProvider clock, CancellationToken cancel)
    {
        var behind = lag.Now();
        return TypedResults.Ok(new Page<MapDefinition>([.. (await definitions.AllAsync(cancel)).Select(d => Answer(d, definitions, behind, clock.GetUtcNow()))], Next: null));
    }

    private static async Task<Results<Ok<MapDefinition>, ProblemResult>> ReadAsync(string id, MapDefinitions definitions, LagWatch lag, TimeProvider clock, CancellationToken cancel)
    {
        var behind = lag.Now();
        return await definitions.FindAsync(id, cancel) is { } defined ? TypedResults.Ok(Answer(defined, definitions, behind, clock.GetUtcNow())) : new ProblemResult(DefinitionRefusals.Unknown.ToProblem());
    }

    private static MapDefinition Answer(BoundaryDefinition defined, MapDefinitions definitions, LagNow behind, DateTimeOffset now)
    {
        var contract = defined.Contract;
        return new MapDefinition
        {
            Boundary = contract.Id,
            Name = contract.Name,
            From = contract.From,
            To = contract.To,
            Phase = Journey.PhaseOf(contract.Id),
            Version = contract.Version,
            Effective = contract.Effective,
            OwnerRole = contract.OwnerRole,
            RestsOn = Head(defined.Text),
            SourceOfTruth = contract.SourceOfTruth,
            Conditions = [.. contract.Conditions.Select(c => new MapCondition(c.Predicate, c.Sentence, c.From, c.Source))],
            Exits = Exits,
            ExceptionRoutes = [.. contract.ExceptionRoutes.Select(r => new MapException(r.Code, r.OwnerRole, r.Path, ClockOf(null, r.Clock)))],
            ProceedGrounds = contract.ProceedGrounds,
            Clocks = [ClockOf(null, contract.Clock), .. contract.Variants.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => ClockOf(v.Key, v.Value))],
            NudgePercent = contract.NudgePercent,
            Escalation = new MapChain(contract.Escalation.Name, [.. contract.Escalation.Levels.Select(LevelOf)], Journey.Words(contract.Escalation.Repeat)),
            Deviations = definitions.DeviationsOf(contract.Id),
            ChangedOn = defined.Approval is { } approved ? DateOnly.FromDateTime(approved.At.UtcDateTime) : contract.Effective,
            ChangedBy = defined.Approval?.AuthorId ?? contract.File,
            ApprovedBy = defined.Approval?.ApproverId,
            ReviewedOn = defined.ReviewedOn,
            ReviewedBy = defined.Changes?.ReviewedBy,
            ReviewOverdue = defined.IsReviewOverdue(now),
            Proposal = defined.Changes?.Proposal is { } p ? new MapProposal(p.Version, p.Effective, p.ReasonCode, p.Author.Id, p.At) : null,
            AsOf = behind.AsOf,
            LagMilliseconds = behind.Milliseconds,
        };
    }

    private static MapLevel LevelOf(EscalationLevel level) =>
        new(level.Role, level.LateBy is { } late ? $"{Journey.Words(late)} late" : string.Create(CultureInfo.InvariantCulture, $"{level.LatePercent ?? 0} % of the time allowed late"));

    private static MapClock ClockOf(string? name, Clock clock) =>
        new(name, Journey.Allowed(clock), clock.Source, clock.Duration, clock.Days, clock.TimeZone, clock.Calendar.Name, clock.StartsAt);

    // The head of a file says which rule it states; a line for editors is not of it.
    private static string? Head(string text)
    {
        var lines = text.Split('\n').TakeWhile(l => l.StartsWith('#')).Where(l => !l.Contains("yaml-language-server", StringComparison.Ordinal)).Select(l => l.TrimStart('#').Trim());
        var head = Spaces().Replace(string.Join(' ', lines), " ").Trim();
        return head.Length == 0 ? null : head;
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1_000)]
    private static partial Regex Spaces();
}
