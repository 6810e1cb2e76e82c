using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Billing.Denials;

/// <summary>What happens to the rules of denials beside what a build carries.</summary>
public abstract record RuleBookEvent(DateTimeOffset At);

/// <summary>A triple came that no rule knows; somebody is asked for one.</summary>
[StoredAs("denial_rule_wanted.v1")]
public sealed record DenialRuleWanted(Guid ProposalId, string Group, string Reason, IReadOnlyList<string> Remarks, DateTimeOffset At) : RuleBookEvent(At);

/// <summary>A person proposes what the triple is.</summary>
[StoredAs("denial_rule_proposed.v1")]
public sealed record DenialRuleProposed(Guid ProposalId, DenialRule Rule, string By, DateTimeOffset At) : RuleBookEvent(At);

/// <summary>Another person approved it; it is in force from here, as <paramref name="Version"/>.</summary>
[StoredAs("denial_rule_approved.v1")]
public sealed record DenialRuleApproved(Guid ProposalId, DenialRule Rule, string Version, string By, DateTimeOffset At) : RuleBookEvent(At);

/// <summary>What may be asked of the rules.</summary>
public abstract record RuleBookCommand(DateTimeOffset At);

/// <summary>Never refuses.</summary>
public sealed record WantRule(string Group, string Reason, IReadOnlyList<string> Remarks, DateTimeOffset At) : RuleBookCommand(At);

public sealed record ProposeRule(Guid ProposalId, string Type, bool AnyRemark, string By, DateTimeOffset At) : RuleBookCommand(At), IJudgment;

public sealed record ApproveRule(Guid ProposalId, string By, DateTimeOffset At) : RuleBookCommand(At), IJudgment;

/// <summary>A rule on its way.</summary>
public sealed record RuleProposal(Guid ProposalId, string Group, string Reason, IReadOnlyList<string> Remarks)
{
    public DenialRule? Rule { get; init; }

    public string? ProposedBy { get; init; }

    public bool IsApproved { get; init; }

    internal string Key() => new Triple(Group, Reason, Remarks).Key();
}

/// <summary>Rules that people approved, and those that wait for a second person.</summary>
public sealed record RuleBook(IReadOnlyList<RuleProposal> Proposals)
{
    public static readonly RuleBook Empty = new([]);

    /// <summary>The one stream of them.</summary>
    public static readonly Guid Id = DerivedId.Of("denial-rules");

    public IEnumerable<DenialRule> Approved => Proposals.Where(p => p.IsApproved).Select(p => p.Rule).OfType<DenialRule>();

    public DenialRules Rules => DenialRules.Built.With(Version, Approved);

    public string Version => VersionOf(Approved.Count());

    internal static string VersionOf(int approved) => approved == 0 ? DenialRules.Built.Version : string.Create(CultureInfo.InvariantCulture, $"{DenialRules.Built.Version}+{approved}");

    internal RuleProposal? Find(Guid id) => Proposals.FirstOrDefault(p => p.ProposalId == id);
}

/// <summary>The stream of the rules; each proposal asks first who knows, then a second person.</summary>
internal static class RuleBookAggregate
{
    public const string Name = "denial-rules";

    /// <summary>The kind of work item that asks for a rule.</summary>
    public const string Propose = "propose-denial-rule";

    /// <summary>The kind that asks a second person to approve one.</summary>
    public const string Approve = "approve-denial-rule";

    private static readonly TimeSpan Within = TimeSpan.FromDays(1);

    public static Aggregate<RuleBook, RuleBookCommand, RuleBookEvent> Value { get; } = new(Name, RuleBook.Empty, Evolve, Decide) { Follows = FollowsOf };

    public static Guid ProposalOf(string group, string reason, IReadOnlyList<string> remarks) => DerivedId.Of($"denial-rule/{new Triple(group, reason, remarks).Key()}");

