using Healthcare.EventStore;

namespace Healthcare.Messaging;

/// <summary>What waits in this service, and what a person may do about it: handle it again, or decide that it will not be handled.</summary>
public sealed class ParkedMessages
{
    private readonly Views<ParkedCase> views;
    private readonly Streams<ParkingCommand> streams;
    private readonly CallScope scope;
    private readonly MessageMap map;
    private readonly ParkingLot parking;
    private readonly TimeProvider clock;

    internal ParkedMessages(Views<ParkedCase> views, Streams<ParkingCommand> streams, CallScope scope, MessageMap map, ParkingLot parking, TimeProvider clock)
    {
        this.views = views;
        this.streams = streams;
        this.scope = scope;
        this.map = map;
        this.parking = parking;
        this.clock = clock;
    }

    /// <summary>Cases with parked messages, oldest first.</summary>
    public Task<ViewPage<ParkedCase>> ListAsync(ViewCursor? after, int limit, CancellationToken cancel) => views.PageAsync(ParkingView.Parked, after, limit, cancel);

    public Task<ParkedCase?> FindAsync(Guid id, CancellationToken cancel) => views.FindAsync(id, cancel);

    /// <summary>Handles the first waiting message again, and then what waits behind it; other receivers of the message get nothing twice.</summary>
    public async Task<Outcome> ReplayAsync(Guid id, long count, CancellationToken cancel)
    {
        var outcome = await streams.ExecuteAsync(id, new ReplayMessage(count, clock.GetUtcNow()), cancel);
        if (outcome is Outcome.Accepted && await views.FindAsync(id, cancel) is { } parked) parking.Wake(parked.OrderKey);
        return outcome;
    }

    /// <summary>Lets the first waiting message pass without an effect; the decision and the inbox mark are one transaction.</summary>
    public async Task<Outcome> DismissAsync(Guid id, long count, string reason, CancellationToken cancel)
    {
        if (await views.FindAsync(id, cancel) is not { } parked || parked.Messages.FirstOrDefault(w => w.Message.Count == count) is not { } waiting)
        {
            return await streams.ExecuteAsync(id, new DismissMessage(count, reason, clock.GetUtcNow()), cancel);
        }

        scope.Inbox = new InboxMark(parked.Source, parked.OrderKey, InboxCount.Closing(count))
        {
            After = InboxCount.Closing(InboxCount.HighestBefore(waiting.Message.Before, kind => map.SubscriptionOf(kind) is not null)),
        };
        try
        {
            var outcome = await streams.ExecuteAsync(id, new DismissMessage(count, reason, clock.GetUtcNow()), cancel);
            if (outcome is Outcome.Accepted) parking.Wake(parked.OrderKey);
            return outcome;
        }
        catch (MessageNotNextException)
        {
            return new Outcome.Refused(Parking.NotFirst);
        }
        finally
        {
            scope.Inbox = null;
        }
    }
}
