using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

/// <summary>A boundary's definition as people read it: owner, conditions, exits, clock, version, and when and by whom it was last changed.</summary>
public sealed record DefinitionAnswer
{
    public required string Boundary { get; init; }

    public required string Name { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    public required string OwnerRole { get; init; }

    public required int Version { get; init; }

    public required DateOnly Effective { get; init; }

    /// <summary>What must be true, in sentences.</summary>
    public required IReadOnlyList<string> Conditions { get; init; }

    public required IReadOnlyList<DefinitionClock> Clocks { get; init; }

    /// <summary>The roles of the chain, in order.</summary>
    public required IReadOnlyList<string> Chain { get; init; }

    /// <summary>Known failures and whose they are.</summary>
    public required IReadOnlyList<DefinitionExit> Exits { get; init; }

    public required IReadOnlyList<string> ProceedGrounds { get; init; }

    /// <summary>In what payers, sites, service lines and entities depart from it.</summary>
    public required IReadOnlyList<string> Deviations { get; init; }

    /// <summary>Whether this service holds the boundary.</summary>
    public required bool IsHeld { get; init; }

    public string? ChangedBy { get; init; }

    public string? ApprovedBy { get; init; }

    public DateTimeOffset? ChangedAt { get; init; }

    public required DateOnly ReviewedOn { get; init; }

    /// <summary>Nobody has gone through it for a year.</summary>
    public required bool IsReviewOverdue { get; init; }

    public DefinitionProposed? Proposal { get; init; }
}

/// <summary>A clock of a definition; the contract's own has no name.</summary>
public sealed record DefinitionClock(string? Name, ClockSource Source, string Duration, DayCount Days, string TimeZone, string Calendar, string StartsAt);

/// <summary>A way out of a definition.</summary>
public sealed record DefinitionExit(string Code, string OwnerRole, string Path);

internal static class DefinitionEndpoints
{
    internal static void Map(IEndpointRouteBuilder app)
    {
        var definitions = app.MapGroup("/definitions").RequireAuthorization(Policies.Staff).WithTags("definitions");
        definitions.MapGet("/", ListAsync).Described("listDefinitions", "Every boundary's definition; those that nobody has reviewed for a year are flagged");
        definitions.MapGet("/{id}", GetAsync).Described("readDefinition", "A boundary's definition: owner, conditions, exits, clock, version, last change, and what is proposed", DefinitionRefusals.Unknown);
        ProposeDefinitionEndpoint.Map(definitions);
        ApproveDefinitionEndpoint.Map(definitions);
        DryRunEndpoint.Map(definitions);
    }

    internal static ProblemResult Wrong(IReadOnlyList<ContractProblem> problems) =>
        new(new ProblemAnswer(KnownProblems.RequestInvalid) { Errors = [.. problems.Select(p => new ProblemError("$.text", "contract", $"Line {p.Line}: {p.Sentence}"))] });

    private static async Task<Ok<Page<DefinitionAnswer>>> ListAsync(Boundaries boundaries, Views<DefinitionDocument> documents, TimeProvider clock, CancellationToken cancel)
    {
        var answers = new List<DefinitionAnswer>();
        foreach (var contract in boundaries.Contracts.Values.OrderBy(c => c.Id, StringComparer.Ordinal))
            answers.Add(Answer(boundaries, contract, await documents.FindAsync(DefinitionAggregate.IdOf(contract.Id), cancel), clock.GetUtcNow()));
        return TypedResults.Ok(new Page<DefinitionAnswer>(answers, Next: null));
    }

    private static async Task<Results<VersionedResult<DefinitionAnswer>, ProblemResult>> GetAsync(string id, Boundaries boundaries, Views<DefinitionDocument> documents, TimeProvider clock, CancellationToken cancel)
    {
        if (!boundaries.Contracts.TryGetValue(id, out var contract)) return new ProblemResult(DefinitionRefusals.Unknown.ToProblem());
        var document = await documents.FindAsync(DefinitionAggregate.IdOf(id), cancel);
        return Answer(boundaries, contract, document, clock.GetUtcNow()).At(new StreamVersion(document?.Version ?? 0));
    }

    private static DefinitionAnswer Answer(Boundaries boundaries, BoundaryContract contract, DefinitionDocument? document, DateTimeOffset now)
    {
        var changed = document?.Approved.LastOrDefault(a => a.Version == contract.Version);
        var reviewedOn = document?.ReviewedAt is { } at && DateOnly.FromDateTime(at.UtcDateTime) > contract.ReviewedOn ? DateOnly.FromDateTime(at.UtcDateTime) : contract.ReviewedOn;
        return new DefinitionAnswer
        {
            Boundary = contract.Id,
            Name = contract.Name,
            From = contract.From,
            To = contract.To,
            OwnerRole = contract.OwnerRole,
            Version = contract.Version,
            Effective = contract.Effective,
            Conditions = [.. contract.Conditions.Select(c => c.Sentence)],
            Clocks = [Clock(null, contract.Clock), .. contract.Variants.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => Clock(v.Key, v.Value))],
            Chain = [.. contract.Escalation.Levels.Select(l => l.Role)],
            Exits = [.. contract.ExceptionRoutes.Select(r => new DefinitionExit(r.Code, r.OwnerRole, r.Path))],
            ProceedGrounds = contract.ProceedGrounds,
            Deviations = [.. boundaries.Deviations.Where(d => d.Boundary == contract.Id).Select(d => d.ToString())],
            IsHeld = boundaries.Held.Contains(contract.Id, StringComparer.Ordinal),
            ChangedBy = changed?.AuthorId,
            ApprovedBy = changed?.ApproverId,
            ChangedAt = changed?.At,
            ReviewedOn = reviewedOn,
            IsReviewOverdue = DateOnly.FromDateTime(now.UtcDateTime) > reviewedOn.AddYears(1),
            Proposal = document?.Proposal,
        };
    }

