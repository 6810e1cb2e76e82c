using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>
/// The contracts in force and the predicates of the boundaries that a service holds; immutable, so that an aggregate's follow-ups stay pure.
/// Keep one in a static field and give it to <c>AddHandoffs</c>.
/// </summary>
public sealed class Boundaries
{
    private readonly IReadOnlyDictionary<string, BoundaryRegistration> registered;

    private Boundaries(IReadOnlyDictionary<string, BoundaryContract> contracts, IReadOnlyDictionary<string, BoundaryRegistration> registered)
    {
        Contracts = contracts;
        this.registered = registered;
    }

    /// <exception cref="ContractException">A contract file is broken, or names a predicate that is not there, or a predicate is named by no file.</exception>
    public static Boundaries Of(Action<HandoffsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new HandoffsBuilder();
        configure(builder);
        var contracts = ContractFiles.Read(builder.Files, builder.Calendars);
        var problems = builder.Registered.SelectMany(r => Misfits(r.Key, r.Value, contracts)).ToList();
        return problems.Count == 0 ? new Boundaries(contracts, builder.Registered) : throw new ContractException(problems);
    }

    /// <summary>Every contract by id, held by this service or not.</summary>
    public IReadOnlyDictionary<string, BoundaryContract> Contracts { get; }

    /// <summary>The ids of the boundaries that this service holds.</summary>
    public IEnumerable<string> Held => registered.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No contract file has this id.</exception>
    public BoundaryContract this[string boundary] =>
        Contracts.TryGetValue(boundary, out var contract) ? contract : throw new KeyNotFoundException($"No contract file states boundary {boundary}.");

    /// <summary>
    /// Offers a subject's work at a boundary: tests every condition now. Offered again while blocked, it lets the same attempt go on when what was missing is there;
    /// offered again after a return, a time-out or a change of context, it opens the next attempt.
    /// </summary>
    /// <param name="contextHash">SHA-256 of the packet that goes with it.</param>
    /// <param name="startedAt">When the contract's clock began, where that is another fact than the offer; the offer itself when it is not known yet.</param>
    /// <param name="clock">A variant of the contract's clock, such as <c>expedited</c>.</param>
    /// <param name="timeZone">Where the days are counted, where that is not the contract's zone.</param>
    public FollowUp Offer<TFacts>(
        string boundary, Guid subjectId, Guid? caseId, TFacts facts, string contextHash, DateTimeOffset at, DateTimeOffset? startedAt = null, string? clock = null, string? timeZone = null)
        where TFacts : notnull
    {
        var contract = Holding(boundary);
        var conditions = new List<ConditionSeen>(contract.Conditions.Count);
        var unmet = new List<Unmet>();
        foreach (var condition in contract.Conditions)
        {
            var verdict = registered[boundary].Predicates[condition.Predicate](facts, condition.Parameters);
            conditions.Add(new ConditionSeen(condition.Predicate, verdict.IsMet, verdict.Inputs));
            if (!verdict.IsMet) unmet.Add(new Unmet(condition.Predicate, condition.Sentence, condition.From));
        }

        var terms = TermsOf(contract, clock, startedAt ?? at, timeZone);
        var renewed = startedAt is null ? terms : TermsOf(contract, clock, at, timeZone);
        return new FollowUp(HandoffId.For(boundary, subjectId), new OfferHandoff(subjectId, caseId, terms, renewed, contextHash, conditions, unmet, at));
    }

    /// <summary>The receiver takes the work.</summary>
    public FollowUp Accept(string boundary, Guid subjectId, Actor by, DateTimeOffset at) =>
        new(HandoffId.For(Holding(boundary).Id, subjectId), new AcceptHandoff(by, at));

    /// <summary>The receiver gives the work back and says, item by item, what it needs; the time for that is the boundary's clock again.</summary>
    public FollowUp Return(string boundary, Guid subjectId, IReadOnlyList<Requirement> requirements, Actor by, DateTimeOffset at, string? clock = null) =>
        new(HandoffId.For(boundary, subjectId), new ReturnHandoff(requirements, TermsOf(Holding(boundary), clock, at), by, at));

    /// <summary>Gives more time, on a clock that the contract names, such as <c>extended</c> for a payer's extension.</summary>
    public FollowUp Extend(string boundary, Guid subjectId, string clock, DateTimeOffset startedAt, string reasonCode, Actor by, DateTimeOffset at) =>
        new(HandoffId.For(boundary, subjectId), new ExtendHandoff(TermsOf(Holding(boundary), clock, startedAt), reasonCode, by, at));

    /// <summary>The sender takes back what is no longer to be done, such as a withdrawn referral.</summary>
    public FollowUp Close(string boundary, Guid subjectId, string reasonCode, Actor by, DateTimeOffset at) =>
        new(HandoffId.For(Holding(boundary).Id, subjectId), new CloseHandoff(reasonCode, by, at));