    private static RuleBook Evolve(RuleBook book, RuleBookEvent happened) => happened switch
    {
        DenialRuleWanted e => new RuleBook([.. book.Proposals, new RuleProposal(e.ProposalId, e.Group, e.Reason, e.Remarks)]),
        DenialRuleProposed e => With(book, e.ProposalId, p => p with { Rule = e.Rule, ProposedBy = e.By }),
        DenialRuleApproved e => With(book, e.ProposalId, p => p with { Rule = e.Rule, IsApproved = true }),
        _ => book,
    };

    private static RuleBook With(RuleBook book, Guid id, Func<RuleProposal, RuleProposal> change) => new([.. book.Proposals.Select(p => p.ProposalId == id ? change(p) : p)]);

    private static Decision<RuleBookEvent> Decide(RuleBook book, RuleBookCommand command) => command switch
    {
        WantRule c => book.Find(ProposalOf(c.Group, c.Reason, c.Remarks)) is null ? new DenialRuleWanted(ProposalOf(c.Group, c.Reason, c.Remarks), c.Group, c.Reason, c.Remarks, c.At) : [],
        ProposeRule c => book.Find(c.ProposalId) switch
        {
            null => RuleRefusals.Unknown,
            { IsApproved: true } p => p.Rule?.Type == c.Type ? [] : RuleRefusals.Approved,
            _ when c.Type != DenialTypes.Expected && !DenialRules.Built.Knows(c.Type) => RuleRefusals.TypeUnknown,
            { Rule: { } same, ProposedBy: { } by } when same.Type == c.Type && by == c.By => [],
            // Never by the CARC alone: the rule keeps the group, and the remarks unless the person says that any will do.
            { } p => new DenialRuleProposed(
                c.ProposalId, new DenialRule($"P-{c.ProposalId:N}"[..14], [p.Group], [p.Reason], c.Type, c.AnyRemark || p.Remarks.Count == 0 ? null : p.Remarks), c.By, c.At),
        },
        ApproveRule c => book.Find(c.ProposalId) switch
        {
            null => RuleRefusals.Unknown,
            { IsApproved: true } => [],
            { Rule: null } => RuleRefusals.NotProposed,
            { ProposedBy: { } by } when by == c.By => RuleRefusals.SamePerson,
            { Rule: { } rule } => new DenialRuleApproved(c.ProposalId, rule, RuleBook.VersionOf(book.Approved.Count() + 1), c.By, c.At),
        },
        _ => [],
    };

    private static IEnumerable<FollowUp> FollowsOf(RuleBook book, Happened<RuleBookEvent> happened)
    {
        var at = happened.Event.At;
        return happened.Event switch
        {
            DenialRuleWanted e => [Ask(Propose, BillingRoles.Triage, e.ProposalId)],
            DenialRuleProposed e => [Done(Propose, e.ProposalId, "proposed"), Ask(Approve, BillingRoles.Lead, e.ProposalId)],
            DenialRuleApproved e => [Done(Approve, e.ProposalId, "approved")],
            _ => [],
        };

        FollowUp Ask(string kind, string role, Guid id) => new(
            WorkItemId.ForTask(kind, id),
            new OpenWorkItem(kind, role, kind, id, at + Within, at) { Levels = [new LevelDue(BillingRoles.Manager, at + (2 * Within)), new LevelDue(BillingRoles.Director, at + (4 * Within))] });

        FollowUp Done(string kind, Guid id, string reason) => new(WorkItemId.ForTask(kind, id), new CloseWorkItem(reason, at));
    }
}

/// <summary>Why the rules say no.</summary>
internal static class RuleRefusals
{
    public static readonly Refusal Unknown = new("denial-rule-unknown", "There is no proposal under this id.");
    public static readonly Refusal Approved = new("denial-rule-approved", "The rule is approved; another meaning is another rule.");
    public static readonly Refusal NotProposed = new("denial-rule-not-proposed", "Nobody has said yet what the triple is.");
    public static readonly Refusal SamePerson = new("denial-rule-same-person", "Who proposed the rule does not approve it.");
    public static readonly Refusal TypeUnknown = new("denial-type-unknown", "There is no such kind of exception.");
}
