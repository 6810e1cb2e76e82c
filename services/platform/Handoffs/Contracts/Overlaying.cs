namespace Healthcare.Handoffs;

/// <summary>Lays an overlay over a base contract: says what the contract is then, what differs, and what the base or a regulation does not permit.</summary>
internal static class Overlaying
{
    private static readonly DateTimeOffset[] Starts = [.. StartsToCompare()];

    public static (BoundaryContract Contract, IReadOnlyList<Deviation> Deviations, IReadOnlyList<ContractProblem> Problems) Apply(BoundaryContract contract, Overlay overlay, OverlayChange change)
    {
        var laying = new Laying(contract, overlay, change);
        return (laying.Lay() with { Overlays = [.. contract.Overlays, overlay.Reference] }, laying.Deviations, laying.Problems);
    }

    /// <summary>The contract with the overlay on it, for files that were held against each other already.</summary>
    public static BoundaryContract Lay(BoundaryContract contract, Overlay overlay, OverlayChange change) =>
        new Laying(contract, overlay, change) { IsJudged = true }.Lay() with { Overlays = [.. contract.Overlays, overlay.Reference] };

    /// <summary>Whether one clock ever ends later than another that starts with it, and ever earlier.</summary>
    public static (bool EverLater, bool EverEarlier) Compare(Clock clock, Clock with)
    {
        var (later, earlier) = (false, false);
        foreach (var start in Starts)
        {
            var difference = clock.DueFrom(start).CompareTo(with.DueFrom(start));
            later |= difference > 0;
            earlier |= difference < 0;
        }

        return (later, earlier);
    }

