using Healthcare.EventStore;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>What every implementation promises of views.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(300_000)]
public sealed class TheContractOfViews(string kind) : AStoreOfEitherKind(kind)
{
    [Test]
    public async Task Saves_counts_and_view_rows_with_a_position(CancellationToken cancel)
    {
        var lease = await Store.Log.AcquireLeaseAsync("relay", "me", TimeSpan.FromSeconds(5), cancel) ?? throw new AssertionException("free");
        await Store.Log.SaveCheckpointAsync(
            new CheckpointSave("relay", new LogPosition(1, 5, 1), lease)
            {
                Counts = new Dictionary<string, long>(StringComparer.Ordinal) { ["case-1"] = 4 },
                Views = [new ViewWrite("account_balances_v1", "k", "{\"a\":1}") { Terms = ["t"], Sort = "s" }],
            },
            cancel);
        Assert.That(await Store.Log.ReadCountsAsync("relay", ["case-1", "case-2"], cancel), Is.EqualTo(new Dictionary<string, long>(StringComparer.Ordinal) { ["case-1"] = 4 }));
        Assert.That((await Store.Log.Views.PageAsync("account_balances_v1", "t", after: null, 10, cancel)).Select(r => (r.Key, r.Sort)), Is.EqualTo(new[] { ("k", "s") }));
    }

    [Test]
    public async Task Pages_a_view_by_term_in_its_order(CancellationToken cancel)
    {
        foreach (var amount in new[] { 5m, 150m, 300m, 7m, 120m }) await Store.ExecuteAsync(Guid.CreateVersion7(), new Deposit(amount), cancel);
        var views = Store.Services.GetRequiredService<Views<AccountRow>>();
        var details = Store.Log.Views;
        var first = await details.PageAsync("account_details_v1", "rich", after: null, 2, cancel);
        var second = await details.PageAsync("account_details_v1", "rich", new ViewCursor(first[^1].Sort, first[^1].Key), 2, cancel);
        Assert.That(first.Concat(second).Select(r => r.Sort.TrimStart('0')), Is.EqualTo(new[] { "120", "150", "300" }));
        Assert.That(await details.CountAsync("account_details_v1", "poor", cancel), Is.EqualTo(2));
        ViewCursor[] places = [.. first.Concat(second).Select(r => new ViewCursor(r.Sort, r.Key))];
        Assert.That(await details.PlacesAsync("account_details_v1", "rich", after: null, 2, cancel), Is.EqualTo(places[..2]));
        Assert.That(await details.PlacesAsync("account_details_v1", "rich", places[1], 2, cancel), Is.EqualTo(places[2..]));
        Assert.That(await views.FindAsync(Guid.CreateVersion7(), cancel), Is.Null);
    }

    [Test]
    public async Task Moves_a_row_to_its_new_terms_with_the_event_that_changed_it(CancellationToken cancel)
    {
        var stream = Guid.CreateVersion7();
        await Store.ExecuteAsync(stream, new Deposit(50), cancel);
        await Store.ExecuteAsync(stream, new Deposit(50), cancel);
        Assert.That(await Store.Log.Views.CountAsync("account_details_v1", "poor", cancel), Is.Zero);
        Assert.That(await Store.Log.Views.CountAsync("account_details_v1", "rich", cancel), Is.EqualTo(1));
        await Store.ExecuteAsync(stream, new CloseAccount(), cancel);
        Assert.That(await Store.Log.Views.CountAsync("account_details_v1", "rich", cancel), Is.Zero);
    }

    [Test]
    public async Task Builds_a_view_from_the_log_that_equals_its_rebuild_byte_for_byte(CancellationToken cancel)
    {
        await Store.StartHostedAsync(cancel);
        var streams = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        foreach (var stream in streams) await Store.ExecuteAsync(stream, new OpenAccount(Guid.CreateVersion7(), "A"), cancel);
        foreach (var stream in streams.Concat(streams)) await Store.ExecuteAsync(stream, new Deposit(60), cancel);
        foreach (var stream in streams.Take(3)) await Store.ExecuteAsync(stream, new CloseAccount(), cancel);

        await Eventually.TrueAsync(async () => await Store.Log.Views.CountAsync("account_balances_v1", "rich", cancel) == 17, cancel);
        var live = await Store.Log.Views.FingerprintAsync("account_balances_v1", cancel);
        if (Kind == "postgresql")
        {
            await using var owner = Npgsql.NpgsqlDataSource.Create(Store.OwnerConnection ?? "");
            await ViewRebuild.RunAsync(new AccountBalances(), new PostgresEventStore(owner, Store.Codec), cancel);
        }
        else
        {
            await ViewRebuild.RunAsync(new AccountBalances(), Store.Log, cancel);
        }

        Assert.That(await Store.Log.Views.FingerprintAsync("account_balances_v1", cancel), Is.EqualTo(live));
        await Eventually.TrueAsync(async () => (await Store.Log.LoadCheckpointAsync("view:account_balances_v1", cancel)).Position == await Store.Log.HeadAsync(cancel), cancel);
    }

    [Test]
    public async Task Lets_a_view_that_is_behind_catch_up_with_the_others_each_event_once(CancellationToken cancel)
    {
        // More than two pages, of which one view has had the first part.
        const int events = 1_100;
        const int before = 700;
        var stream = Guid.CreateVersion7();
        for (var n = 0; n < events; n++) await Store.ExecuteAsync(stream, new Deposit(1), cancel);
        var part = await Store.Log.ReadLogAsync(LogPosition.Start, before, cancel);
        var lease = await Store.Log.AcquireLeaseAsync("views", "me", TimeSpan.FromMilliseconds(1), cancel) ?? throw new AssertionException("free");
        Assert.That(await Store.Log.SaveCheckpointAsync(new CheckpointSave("view:account_balances_v1", part.End, lease), cancel), Is.True);
        await Store.StartHostedAsync(cancel);
        await Store.ExecuteAsync(stream, new Deposit(1), cancel);

        var head = await Store.Log.HeadAsync(cancel);
        foreach (var name in new[] { "view:account_balances_v1", "view:account_deposits_v1" })
            await Eventually.TrueAsync(async () => (await Store.Log.LoadCheckpointAsync(name, cancel)).Position == head, cancel);
        Assert.That((await Store.Services.GetRequiredService<Views<DepositCount>>().FindAsync(stream, cancel))?.Count, Is.EqualTo(events + 1), "from the first event");
        var balances = await Store.Log.Views.FindAsync("account_balances_v1", [stream.ToString("D")], cancel);
        Assert.That(System.Text.Json.JsonElement.Parse(balances.Single().Data).GetProperty("balance").GetString(), Is.EqualTo("401"), "from where it was");
    }
}
