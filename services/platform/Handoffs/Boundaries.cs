using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>
/// The contracts in force and the predicates of the boundaries that a service holds; immutable, so that an aggregate's follow-ups stay pure.
/// Keep one in a static field and give it to <c>AddHandoffs</c>.
/// </summary>
public sealed class Boundaries
{
    private readonly IReadOnlyDictionary<string, BoundaryRegistration> registered;
    private readonly IReadOnlyList<(string File, string Text)> overlayFiles;
    private readonly IReadOnlyDictionary<string, BusinessCalendar> calendars;
    private readonly RoleBook? roles;
    private IReadOnlyDictionary<string, BoundaryContract> contracts;
    private Overlaid overlaid;

    private Boundaries(HandoffsBuilder builder, IReadOnlyDictionary<string, BoundaryContract> contracts, IReadOnlyList<Overlay> overlays, IReadOnlyList<Deviation> deviations)
    {
        overlaid = new Overlaid(overlays, deviations);
        overlayFiles = [.. builder.Overlays];
        registered = builder.Registered;
        calendars = ContractFiles.ByName(builder.Calendars);
        roles = builder.Roles;
        this.contracts = contracts;
    }

    /// <exception cref="ContractException">A contract or overlay file is broken, or names a predicate or a role that is not there, or a predicate is named by no file.</exception>
    public static Boundaries Of(Action<HandoffsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new HandoffsBuilder();
        configure(builder);
        var read = ContractFiles.Read(builder.Files, builder.Calendars, builder.Roles);
        var problems = new List<ContractProblem>();
        var laid = OverlaySet.Read(builder.Overlays, ContractFiles.ByName(builder.Calendars), builder.Roles, read, problems);
        var deviations = OverlaySet.Deviations(laid, read, problems);
        problems.AddRange(builder.Registered.SelectMany(r => Misfits(r.Key, r.Value, read, laid)));
        return problems.Count == 0 ? new Boundaries(builder, read, laid, deviations) : throw new ContractException(problems);
    }

    /// <summary>Every contract in force by id, held by this service or not.</summary>
    public IReadOnlyDictionary<string, BoundaryContract> Contracts => Volatile.Read(ref contracts);

    /// <summary>Everything that an overlay says otherwise than the base contracts, by boundary.</summary>
    public IReadOnlyList<Deviation> Deviations => Volatile.Read(ref overlaid).Deviations;