    // Every weekday, hour, month end, holiday and change of daylight saving of two years comes about.
    private static IEnumerable<DateTimeOffset> StartsToCompare()
    {
        for (var at = new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.Zero); at.Year < 2028; at = at.AddHours(11)) yield return at;
    }

    private sealed class Laying(BoundaryContract contract, Overlay overlay, OverlayChange change)
    {
        public bool IsJudged { get; init; }

        public List<Deviation> Deviations { get; } = [];

        public List<ContractProblem> Problems { get; } = [];

        public BoundaryContract Lay()
        {
            var laid = contract;
            if (change.OwnerRole is var (role, ownerLine) && role != contract.OwnerRole)
            {
                Differs("owner role", contract.OwnerRole, role, DeviationKind.Different, OverlayPermit.Owner, ownerLine);
                laid = laid with { OwnerRole = role };
            }

            if (change.Nudge is var (percent, nudgeLine) && percent != contract.NudgePercent)
            {
                Differs("nudge", $"{contract.NudgePercent}%", $"{percent}%", percent < contract.NudgePercent ? DeviationKind.Narrower : DeviationKind.Wider, OverlayPermit.Clock, nudgeLine);
                laid = laid with { NudgePercent = percent };
            }

            laid = LayClocks(laid);
            laid = LayConditions(laid);
            if (change.Escalation is var (chain, chainLine))
            {
                if (chain.Levels.Any(l => l.Role == laid.OwnerRole)) Problem(chainLine, $"the escalation goes round in a circle: '{laid.OwnerRole}' owns the boundary");
                Differs("escalation", Text(contract.Escalation), Text(chain), DeviationKind.Different, OverlayPermit.Escalation, chainLine);
                laid = laid with { Escalation = chain };
            }

            if (change.Grounds is var (grounds, groundsLine))
            {
                var more = grounds.Except(contract.ProceedGrounds, StringComparer.Ordinal).Any();
                Differs("grounds to proceed anyway", Text(contract.ProceedGrounds), Text(grounds), more ? DeviationKind.Wider : DeviationKind.Narrower, OverlayPermit.Grounds, groundsLine);
                laid = laid with { ProceedGrounds = grounds };
            }

            if (change.Attention is var (moments, momentsLine))
            {
                var fewer = contract.Attention.Except(moments).Any();
                Differs("attention", Text(contract.Attention), Text(moments), fewer ? DeviationKind.Wider : DeviationKind.Narrower, OverlayPermit.Attention, momentsLine);
                laid = laid with { Attention = moments };
            }

            return laid;
        }

        private BoundaryContract LayClocks(BoundaryContract laid)
        {
            var variants = new Dictionary<string, Clock>(laid.Variants, StringComparer.Ordinal);
            foreach (var (name, asked) in change.Clocks)
            {
                Clock? under = name.Length == 0 ? laid.Clock : laid.Variants.GetValueOrDefault(name);
                if (under is null)
                {
                    Problem(asked.Line, $"{contract.Id} has no clock '{name}'");
                    continue;
                }

                var (clock, problem) = Clock.Of(
                    under.Source, asked.Duration ?? under.Duration, asked.Days ?? under.Days, asked.TimeZone ?? under.TimeZone, asked.Calendar ?? under.Calendar, under.StartsAt);
                if (clock is null)
                {
                    Problem(asked.Line, problem ?? "is no clock");
                    continue;
                }

                if (name.Length == 0) laid = laid with { Clock = clock };
                else variants[name] = clock;
                if (IsJudged) continue;
                var what = name.Length == 0 ? "clock" : $"clock '{name}'";
                var (later, earlier) = Compare(clock, under);
                if (later && under.Source == ClockSource.Regulatory) Problem(asked.Line, $"the {what} of {contract.Id} is regulatory and cannot be relaxed: {Text(clock)} would end later than {Text(under)}");
                else Differs(what, Text(under), Text(clock), later ? DeviationKind.Wider : earlier ? DeviationKind.Narrower : DeviationKind.Different, OverlayPermit.Clock, asked.Line);
            }

            return laid with { Variants = variants };
        }

        private BoundaryContract LayConditions(BoundaryContract laid)
        {
            var conditions = laid.Conditions.ToList();
            foreach (var asked in change.Conditions)
            {
                var at = conditions.FindIndex(c => c.Predicate == asked.Predicate);
                if (at < 0)
                {
                    if (asked.Sentence is null) Problem(asked.Line, $"'{asked.Predicate}' is a new condition and needs a sentence");
                    conditions.Add(new Condition(asked.Predicate, asked.Sentence ?? "", asked.Parameters ?? Parameters.None) { From = asked.From ?? laid.OwnerRole, Line = asked.Line });
                    Differs("condition", "none", asked.Predicate, DeviationKind.Narrower, permit: null, asked.Line);
                    continue;
                }

                var under = conditions[at];
                if (under.Source == ClockSource.Regulatory) Problem(asked.Line, $"the condition '{asked.Predicate}' of {contract.Id} is regulatory and cannot be changed");
                if (asked.Parameters is not null) Differs($"parameters of '{asked.Predicate}'", under.Parameters.ToString(), asked.Parameters.ToString(), DeviationKind.Different, OverlayPermit.Parameters, asked.Line);
                conditions[at] = under with { Sentence = asked.Sentence ?? under.Sentence, From = asked.From ?? under.From, Parameters = asked.Parameters ?? under.Parameters };
            }

            return laid with { Conditions = conditions };
        }

        private void Differs(string what, string from, string to, DeviationKind kind, OverlayPermit? permit, int line)
        {
            if (IsJudged) return;
            Deviations.Add(new Deviation(contract.Id, overlay.Reference, overlay.Applies, what, from, to, kind, change.Because, overlay.File, line));
            if (kind != DeviationKind.Narrower && permit is { } needed && !contract.Permits.Contains(needed))
                Problem(line, $"{contract.File} does not permit an overlay to change this: '{YamlReader.KebabOf(needed.ToString())}' is not among its permits");
        }

        private void Problem(int line, string sentence) => Problems.Add(new ContractProblem(overlay.File, line, sentence));

        private static string Text(Clock clock) => $"{clock.Duration} {YamlReader.KebabOf(clock.Days.ToString())} days, {clock.TimeZone}, {clock.Calendar.Name}";

        private static string Text(EscalationChain chain) => string.Join(" → ", chain.Levels.Select(l => $"{l.Role} ({(l.LatePercent is { } percent ? $"{percent}%" : System.Xml.XmlConvert.ToString(l.LateBy.GetValueOrDefault()))})"));

        private static string Text(IReadOnlyCollection<string> codes) => codes.Count == 0 ? "none" : string.Join(", ", codes);

        private static string Text(IEnumerable<AttentionMoment> moments) => Text([.. moments.Select(m => YamlReader.KebabOf(m.ToString()))]);
    }
}
