namespace Healthcare.Platform.Tests.Messaging;

[Parallelizable(ParallelScope.All)]
public sealed class CarryingCases
{
    [Test, CancelAfter(300_000)]
    public async Task Messages_of_a_case_arrive_once_and_in_order(CancellationToken cancel)
    {
        await using var post = await Post.OpenAsync(cancel);
        await post.DeclareAsync(cancel);
        await post.StartAsync("receiver", cancel);
        await post.StartAsync("sender", cancel);
        var cases = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        for (var round = 0; round < 5; round++)
        {
            foreach (var id in cases) await post.SendAsync(id, 2, cancel);
        }

        await Post.UntilAsync(async () => await post.ShelvedAsync(cancel) >= 200, "all parcels are shelved", cancel);
        foreach (var id in cases) Assert.That(await post.ShelfAsync(id, cancel), Is.EqualTo(Enumerable.Range(1, 10)));
    }
}
