using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>A boundary of our own, with the words that its specs use.</summary>
internal static class Crossings
{
    public const string Contract = """
        id: T01
        version: 3
        effective: 2026-01-01
        name: Kitchen to table
        from: kitchen
        to: table
        ownerRole: waiter
        sourceOfTruth:
          dish: kitchen
        conditions:
          - predicate: dish-ready
            sentence: The dish is ready.
            from: cook
          - predicate: enough-plates
            sentence: There are enough plates.
            parameters:
              minimum: 2
        clock:
          source: policy
          duration: PT4H
          days: calendar
          timeZone: Europe/Berlin
          variants:
            hurried: { duration: PT1H }
            feast: { duration: PT8H }
        nudge: 75%
        escalation:
          chain: E1
          levels:
            - { role: head-waiter, late: 25% }
            - { role: manager, late: PT4H }
          repeat: P1D
        exceptionRoutes:
          - code: dish-cold
            ownerRole: cook
            path: warm it up
            clock: { duration: PT30M }
        requiredAuditEvents: [handoff_offered.v1]
        proceedAnyway:
          grounds: [emergency]
        """;

    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    public static readonly Guid Subject = new("0198a000-0000-7000-8000-000000000001");
    public static readonly Guid Case = new("0198a000-0000-7000-8000-0000000000aa");
    public static readonly Guid StreamId = HandoffId.For("T01", Subject);
    public static readonly Actor Waiter = new("waiter-7", ActorKind.Human, "waiter");
    public static readonly Actor Scheduling = Actor.Service("scheduling");
    public static readonly Actor Model = new("model-1", ActorKind.Ai, "assistant");
    public static readonly Requirement Sauce = new("sauce-missing", "dish-12");

    public static readonly Boundaries Kitchen = Boundaries.Of(h => Register(h.ContractsFrom([("T01.yaml", Contract)])));

    /// <summary>Due at 16:00, nudged at 15:00, head waiter told at 17:00, manager at 20:00.</summary>
    public static readonly HandoffTerms Terms = Kitchen.Terms("T01", Noon);

    public static readonly DeciderSpec<Handoff, HandoffCommand, HandoffEvent> TheHandoff = Spec.Of(HandoffAggregate.Value);

    public static readonly OfferHandoff Ready = Offer(new Dish(IsReady: true, Plates: 4));

    public static readonly OfferHandoff Unready = Offer(new Dish(IsReady: false, Plates: 4));

    public static void Register(HandoffsBuilder handoffs) => handoffs.Boundary("T01")
        .Predicate<Dish>("dish-ready", (dish, _) => Verdict.Of(dish.IsReady, ("ready", dish.IsReady)))
        .Predicate<Dish>("enough-plates", (dish, given) => Verdict.Of(dish.Plates >= given.Whole("minimum"), ("plates", dish.Plates)));

    public static OfferHandoff Offer(Dish dish, string hash = "a1", DateTimeOffset? at = null, DateTimeOffset? startedAt = null) =>
        (OfferHandoff)Kitchen.Offer("T01", Subject, Case, dish, hash, at ?? Noon, startedAt).Command;

    public static AcceptHandoff Accept(DateTimeOffset at, Actor? by = null) => new(by ?? Waiter, at);

    public static ReturnHandoff Return(DateTimeOffset at, Actor? by = null) => (ReturnHandoff)Kitchen.Return("T01", Subject, [Sauce], by ?? Waiter, at).Command;

    public static ExtendHandoff Extend(DateTimeOffset at, Actor? by = null) =>
        (ExtendHandoff)Kitchen.Extend("T01", Subject, "feast", Noon, "more-guests", by ?? Waiter, at).Command;

    public static FireHandoffDeadline Fire(DateTimeOffset dueAt, TimeSpan late = default) => new(dueAt, dueAt + late);

    public static DateTimeOffset At(int hour, int minute = 0) => Noon.AddHours(hour - 12).AddMinutes(minute);

    internal sealed record Dish(bool IsReady, int Plates);
}
