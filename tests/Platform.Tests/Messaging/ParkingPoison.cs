using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Messaging;
using Healthcare.Platform.Tests.Replicas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Healthcare.Platform.Tests.Messaging;

[Parallelizable(ParallelScope.All)]
public sealed class ParkingPoison
{
    [Test, CancelAfter(300_000)]
    public async Task Poison_is_parked_and_its_case_waits_behind_it_while_others_go_on_until_it_is_replayed(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        var receiver = await post.StartAsync("receiver", cancel);
        var poisoned = Guid.CreateVersion7();
        var isMended = false;
        receiver.Services.GetRequiredService<Trouble>().Before = (_, parcel) =>
        {
            if (parcel.CaseId == poisoned && parcel.Number == 2 && !Volatile.Read(ref isMended)) throw new InvalidOperationException("Poison.");
        };
        await post.StartAsync("sender", cancel);
        var others = Enumerable.Range(0, 16).Select(_ => Guid.CreateVersion7()).ToList();
        await post.SendAsync(poisoned, 4, cancel);
        foreach (var id in others) await post.SendAsync(id, 2, cancel);

        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) == 33, "everything else is shelved", cancel);
        var parked = await ParkedAsync(receiver, waiting: 3, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(parked.Messages.Select(m => m.ParkedBecause), Is.EqualTo(new[] { "failed:InvalidOperationException", null, null }));
            Assert.That(parked.OrderKey, Is.EqualTo(poisoned.ToString("D")));
        });
        Assert.That(await post.ShelfAsync(poisoned, cancel), Is.EqualTo(new[] { 1 }));
        var item = (await ItemsAsync(receiver, cancel)).Single();
        Assert.Multiple(() =>
        {
            Assert.That((item.SubjectId, item.CaseId), Is.EqualTo((parked.Messages[0].Message.MessageId, (Guid?)poisoned)));
            Assert.That((item.Kind, item.Role, item.ReasonCode, item.IsChained), Is.EqualTo((ParkedWork.Kind, "integration-on-call", "message-failed", true)));
        });

        Volatile.Write(ref isMended, true);
        await using (var scope = receiver.Services.CreateAsyncScope())
        {
            var messages = scope.ServiceProvider.GetRequiredService<ParkedMessages>();
            Assert.That(await messages.ReplayAsync(parked.Id, parked.Messages[1].Message.Count, cancel), Is.EqualTo(new Outcome.Refused(Parking.NotParked)));
            Assert.That(await messages.ReplayAsync(parked.Id, parked.Messages[0].Message.Count, cancel), Is.InstanceOf<Outcome.Accepted>());
        }

        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 36, "the case caught up", cancel);
        Assert.That(await post.ShelfAsync(poisoned, cancel), Is.EqualTo(new[] { 1, 2, 3, 4 }));
        await Post.UntilAsync(async () => await WaitingAsync(receiver, cancel) == 0, "nothing waits any more", cancel);
        Assert.That(await ResolutionAsync(receiver, item, cancel), Is.EqualTo("message-handled"));
        Assert.That(await ItemsAsync(receiver, cancel), Is.Empty);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_refused_message_is_parked_with_its_code_and_dismissing_it_lets_the_case_go_on(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        var receiver = await post.StartAsync("receiver", cancel);
        await post.StartAsync("sender", cancel);
        var id = Guid.CreateVersion7();
        await post.ExecuteAsync(id, new SendNumbered(Trouble.RefusedNumber), cancel);
        await post.ExecuteAsync(id, new SendNumbered(2), cancel);
        var parked = await ParkedAsync(receiver, waiting: 2, cancel);
        Assert.That(parked.Messages[0].ParkedBecause, Is.EqualTo("refused:parcel-broken"));
        var item = (await ItemsAsync(receiver, cancel)).Single();
        Assert.That(item.ReasonCode, Is.EqualTo("parcel-broken"));
        await using (var scope = receiver.Services.CreateAsyncScope())
        {
            Assert.That(
                await scope.ServiceProvider.GetRequiredService<ParkedMessages>().DismissAsync(parked.Id, parked.Messages[0].Message.Count, "parcel-returned", cancel),
                Is.InstanceOf<Outcome.Accepted>());
        }

        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 1, "the next one is shelved", cancel);
        Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 2 }));
        Assert.That(await post.ScalarAsync("receiver", "select count(*) from mt_events where type = 'message_dismissed.v1'", cancel), Is.EqualTo(1));
        Assert.That(await ResolutionAsync(receiver, item, cancel), Is.EqualTo("message-dismissed"));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_waits_for_a_dependency_goes_on_by_itself_when_it_is_back_and_the_outage_is_told_once(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        post.Settings["Messaging:AwayPatience"] = "00:00:00.200";
        post.Settings["Messaging:AskAgainAfter"] = "00:00:01";
        await post.DeclareAsync(cancel);
        var receiver = await post.StartAsync("receiver", cancel);
        var isAway = true;
        receiver.Services.GetRequiredService<Trouble>().Before = (_, parcel) =>
        {
            if (Volatile.Read(ref isAway) && parcel.Number < 3) throw new DependencyAwayException("packets");
        };
        await post.StartAsync("sender", cancel);
        var waiting = Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var id in waiting) await post.SendAsync(id, 3, cancel);
        await Post.UntilAsync(async () => await WaitingAsync(receiver, cancel) == 3, "the cases are parked", cancel);
        Assert.That(await ItemsAsync(receiver, cancel), Is.Empty, "what goes on by itself is nobody's work");
        Volatile.Write(ref isAway, false);
        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 9, "all are shelved", cancel);
        foreach (var id in waiting) Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(new[] { 1, 2, 3 }));
        await Post.UntilAsync(
            async () => await post.ScalarAsync("receiver", "select count(*) from mt_events where type = 'dependency_restored.v1'", cancel) == 1, "the end of the outage is on the log", cancel);
        Assert.That(await post.ScalarAsync("receiver", "select count(*) from mt_events where type = 'dependency_lost.v1'", cancel), Is.EqualTo(1));
    }

    private static async Task<ParkedCase> ParkedAsync(IHost receiver, int waiting, CancellationToken cancel)
    {
        ParkedCase? parked = null;
        await Post.UntilAsync(
            async () =>
            {
                await using var scope = receiver.Services.CreateAsyncScope();
                var page = await scope.ServiceProvider.GetRequiredService<ParkedMessages>().ListAsync(after: null, 10, cancel);
                parked = page.Documents.Count == 1 && page.Documents[0].Messages.Count == waiting ? page.Documents[0] : null;
                return parked is not null;
            },
            $"{waiting} messages of one case wait",
            cancel);
        return parked ?? throw new InvalidOperationException();
    }

    private static async Task<IReadOnlyList<WorkItemDocument>> ItemsAsync(IHost receiver, CancellationToken cancel) =>
        (await receiver.Services.GetRequiredService<Views<WorkItemDocument>>().PageAsync(WorkItemView.Open, after: null, 10, cancel)).Documents;

    private static async Task<string?> ResolutionAsync(IHost receiver, WorkItemDocument item, CancellationToken cancel) =>
        (await receiver.Services.GetRequiredService<Views<WorkItemDocument>>().FindAsync(item.WorkItemId, cancel))?.Resolution;

    private static async Task<int> WaitingAsync(IHost receiver, CancellationToken cancel)
    {
        await using var scope = receiver.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<ParkedMessages>().ListAsync(after: null, 10, cancel)).Documents.Count;
    }
}
