using System.Text.Json;
using Healthcare.Contracts.Audit.V1;
using Healthcare.EventStore;
using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.Messaging;

[Parallelizable(ParallelScope.All)]
public sealed class RecordingEverything
{
    [Test, CancelAfter(300_000)]
    public async Task Audit_gets_every_stored_event_in_order_without_what_is_sealed(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        post.Settings["Messaging:RecordsEverything"] = "true";
        static void Audited(MessagingBuilder messages) => messages.Consumes<WhenEventsRecorded, EventsRecorded>();
        await post.DeclareAsync(cancel, Audited);
        var receiver = await post.StartAsync("receiver", cancel, Audited);
        await post.StartAsync("sender", cancel);
        var id = Guid.CreateVersion7();
        await post.SendAsync(id, 3, cancel, Sealed.For(Guid.CreateVersion7(), "Canary Quisling"));
        await post.ExecuteAsync(id, new WeighParcel(250), cancel);
        await post.SendAsync(id, 1, cancel);

        var recording = receiver.Services.GetRequiredService<Recording>();
        await Post.UntilAsync(() => Task.FromResult(recording.Of("sender").Count() >= 5), "all events are recorded", cancel);
        var recorded = recording.Of("sender").ToList();
        var stored = await post.Counter.Services.GetRequiredService<IEventStore>().ReadStreamAsync(id, 0, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(recorded.Select(e => e.Version), Is.EqualTo(new long[] { 1, 2, 3, 4, 5 }));
            Assert.That(recorded.Select(e => e.Hash), Is.EqualTo(stored.Select(e => e.Envelope.Hash)));
            Assert.That(recorded.Select(e => e.Type), Is.EqualTo(stored.Select(e => e.Type)));
            Assert.That(recorded[0].Data.TryGetProperty("note", out _), Is.False);
            Assert.That(recorded[3].Data.GetProperty("grams").GetInt32(), Is.EqualTo(250));
            Assert.That(recorded, Has.All.Property(nameof(RecordedEvent.CaseId)).EqualTo(id));
        });
        Assert.That(JsonSerializer.Serialize(recording.Messages), Does.Not.Contain("Quisling").And.Not.Contain("nonce"));
        await Post.UntilAsync(() => Task.FromResult(recording.Of("receiver").Count() >= 4), "what followed from them is recorded too", cancel);
        var (causes, effects) = (0, 0);
        foreach (var (service, type) in recording.Messages.SelectMany(m => m.Events.Select(e => (m.Service, e.Type))))
        {
            if (service == "sender" && type == recorded[0].Type) causes++;
            if (service == "receiver") Assert.That(++effects, Is.LessThanOrEqualTo(causes), "a cause is told before what it brings about");
        }
    }
}
