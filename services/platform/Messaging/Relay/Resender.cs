using System.Threading.Channels;
using Healthcare.EventStore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Healthcare.Messaging;

/// <summary>
/// Sends again what a receiver missed. It makes the messages from the log a second time, so they carry the counts and ids of the first time;
/// one walk through the log serves every request that is waiting. What is lost of it is asked for again.
/// </summary>
internal sealed class Resender(IEventStore store, MessageMap map, Publisher publisher, ILogger<Resender> logger) : BackgroundService
{
    private readonly Channel<ResendRequested> requests = Channel.CreateBounded<ResendRequested>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly OutgoingMessages messages = new(map);

    public void Ask(ResendRequested request) => requests.Writer.TryWrite(request);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await requests.Reader.WaitToReadAsync(stoppingToken))
        {
            var waiting = new Dictionary<(string Source, string OrderKey, string ReplyTo), ResendRequested>();
            while (requests.Reader.TryRead(out var request)) waiting[(request.Source, request.OrderKey, request.ReplyTo)] = request;
            try
            {
                await ResendAsync([.. waiting.Values], stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.ResendFailed(failure);
            }
        }
    }

    private async Task ResendAsync(IReadOnlyList<ResendRequested> waiting, CancellationToken cancel)
    {
        var byKey = waiting.ToLookup(r => r.OrderKey, StringComparer.Ordinal);
        var counts = new SentCounts(map);
        var sent = 0;
        // Only what the relay has published and counted: the rest is on its way by itself.
        var until = (await store.LoadCheckpointAsync(Relay.NameOf(map.Service), cancel)).Position;
        for (var position = LogPosition.Start; position < until;)
        {
            var page = await store.ReadLogAsync(position, 1000, cancel);
            if (page.End == position) break;
            position = page.End;
            var events = page.Events.Where(e => e.Position <= until && byKey.Contains(OrderKeys.Of(e))).ToList();
            foreach (var message in messages.From(events, counts))
            {
                foreach (var request in byKey[message.OrderKey].Where(r => r.Source == message.Source && message.Count >= r.From && r.Kinds.Contains(message.Kind.Name)))
                {
                    await publisher.SendToAsync(request.ReplyTo, message, cancel);
                    sent++;
                }
            }
        }

        logger.Resent(sent, waiting.Count);
    }
}
