using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Handoffs;

namespace Healthcare.Reconciliation.Disputes;

/// <summary>What is disputed with a payer; the amount in dollars is what the payer should pay more.</summary>
public sealed record DisputeFacts(Guid AccountId, Guid ClaimId, Guid CaseId, string PayerId, decimal Amount, string ReasonCode, string? ContractVersion);

/// <summary>What happens to a dispute with a payer.</summary>
public abstract record PayerDisputeEvent(DateTimeOffset At);

/// <summary>Somebody disputes what a payer paid; it must be filed by <paramref name="FileBy"/>, by the payer's contract.</summary>
[StoredAs("dispute_opened.v1")]
public sealed record DisputeOpened(DisputeFacts Facts, DateTimeOffset FileBy, Actor By, DateTimeOffset At) : PayerDisputeEvent(At);

/// <summary>It went to the payer under a reference; an answer is due by <paramref name="AnswerBy"/>.</summary>
[StoredAs("dispute_filed.v1")]
public sealed record DisputeFiled(string Reference, DateTimeOffset AnswerBy, Actor By, DateTimeOffset At) : PayerDisputeEvent(At);

/// <summary>What shows that the payer owes more: what it is, and where it is kept.</summary>
[StoredAs("dispute_evidence_added.v1")]
public sealed record DisputeEvidenceAdded(DisputeEvidence Evidence, Actor By, DateTimeOffset At) : PayerDisputeEvent(At);

/// <summary>What the payer upheld, or left unanswered, went a level up under a reference; an answer is due by <paramref name="AnswerBy"/>.</summary>
[StoredAs("dispute_escalated.v1")]
public sealed record DisputeEscalated(int Level, string ReasonCode, string Reference, DateTimeOffset AnswerBy, Actor By, DateTimeOffset At) : PayerDisputeEvent(At);

/// <summary>A piece of evidence by its kind, such as contract or remittance, and its reference.</summary>
public sealed record DisputeEvidence(string Kind, string Reference);

/// <summary>How it ended: paid, or upheld by the payer; absent actor where the payment itself says so.</summary>
[StoredAs("dispute_settled.v1")]
public sealed record DisputeSettled(string Outcome, Actor? By, DateTimeOffset At) : PayerDisputeEvent(At);

/// <summary>It was not filed, or not answered, in time.</summary>
[StoredAs("dispute_overdue.v1")]
public sealed record DisputeOverdue(string Step, DateTimeOffset DueAt, DateTimeOffset At) : PayerDisputeEvent(At);

/// <summary>Where a dispute stands.</summary>
public abstract record PayerDispute
{
    private PayerDispute() { }

    public static readonly PayerDispute Initial = new None();

    public sealed record None : PayerDispute;

    /// <summary>To be filed.</summary>
    public sealed record Opened(DisputeFacts Facts, DateTimeOffset DueAt) : Known(Facts, DueAt);

    /// <summary>The payer has it.</summary>
    public sealed record Filed(DisputeFacts Facts, DateTimeOffset DueAt) : Known(Facts, DueAt);

    public sealed record Settled(DisputeFacts Facts, DateTimeOffset DueAt, string Outcome) : Known(Facts, DueAt);

    public abstract record Known(DisputeFacts Facts, DateTimeOffset DueAt) : PayerDispute
    {
        public bool IsOverdue { get; init; }

        public IReadOnlyList<DisputeEvidence> Evidence { get; init; } = [];

        /// <summary>How often it was escalated, the last time under <see cref="Reference"/>.</summary>
        public int Level { get; init; }

        public string? Reference { get; init; }
    }

    public static PayerDispute Evolve(PayerDispute dispute, PayerDisputeEvent happened) => (dispute, happened) switch
    {
        (_, DisputeOpened e) => new Opened(e.Facts, e.FileBy),
        (Known s, DisputeFiled e) => new Filed(s.Facts, e.AnswerBy) { Evidence = s.Evidence },
        (Known s, DisputeEvidenceAdded e) => s with { Evidence = [.. s.Evidence, e.Evidence] },
        (Known s, DisputeEscalated e) => new Filed(s.Facts, e.AnswerBy) { Evidence = s.Evidence, Level = e.Level, Reference = e.Reference },
        (Known s, DisputeSettled e) => new Settled(s.Facts, s.DueAt, e.Outcome) { Evidence = s.Evidence, Level = s.Level, Reference = s.Reference },
        (Known s, DisputeOverdue) => s with { IsOverdue = true },
        _ => dispute,
    };
}

/// <summary>What may be asked of a dispute.</summary>
public abstract record PayerDisputeCommand(DateTimeOffset At);

/// <summary>The claim was paid what was disputed. Never refuses.</summary>
public sealed record NotePaidDispute(DateTimeOffset At) : PayerDisputeCommand(At);

/// <summary>The deadline clock's command: what was due at <paramref name="DueAt"/> is due.</summary>
public sealed record FireDisputeDeadline(DateTimeOffset DueAt, DateTimeOffset At) : PayerDisputeCommand(At);

/// <summary>Why a dispute says no.</summary>
internal static class DisputeRefusals
{
    public static readonly Refusal Unknown = new("dispute-unknown", "There is no such dispute.");
    public static readonly Refusal Open = new("dispute-open", "A dispute about the claim is open, with other facts.");
    public static readonly Refusal OutOfOrder = new("dispute-out-of-order", "The dispute is not in a state in which that can happen: it is filed before it is answered, and upheld or late before it is escalated.");
}

/// <summary>The stream of a claim's dispute with its payer: filed in time, then answered in time, each with an owner; it ends paid or upheld.</summary>
internal static class PayerDisputeAggregate
{
    public const string Name = "payer_dispute";
    public const string Deadline = "dispute/due";
    public const string Filing = "file-dispute";
    public const string Answering = "chase-dispute";