    private static DefinitionClock Clock(string? name, Clock clock) => new(name, clock.Source, clock.Duration, clock.Days, clock.TimeZone, clock.Calendar.Name, clock.StartsAt);
}

internal static class ProposeDefinitionEndpoint
{
    internal sealed record Request(string Text, string ReasonCode);

    internal static void Map(RouteGroupBuilder definitions) => definitions.MapPut("/{id}/proposal", HandleAsync).Validating<Request>()
        .Described("proposeDefinition", "Proposes a new version of a contract, the whole file; what is wrong with it is said by line", DefinitionRefusals.Unknown, DefinitionRefusals.NotHeld, DefinitionRefusals.VersionNotHigher, DefinitionRefusals.PersonMustDecide);

    private static async Task<Results<CommandResult, ProblemResult>> HandleAsync(
        string id, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Boundaries boundaries, Streams<DefinitionCommand> definitions, TimeProvider clock, CancellationToken cancel)
    {
        if (!boundaries.Contracts.TryGetValue(id, out var inForce)) return new Outcome.Refused(DefinitionRefusals.Unknown).ToHttp();
        if (!boundaries.Held.Contains(id, StringComparer.Ordinal)) return new Outcome.Refused(DefinitionRefusals.NotHeld).ToHttp();
        var (contract, problems) = boundaries.Try(id, request.Text);
        if (contract is null) return DefinitionEndpoints.Wrong(problems);
        var command = new ProposeDefinition(id, contract.Version, contract.Effective, request.Text, inForce.Version, request.ReasonCode, caller.ToActor(), clock.GetUtcNow());
        var outcome = await definitions.ExecuteAsync(DefinitionAggregate.IdOf(id), version, command, cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Text).NotEmpty().MaximumLength(64_000);
            RuleFor(r => r.ReasonCode).Code();
        }
    }
}

internal static class ApproveDefinitionEndpoint
{
    internal sealed record Request(string Hash);

    internal static void Map(RouteGroupBuilder definitions)
    {
        definitions.MapPut("/{id}/approval", HandleAsync).Validating<Request>()
            .Described("approveDefinition", "Approves what another person proposed; it applies from its effective date", DefinitionRefusals.NothingProposed, DefinitionRefusals.OtherProposal, DefinitionRefusals.ApprovedByAuthor, DefinitionRefusals.PersonMustDecide);
        definitions.MapPut("/{id}/review", ReviewAsync)
            .Described("reviewDefinition", "Says that the definition in force was gone through and is right", DefinitionRefusals.Unknown, DefinitionRefusals.PersonMustDecide);
    }

    private static async Task<CommandResult> HandleAsync(
        string id, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<DefinitionCommand> definitions, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await definitions.ExecuteAsync(DefinitionAggregate.IdOf(id), version, new ApproveDefinition(request.Hash, caller.ToActor(), clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    private static async Task<CommandResult> ReviewAsync(
        string id, [FromHeader(Name = "If-Match")] StreamVersion version, Caller caller, Boundaries boundaries, Streams<DefinitionCommand> definitions, TimeProvider clock, CancellationToken cancel)
    {
        if (!boundaries.Contracts.TryGetValue(id, out var contract)) return new Outcome.Refused(DefinitionRefusals.Unknown).ToHttp();
        var outcome = await definitions.ExecuteAsync(DefinitionAggregate.IdOf(id), version, new ReviewDefinition(id, contract.Version, caller.ToActor(), clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Hash).NotEmpty().Matches("^[0-9a-f]{64}$");
    }
}

internal static class DryRunEndpoint
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(31);

    internal sealed record Request(string Text, DateTimeOffset? From = null, DateTimeOffset? Until = null);

    internal static void Map(RouteGroupBuilder definitions) => definitions.MapPost("/{id}/dry-run", HandleAsync).Validating<Request>()
        .Described("dryRunDefinition", "Says what a definition would have changed about the recorded history, of the last month unless said otherwise; it changes nothing", DefinitionRefusals.Unknown);

    private static async Task<Results<Ok<DryRunReport>, ProblemResult>> HandleAsync(string id, Request request, Boundaries boundaries, DryRun dryRun, TimeProvider clock, CancellationToken cancel)
    {
        if (!boundaries.Contracts.TryGetValue(id, out var inForce)) return new ProblemResult(DefinitionRefusals.Unknown.ToProblem());
        var (contract, problems) = boundaries.Try(id, request.Text);
        if (contract is null) return DefinitionEndpoints.Wrong(problems);
        var until = request.Until ?? clock.GetUtcNow();
        return TypedResults.Ok(await dryRun.RunAsync(inForce, contract, request.From ?? until - Month, until, cancel));
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Text).NotEmpty().MaximumLength(64_000);
    }
}