    /// <summary>The ids of the boundaries that this service holds.</summary>
    public IEnumerable<string> Held => registered.Keys.Order(StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">No contract file has this id.</exception>
    public BoundaryContract this[string boundary] =>
        Contracts.TryGetValue(boundary, out var contract) ? contract : throw new KeyNotFoundException($"No contract file states boundary {boundary}.");

    /// <summary>Reads a new text of a contract as a start would, held against its predicates, the overlays and the regulation; nothing comes into force by it.</summary>
    public (BoundaryContract? Contract, IReadOnlyList<ContractProblem> Problems) Try(string boundary, string text)
    {
        var inForce = this[boundary];
        var (contract, found) = ContractReader.Read(inForce.File, text, calendars, roles);
        if (contract is null) return (null, found);
        var problems = new List<ContractProblem>();
        var with = new Dictionary<string, BoundaryContract>(Contracts, StringComparer.Ordinal) { [boundary] = contract };
        var overlays = Volatile.Read(ref overlaid).Overlays;
        OverlaySet.Deviations(overlays, with, problems);
        if (registered.TryGetValue(boundary, out var registration)) problems.AddRange(Misfits(boundary, registration, with, overlays));
        foreach (var (name, clock) in inForce.Variants.Append(KeyValuePair.Create("", inForce.Clock)).Where(c => c.Value.Source == ClockSource.Regulatory))
        {
            var proposed = name.Length == 0 ? contract.Clock : contract.Variants.GetValueOrDefault(name);
            if (proposed is null || proposed.Source != ClockSource.Regulatory || Overlaying.Compare(proposed, clock).EverLater)
                problems.Add(new ContractProblem(contract.File, 1, $"the {(name.Length == 0 ? "clock" : $"clock '{name}'")} of {boundary} is regulatory and cannot be relaxed"));
        }

        return problems.Count == 0 ? (contract, problems) : (null, problems);
    }

    /// <summary>Brings a newer version of a contract into force; work under way keeps the terms that it was offered on.</summary>
    internal bool Adopt(BoundaryContract contract)
    {
        while (true)
        {
            var before = Contracts;
            if (!before.TryGetValue(contract.Id, out var inForce) || inForce.Version >= contract.Version) return false;
            var after = new Dictionary<string, BoundaryContract>(before, StringComparer.Ordinal) { [contract.Id] = contract };
            if (Interlocked.CompareExchange(ref contracts, after, before) == before) return true;
        }
    }

    /// <summary>The contract as it is for work of a payer, site, service line or acquired entity: the base with every overlay that applies.</summary>
    public BoundaryContract For(string boundary, HandoffScope? scope) => OverlaySet.Lay(this[boundary], Volatile.Read(ref overlaid).Overlays, scope);

    /// <summary>Lays an installation's own overlays beside those of the build, a file of the same name in its place, for what is offered from now on.</summary>
    /// <exception cref="ContractException">A file is broken, or relaxes what may not be relaxed; nothing has changed.</exception>
    public void LayOver(IEnumerable<(string File, string Text)> files)
    {
        var problems = new List<ContractProblem>();
        var read = OverlaySet.Read(ContractFiles.Over(overlayFiles, files), calendars, roles, Contracts, problems);
        var deviations = OverlaySet.Deviations(read, Contracts, problems);
        problems.AddRange(registered.SelectMany(r => Misfits(r.Key, r.Value, Contracts, read)));
        if (problems.Count > 0) throw new ContractException(problems);
        Volatile.Write(ref overlaid, new Overlaid(read, deviations));
    }

    /// <summary>Lays the overlays of an installation's folder, as <c>Handoffs:Overlays</c> names it.</summary>
    /// <exception cref="InvalidOperationException">There is no such folder.</exception>
    /// <exception cref="ContractException">A file is broken, or relaxes what may not be relaxed; nothing has changed.</exception>
    public void LayOver(string folder)
    {
        if (!Directory.Exists(folder)) throw new InvalidOperationException("Handoffs:Overlays names a folder that is not there.");
        LayOver(ContractFiles.In(folder, ""));
    }

    /// <summary>
    /// Offers a subject's work at a boundary: tests every condition now. Offered again while blocked, it lets the same attempt go on when what was missing is there;
    /// offered again after a return, a time-out or a change of context, it opens the next attempt.
    /// </summary>
    /// <param name="contextHash">SHA-256 of the packet that goes with it.</param>
    /// <param name="startedAt">When the contract's clock began, where that is another fact than the offer; the offer itself when it is not known yet.</param>
    /// <param name="clock">A variant of the contract's clock, such as <c>expedited</c>.</param>
    /// <param name="timeZone">Where the days are counted, where that is not the contract's zone.</param>
    /// <param name="scope">Whose work it is, for the overlays.</param>
    public FollowUp Offer<TFacts>(
        string boundary, Guid subjectId, Guid? caseId, TFacts facts, string contextHash, DateTimeOffset at, DateTimeOffset? startedAt = null, string? clock = null,
        string? timeZone = null, HandoffScope? scope = null)
        where TFacts : notnull
    {
        var contract = Holding(boundary, scope);
        var conditions = new List<ConditionSeen>(contract.Conditions.Count);
        var unmet = new List<Unmet>();
        foreach (var condition in contract.Conditions)
        {
            var verdict = registered[boundary].Predicates[condition.Predicate](facts, condition.Parameters);
            conditions.Add(new ConditionSeen(condition.Predicate, verdict.IsMet, verdict.Inputs));
            if (!verdict.IsMet) unmet.Add(new Unmet(condition.Predicate, condition.Sentence, condition.From));
        }

        var terms = TermsOf(boundary, scope, clock, startedAt ?? at, timeZone);
        var renewed = startedAt is null ? terms : TermsOf(boundary, scope, clock, at, timeZone);
        return new FollowUp(HandoffId.For(boundary, subjectId), new OfferHandoff(subjectId, caseId, terms, renewed, contextHash, conditions, unmet, at));
    }

    /// <summary>The receiver takes the work.</summary>
    public FollowUp Accept(string boundary, Guid subjectId, Actor by, DateTimeOffset at) =>
        new(HandoffId.For(Holding(boundary).Id, subjectId), new AcceptHandoff(by, at));

    /// <summary>The receiver gives the work back and says, item by item, what it needs; the time for that is the boundary's clock again.</summary>
    public FollowUp Return(string boundary, Guid subjectId, IReadOnlyList<Requirement> requirements, Actor by, DateTimeOffset at, string? clock = null, HandoffScope? scope = null) =>
        new(HandoffId.For(Holding(boundary).Id, subjectId), new ReturnHandoff(requirements, TermsOf(boundary, scope, clock, at, timeZone: null), by, at));

    /// <summary>Gives more time, on a clock that the contract names, such as <c>extended</c> for a payer's extension.</summary>
    public FollowUp Extend(string boundary, Guid subjectId, string clock, DateTimeOffset startedAt, string reasonCode, Actor by, DateTimeOffset at, HandoffScope? scope = null) =>
        new(HandoffId.For(Holding(boundary).Id, subjectId), new ExtendHandoff(TermsOf(boundary, scope, clock, startedAt, timeZone: null), reasonCode, by, at));

    /// <summary>The sender takes back what is no longer to be done, such as a withdrawn referral.</summary>
    public FollowUp Close(string boundary, Guid subjectId, string reasonCode, Actor by, DateTimeOffset at) =>
        new(HandoffId.For(Holding(boundary).Id, subjectId), new CloseHandoff(reasonCode, by, at));

    /// <summary>Sends a known kind of failure to the owner that the contract names, with the route's clock and the boundary's escalation chain.</summary>
    public FollowUp Exception(string boundary, string code, Guid subjectId, Guid? caseId, DateTimeOffset at, decimal? valueAtStake = null, HandoffScope? scope = null)
    {
        var contract = For(boundary, scope);
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
    public HandoffTerms Terms(string boundary, DateTimeOffset startedAt, string? clock = null, string? timeZone = null, HandoffScope? scope = null) =>
        TermsOf(boundary, scope, clock, startedAt, timeZone);

    private BoundaryContract Holding(string boundary, HandoffScope? scope = null) =>
        registered.ContainsKey(boundary) ? For(boundary, scope) : throw new InvalidOperationException($"This service does not hold boundary {boundary}: register it with AddHandoffs.");

    private HandoffTerms TermsOf(string boundary, HandoffScope? scope, string? variant, DateTimeOffset startedAt, string? timeZone)
    {
        var contract = For(boundary, scope);
        var clock = ClockOf(contract, variant);
        startedAt = EventCodec.Microseconds(startedAt);
        var dueAt = clock.In(timeZone).DueFrom(startedAt);
        if (clock.Source == ClockSource.Regulatory && contract.Overlays.Count > 0)
        {
            // Each overlay alone was held against the regulation at the start; together they must not relax it either.
            var regulated = ClockOf(this[boundary], variant).In(timeZone).DueFrom(startedAt);
            if (regulated < dueAt) dueAt = regulated;
        }

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
            Clock = variant,
            Overlays = contract.Overlays.Count == 0 ? null : contract.Overlays,
        };
    }

    private static Clock ClockOf(BoundaryContract contract, string? variant)
    {
        if (variant is null) return contract.Clock;
        return contract.Variants.TryGetValue(variant, out var clock) ? clock : throw new KeyNotFoundException($"{contract.File} has no clock '{variant}'.");
    }

    private static IReadOnlyList<LevelDue> LevelsOf(EscalationChain chain, DateTimeOffset startedAt, DateTimeOffset dueAt) =>
    [
        .. chain.Levels
            .Select(level => new LevelDue(level.Role, EventCodec.Microseconds(dueAt + (level.LateBy ?? ((dueAt - startedAt) * ((level.LatePercent ?? 0) / 100.0))))))
            .OrderBy(level => level.At),
    ];

    private static IEnumerable<ContractProblem> Misfits(
        string boundary, BoundaryRegistration registration, IReadOnlyDictionary<string, BoundaryContract> contracts, IReadOnlyList<Overlay> overlays)
    {
        if (!contracts.TryGetValue(boundary, out var contract)) return [new ContractProblem(registration.File, registration.Line, $"no contract file states boundary {boundary}")];
        var laid = overlays.SelectMany(o => o.Changes.Where(c => c.Boundary == boundary).SelectMany(c => c.Conditions).Select(c => (o.File, c.Line, c.Predicate)));
        var named = contract.Conditions.Select(c => (contract.File, c.Line, c.Predicate)).Concat(laid).ToList();
        return named.Where(c => !registration.Predicates.ContainsKey(c.Predicate))
            .Select(c => new ContractProblem(c.File, c.Line, $"no predicate is registered as '{c.Predicate}' for {boundary}"))
            .Concat(registration.Predicates.Keys.Where(p => named.All(c => c.Predicate != p))
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
            // Each service that calls partners hands its own calls over.
            if (holders.Count > 1 && id != Transmissions.Continuity.Boundary) gaps.Add($"{id} is held by {string.Join(" and ", holders)}");
        }

        return gaps;
    }

    private sealed record Overlaid(IReadOnlyList<Overlay> Overlays, IReadOnlyList<Deviation> Deviations);
}