    public static Aggregate<PayerDispute, PayerDisputeCommand, PayerDisputeEvent> Value { get; } =
        new(Name, PayerDispute.Initial, PayerDispute.Evolve, Decide) { Follows = FollowsOf, Deadlines = DeadlinesOf };

    private static Decision<PayerDisputeEvent> Decide(PayerDispute dispute, PayerDisputeCommand command) => (dispute, command) switch
    {
        (PayerDispute.None or PayerDispute.Settled, OpenDispute c) => new DisputeOpened(c.Facts, c.FileBy, c.By, c.At),
        (PayerDispute.Known s, OpenDispute c) => s.Facts == c.Facts ? [] : DisputeRefusals.Open,

        (PayerDispute.Opened, FileDispute c) => new DisputeFiled(c.Reference, c.AnswerBy, c.By, c.At),
        (PayerDispute.Filed, FileDispute) => [],

        (PayerDispute.Opened or PayerDispute.Filed or PayerDispute.Settled { Outcome: DisputeOutcomes.Upheld }, AddDisputeEvidence c) when dispute is PayerDispute.Known s =>
            s.Evidence.Contains(c.Evidence) ? [] : new DisputeEvidenceAdded(c.Evidence, c.By, c.At),

        (PayerDispute.Filed { Level: > 0 } s, EscalateDispute c) when s.Reference == c.Reference => [],
        (PayerDispute.Filed { IsOverdue: true } or PayerDispute.Settled { Outcome: DisputeOutcomes.Upheld }, EscalateDispute c) when dispute is PayerDispute.Known s =>
            new DisputeEscalated(s.Level + 1, c.ReasonCode, c.Reference, c.AnswerBy, c.By, c.At),

        (PayerDispute.Filed, SettleDispute c) => new DisputeSettled(c.Outcome, c.By, c.At),
        (PayerDispute.Settled s, SettleDispute c) when s.Outcome == c.Outcome => [],

        (PayerDispute.Opened or PayerDispute.Filed, NotePaidDispute c) => new DisputeSettled(DisputeOutcomes.Paid, By: null, c.At),
        (_, NotePaidDispute) => [],

        (PayerDispute.Opened or PayerDispute.Filed, FireDisputeDeadline c) when dispute is PayerDispute.Known { IsOverdue: false } s && s.DueAt == c.DueAt =>
            new DisputeOverdue(s is PayerDispute.Opened ? "filing" : "answer", c.DueAt, c.At),
        (_, FireDisputeDeadline) => [],

        (PayerDispute.None, _) => DisputeRefusals.Unknown,
        _ => DisputeRefusals.OutOfOrder,
    };

    private static IEnumerable<FollowUp> FollowsOf(PayerDispute dispute, Happened<PayerDisputeEvent> happened)
    {
        if (dispute is not PayerDispute.Known { Facts: var facts }) yield break;
        var (id, at) = (happened.StreamId, happened.Event.At);
        switch (happened.Event)
        {
            case DisputeOpened e:
                yield return Ask(Filing, id, facts, e.FileBy, at);
                break;
            case DisputeFiled e:
                yield return Done(Filing, id, "filed", at);
                yield return Ask(Answering, id, facts, e.AnswerBy, at);
                break;
            case DisputeEscalated e:
                yield return Ask(Answering, id, facts, e.AnswerBy, at, "finance-supervisor", string.Create(CultureInfo.InvariantCulture, $"dispute-escalated-{e.Level}"));
                break;
            case DisputeSettled e:
                yield return Done(Filing, id, e.Outcome, at);
                yield return Done(Answering, id, e.Outcome, at);
                // What the payer upholds is no underpayment to be worked on any more.
                yield return Exceptions.Settled(Exceptions.Underpaid, facts.AccountId, e.Outcome, at);
                yield return Exceptions.Settled(Exceptions.BelowContract, facts.AccountId, e.Outcome, at);
                break;
            default:
                break;
        }
    }

    private static IEnumerable<DeadlineChange> DeadlinesOf(Happened<PayerDisputeEvent> happened) => happened.Event switch
    {
        DisputeOpened e => [new DeadlineChange(happened.StreamId, Deadline, e.FileBy)],
        DisputeFiled e => [new DeadlineChange(happened.StreamId, Deadline, e.AnswerBy)],
        DisputeEscalated e => [new DeadlineChange(happened.StreamId, Deadline, e.AnswerBy)],
        DisputeSettled or DisputeOverdue => [new DeadlineChange(happened.StreamId, Deadline, DueAt: null)],
        _ => [],
    };

    private static FollowUp Ask(string kind, Guid id, DisputeFacts facts, DateTimeOffset dueAt, DateTimeOffset at, string role = ReconciliationRoles.VarianceAnalyst, string? reasonCode = null) => new(
        WorkItemId.ForTask(kind, id),
        new OpenWorkItem(kind, role, reasonCode ?? facts.ReasonCode, id, dueAt, at)
        {
            CaseId = facts.CaseId,
            Levels = [new LevelDue("finance-supervisor", dueAt.AddDays(1)), new LevelDue("controller", dueAt.AddDays(5))],
            ValueAtStake = facts.Amount,
        });

    private static FollowUp Done(string kind, Guid id, string reasonCode, DateTimeOffset at) => new(WorkItemId.ForTask(kind, id), new CloseWorkItem(reasonCode, at));
}

/// <summary>How a dispute may end.</summary>
internal static class DisputeOutcomes
{
    public const string Paid = "paid";
    public const string Upheld = "upheld";
}
