using System.Collections.Concurrent;
using System.Diagnostics;
using Healthcare.Messaging;

namespace Healthcare.Platform.Tests.Messaging;

public sealed class FollowingTraces
{
    [Test, CancelAfter(300_000)]
    public async Task A_trace_goes_from_the_event_over_the_bus_to_what_follows_from_it(CancellationToken cancel)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is MessagingTelemetry.Name or "test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("test");

        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        await post.StartAsync("receiver", cancel);
        await post.StartAsync("sender", cancel);
        ActivityTraceId trace;
        using (var request = source.StartActivity("request"))
        {
            trace = request?.TraceId ?? throw new InvalidOperationException();
            await post.SendAsync(Guid.CreateVersion7(), 1, cancel);
        }

        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 1, "it is shelved", cancel);
        await Post.UntilAsync(() => Task.FromResult(spans.Any(s => s.Kind == ActivityKind.Consumer && s.TraceId == trace)), "the consumer's span is of the same trace", cancel);
        var consumer = spans.First(s => s.Kind == ActivityKind.Consumer && s.TraceId == trace);
        var producer = spans.Single(s => s.SpanId == consumer.ParentSpanId);
        Assert.That(producer.Kind, Is.EqualTo(ActivityKind.Producer));
        Assert.That(
            await post.ScalarAsync("receiver", $"select count(*) from mt_events where headers->>'trace' like '00-{trace}-%'", cancel), Is.EqualTo(1), "the event that follows carries the trace");
    }
}
