using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Journeys;
using Healthcare.Testing.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Calendars;

/// <summary>The same at random on PostgreSQL, by two replicas that do not know of each other and both keep what they read.</summary>
public sealed class BookingOnTwoReplicas
{
    [Test, CancelAfter(300_000)]
    public async Task No_practitioner_is_ever_held_twice_at_a_time(CancellationToken cancel)
    {
        var seed = RandomHistory.Seed();
        var database = await TestPostgres.NewDatabaseAsync(cancel);
        var role = $"runtime_{Guid.CreateVersion7():N}";
        await using (var owner = NpgsqlDataSource.Create(database))
        {
            await using var create = owner.CreateCommand($"create role {role} login password 'runtime'");
            await create.ExecuteNonQueryAsync(cancel);
        }

        var runtime = new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "runtime", MaxPoolSize = 10 }.ConnectionString;
        using var one = Replica(runtime);
        using var other = Replica(runtime);
        await EventStoreMigrator.MigrateAsync(database, role, one.Services.GetServices<SchemaPart>(), one.Services.GetServices<ViewName>(), cancel);
        var turn = 0;
        await RandomHistory.RunAsync(new Random(seed), 8, 120, (caseId, decide) => ExecuteAsync(Interlocked.Increment(ref turn) % 2 == 0 ? one : other, caseId, decide, cancel), $"seed {seed}", cancel);
        var events = new List<Recorded>();
        var from = LogPosition.Start;
        while (await one.Services.GetRequiredService<IEventStore>().ReadLogAsync(from, 1000, cancel) is { Events.Count: > 0 } page)
        {
            events.AddRange(page.Events);
            from = page.Events[^1].Position;
        }

        HeldTimes.Check(events, $"seed {seed}");
        Assert.That(events.Count(e => e.Event is AppointmentBooked or AppointmentHeldTentatively), Is.GreaterThan(5));
    }

    private static async Task<Outcome> ExecuteAsync(IHost replica, Guid caseId, Func<Work, CancellationToken, Task<Outcome>> decide, CancellationToken cancel)
    {
        await using var scope = replica.Services.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = caseId, Actor = Scheduler };
        return await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync(decide, cancel);
    }

    private static IHost Replica(string database)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:EventStore"] = database,
            ["EventStore:MasterKeys:test"] = Convert.ToBase64String(new byte[32]),
        });
        builder.AddEventStore("scheduling")
            .AddAggregate(AppointmentAggregate.Value)
            .AddAggregate(Scheduling.Calendars.CalendarAggregate.Value)
            .AddAggregate(JourneyAggregate.Value)
            .AddAggregate(WorkItemAggregate.Value)
            .AddAggregate(TransmissionDecider.Aggregate)
            .AddView(new AppointmentView());
        return builder.Build();
    }
}