    /// <summary>Sends a known kind of failure to the owner that the contract names, with the route's clock and the boundary's escalation chain.</summary>
    public FollowUp Exception(string boundary, string code, Guid subjectId, Guid? caseId, DateTimeOffset at, decimal? valueAtStake = null)
    {
        var contract = this[boundary];
        var route = contract.ExceptionRoutes.FirstOrDefault(r => r.Code == code)
            ?? throw new KeyNotFoundException($"{contract.File} has no exception route '{code}'.");
        var dueAt = route.Clock.DueFrom(at);
        return new FollowUp(
            WorkItemId.ForException(boundary, code, subjectId),
            new OpenWorkItem("exception", route.OwnerRole, code, subjectId, dueAt, at)
            {
                Boundary = boundary,
                CaseId = caseId,
                Levels = LevelsOf(contract.Escalation, at, dueAt),
                Repeat = contract.Escalation.Repeat,
                ValueAtStake = valueAtStake,
            });
    }

    /// <summary>Ends the work item of an exception that is no longer one.</summary>
    public static FollowUp Settled(string boundary, string code, Guid subjectId, string reasonCode, DateTimeOffset at) =>
        new(WorkItemId.ForException(boundary, code, subjectId), new CloseWorkItem(reasonCode, at));

    /// <summary>What a contract means for work whose clock starts at a given time: absolute times, owner and chain.</summary>
    public HandoffTerms Terms(string boundary, DateTimeOffset startedAt, string? clock = null, string? timeZone = null) => TermsOf(this[boundary], clock, startedAt, timeZone);

    private BoundaryContract Holding(string boundary) =>
        registered.ContainsKey(boundary) ? this[boundary] : throw new InvalidOperationException($"This service does not hold boundary {boundary}: register it with AddHandoffs.");

    private static HandoffTerms TermsOf(BoundaryContract contract, string? variant, DateTimeOffset startedAt, string? timeZone = null)
    {
        var clock = contract.Clock;
        if (variant is not null && !contract.Variants.TryGetValue(variant, out clock)) throw new KeyNotFoundException($"{contract.File} has no clock '{variant}'.");
        startedAt = EventCodec.Microseconds(startedAt);
        var dueAt = clock.In(timeZone).DueFrom(startedAt);
        return new HandoffTerms
        {
            Boundary = contract.Id,
            ContractVersion = contract.Version,
            OwnerRole = contract.OwnerRole,
            ClockSource = clock.Source,
            StartedAt = startedAt,
            NudgeAt = EventCodec.Microseconds(startedAt + ((dueAt - startedAt) * (contract.NudgePercent / 100.0))),
            DueAt = dueAt,
            Levels = LevelsOf(contract.Escalation, startedAt, dueAt),
            Repeat = contract.Escalation.Repeat,
            ProceedGrounds = contract.ProceedGrounds,
            Attention = contract.Attention,
        };
    }

    private static IReadOnlyList<LevelDue> LevelsOf(EscalationChain chain, DateTimeOffset startedAt, DateTimeOffset dueAt) =>
    [
        .. chain.Levels
            .Select(level => new LevelDue(level.Role, EventCodec.Microseconds(dueAt + (level.LateBy ?? ((dueAt - startedAt) * ((level.LatePercent ?? 0) / 100.0))))))
            .OrderBy(level => level.At),
    ];

    private static IEnumerable<ContractProblem> Misfits(string boundary, BoundaryRegistration registration, IReadOnlyDictionary<string, BoundaryContract> contracts)
    {
        if (!contracts.TryGetValue(boundary, out var contract)) return [new ContractProblem(registration.File, registration.Line, $"no contract file states boundary {boundary}")];
        return contract.Conditions.Where(c => !registration.Predicates.ContainsKey(c.Predicate))
            .Select(c => new ContractProblem(contract.File, c.Line, $"no predicate is registered as '{c.Predicate}' for {boundary}"))
            .Concat(registration.Predicates.Keys.Where(p => contract.Conditions.All(c => c.Predicate != p))
                .Select(p => new ContractProblem(registration.File, registration.Line, $"{contract.File} names no predicate '{p}'")));
    }

    /// <summary>What is wrong with the services taken together: a contract that nobody holds, or that two hold.</summary>
    public static IReadOnlyList<string> Gaps(IReadOnlyDictionary<string, Boundaries> byService)
    {
        ArgumentNullException.ThrowIfNull(byService);
        var gaps = new List<string>();
        foreach (var id in byService.Values.SelectMany(b => b.Contracts.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var holders = byService.Where(s => s.Value.registered.ContainsKey(id)).Select(s => s.Key).Order(StringComparer.Ordinal).ToList();
            if (holders.Count == 0) gaps.Add($"{id} is held by no service");
            if (holders.Count > 1) gaps.Add($"{id} is held by {string.Join(" and ", holders)}");
        }

        return gaps;
    }
}
