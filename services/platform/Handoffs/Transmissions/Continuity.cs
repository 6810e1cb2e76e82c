using System.Globalization;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>The boundary from a partner that is down to whoever keeps the work going (B28); each service that calls partners holds it for its own calls.</summary>
public static class Continuity
{
    public const string Boundary = "B28";

    /// <summary>What a person does for the partner while it is away.</summary>
    public const string ByHand = "manual-packet";

    /// <summary>Holds the boundary, with its predicates.</summary>
    public static HandoffsBuilder WithContinuity(this HandoffsBuilder handoffs)
    {
        ArgumentNullException.ThrowIfNull(handoffs);
        handoffs.Boundary(Boundary)
            .Predicate<PartnerDown>("breaker-open", (f, _) => Verdict.Of(f.IsOpen, ("partner", f.Partner), ("call", f.Kind)))
            // Messages about one subject go to a partner one after another (SendingOrder), so what waits keeps its order.
            .Predicate<PartnerDown>("order-kept", (f, _) => Verdict.Of(f.Queued >= 0, ("queued", f.Queued)));
        return handoffs;
    }

    /// <summary>One kind of call of one service to one partner.</summary>
    public static Guid SubjectOf(string service, string partner, string kind) => DerivedId.Of($"partner-down/{service}/{partner}/{kind}");
}

/// <summary>What the boundary to continuity looks at.</summary>
internal sealed record PartnerDown(string Partner, string Kind, bool IsOpen, int Queued);

/// <summary>
/// Hands over when a partner's breaker opens, and takes back when it closes: one alert when it goes down and one when it is back, whatever the number of tries between.
/// A call never fails because of it.
/// </summary>
public sealed class ContinuityWatch(
    Boundaries boundaries, IServiceScopeFactory scopes, Views<TransmissionRow> views, TimeProvider clock, ILogger<ContinuityWatch> logger) : IBreakerObserver
{
    private const int MostCounted = 200;

    public Task OpenedAsync(string partner, string kind, TimeSpan breakFor, CancellationToken cancel) => GuardedAsync(
        partner,
        async (work, by, subject, at, c) =>
        {
            if (await work.LoadAsync<Handoff, HandoffCommand>(HandoffId.For(Continuity.Boundary, subject), c) is Handoff.Blocked or Handoff.Offered or Handoff.TimedOut or Handoff.Returned) return [];
            var queued = (await views.PageAsync(TransmissionView.Due, after: null, MostCounted, c)).Documents.Count(r => r.Partner == partner);
            // Down again is another time.
            var context = DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"{subject:D}/{at.UtcTicks}")).ToString("N");
            return
            [
                boundaries.Offer(Continuity.Boundary, subject, caseId: null, new PartnerDown(partner, kind, IsOpen: true, queued), context, at),
                boundaries.Exception(Continuity.Boundary, Continuity.ByHand, subject, caseId: null, at),
                Tell(subject, "partner-down", at),
            ];
        },
        kind,
        cancel);

    public Task ClosedAsync(string partner, string kind, CancellationToken cancel) => GuardedAsync(
        partner,
        async (work, by, subject, at, c) =>
            await work.LoadAsync<Handoff, HandoffCommand>(HandoffId.For(Continuity.Boundary, subject), c) is Handoff.Offered or Handoff.TimedOut
                ? [boundaries.Accept(Continuity.Boundary, subject, by, at), Boundaries.Settled(Continuity.Boundary, Continuity.ByHand, subject, "partner-back", at), Tell(subject, "partner-back", at)]
                : [],
        kind,
        cancel);

    private FollowUp Tell(Guid subject, string reasonCode, DateTimeOffset at) => NotificationAggregate.Tell(
        subject, new NotificationQueued(NotificationKind.Escalation, boundaries[Continuity.Boundary].OwnerRole, 0, subject, reasonCode, at) { Boundary = Continuity.Boundary });

    private async Task GuardedAsync(string partner, Func<Work, Actor, Guid, DateTimeOffset, CancellationToken, Task<IReadOnlyList<FollowUp>>> follow, string kind, CancellationToken cancel)
    {
        if (!boundaries.Held.Contains(Continuity.Boundary, StringComparer.Ordinal)) return;
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var by = scope.ServiceProvider.GetRequiredService<CallScope>().Context.Actor;
            var (subject, at) = (Continuity.SubjectOf(by.Id, partner, kind), EventCodec.Microseconds(clock.GetUtcNow()));
            await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync(
                async (work, c) =>
                {
                    // Whatever the call was about, the partner is down for all.
                    foreach (var next in await follow(work, by, subject, at, c))
                    {
                        var outcome = next.Command switch
                        {
                            HandoffCommand handoff => await work.DecideAsync(next.StreamId, handoff, c),
                            WorkItemCommand item => await work.DecideAsync(next.StreamId, item, c),
                            NotificationCommand told => await work.DecideAsync(next.StreamId, told, c),
                            _ => throw new InvalidOperationException($"{next.Command.GetType().Name} has no place here."),
                        };
                        if (outcome is not Outcome.Accepted) return outcome;
                    }

                    return new Outcome.Accepted(StreamVersion.None, []);
                },
                cancel);
        }
        catch (Exception failure) when (!cancel.IsCancellationRequested)
        {
            logger.NotHandedOver(partner, kind, failure);
        }
    }
}
