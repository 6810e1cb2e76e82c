using System.Collections.Immutable;
using Healthcare.EventStore;
using Healthcare.Testing.Servers;
using Healthcare.X12Exchange;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Healthcare.Platform.Tests.X12Exchange;

public sealed class GivingControlNumbers
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Test]
    [CancelAfter(300_000)]
    public async Task Two_replicas_at_once_never_give_the_same_number_and_one_that_dies_leaves_a_gap(CancellationToken cancel)
    {
        var owner = await TestPostgres.NewDatabaseAsync(cancel);
        var role = $"runtime_{Guid.CreateVersion7():N}";
        await using (var database = NpgsqlDataSource.Create(owner))
        {
            await using var create = database.CreateCommand($"create role {role} login password 'runtime'");
            await create.ExecuteNonQueryAsync(cancel);
        }

        await EventStoreMigrator.MigrateAsync(owner, role, [], [], cancel);
        var connection = new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "runtime" }.ConnectionString;
        using var one = Replica(connection);
        using var other = Replica(connection);
        IReadOnlyList<ControlNumbers> both = [one.Services.GetRequiredService<ControlNumbers>(), other.Services.GetRequiredService<ControlNumbers>()];
        var taken = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => both[i % 2].NextAsync("clearhouse", cancel)));
        var elsewhere = await both[0].NextAsync("another", cancel);
        using var afterDeath = Replica(connection);
        var next = await afterDeath.Services.GetRequiredService<ControlNumbers>().NextAsync("clearhouse", cancel);
        Assert.That(taken, Is.Unique.And.All.InRange(1, ControlNumberStream.Most));
        Assert.That((elsewhere, taken.Contains(next)), Is.EqualTo((1, false)));
    }

    [Test]
    public void After_the_last_number_of_the_range_the_first_comes_again() => Assert.Multiple(() =>
    {
        Assert.That(Next([new Given(1, 999_999_950)]), Is.EqualTo(1));
        Assert.That(Next([new Given(1, 999_999_949)]), Is.EqualTo(999_999_950));
        Assert.That(Next(After(new Given(1, 999_999_950), 1, 50)), Is.EqualTo(51));
    });

    [Test]
    public void A_range_that_is_moved_there_and_back_repeats_nothing()
    {
        var given = After(new Given(1, 100), 500, 50);
        Assert.That((Next(given, last: 499), Next(given, first: 500)), Is.EqualTo((101, 550)));
    }

    [Test]
    public void A_range_without_room_is_refused()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddInMemoryEventStore("sample").AddControlNumbers(new ConfigurationBuilder().AddInMemoryCollection([new("ControlNumbers:First", "999999990")]).Build());
        using var provider = services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<ControlNumbers>().NextAsync("clearhouse", CancellationToken.None), Throws.InvalidOperationException);
    }

    private static int Next(ImmutableList<Given> given, int first = 1, int last = ControlNumberStream.Most) =>
        ControlNumberStream.Value.Decide(given, new ReserveControlNumbers("clearhouse", 50, first, last, Noon)).Events.OfType<ControlNumbersReserved>().Single().First;

    private static ImmutableList<Given> After(Given given, int first, int count) => ControlNumberStream.Value.Evolve([given], new ControlNumbersReserved("clearhouse", first, count, Noon));

    private static IHost Replica(string connection)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("ConnectionStrings:EventStore", connection),
            new("EventStore:MasterKeys:test", Convert.ToBase64String(new byte[32])),
        ]);
        builder.AddEventStore("sample").AddControlNumbers(builder.Configuration);
        return builder.Build();
    }
}
