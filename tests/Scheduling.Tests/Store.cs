using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Scheduling.Appointments;
using Healthcare.Scheduling.Calendars;
using Healthcare.Scheduling.Journeys;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Scheduling.Tests;

/// <summary>Everything that scheduling decides on, over the store in memory.</summary>
internal sealed class Store : IAsyncDisposable
{
    private readonly ServiceProvider provider;

    public Store()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddInMemoryEventStore("scheduling")
            .AddAggregate(AppointmentAggregate.Value)
            .AddAggregate(CalendarAggregate.Value)
            .AddAggregate(JourneyAggregate.Value)
            .AddAggregate(WorkItemAggregate.Value)
            .AddAggregate(NotificationAggregate.Value)
            .AddAggregate(HandoffAggregate.Value)
            .AddAggregate(DigestAggregate.Value)
            .AddAggregate(TransmissionDecider.Aggregate)
            .AddView(new AppointmentView())
            .AddView(new CalendarView())
            .AddView(new JourneyView());
        provider = services.BuildServiceProvider();
    }

    public IServiceProvider Services => provider;

    public IEventStore Log => provider.GetRequiredService<IEventStore>();

    public Task<Outcome> ExecuteAsync(AppointmentCommand command) => ExecuteAsync(Samples.Case, command);

    /// <summary>The same in the name of a caller of another kind.</summary>
    public Task<Outcome> ExecuteAsync(AppointmentCommand command, ActorKind kind) =>
        ExecuteAsync((work, cancel) => work.DecideAsync(AppointmentAggregate.IdOf(Samples.Case), command, cancel), actor: new Actor("someone", kind, "scheduling-lead"));

    public Task<Outcome> ExecuteAsync(Guid caseId, AppointmentCommand command) =>
        ExecuteAsync((work, cancel) => work.DecideAsync(AppointmentAggregate.IdOf(caseId), command, cancel), caseId);

    public async Task<Outcome> ExecuteAsync(Func<Work, CancellationToken, Task<Outcome>> decide, Guid? caseId = null, Actor? actor = null)
    {
        await using var scope = provider.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = caseId ?? Samples.Case, Actor = actor ?? call.Context.Actor };
        return await scope.ServiceProvider.GetRequiredService<Transactions>().ExecuteAsync(decide, CancellationToken.None);
    }

    public Task<Outcome> ExecuteAsync(Guid caseId, Func<Work, CancellationToken, Task<Outcome>> decide) => ExecuteAsync(decide, caseId);

    public Task<AppointmentDocument?> ReadAsync() => ReadAsync(Samples.Case);

    public Task<AppointmentDocument?> ReadAsync(Guid caseId) => provider.GetRequiredService<Views<AppointmentDocument>>().FindAsync(AppointmentAggregate.IdOf(caseId), CancellationToken.None);

    public async Task<IReadOnlyList<Recorded>> EventsAsync()
    {
        var all = new List<Recorded>();
        var from = LogPosition.Start;
        while (true)
        {
            var page = await Log.ReadLogAsync(from, 1000, CancellationToken.None);
            if (page.Events.Count == 0) return all;
            all.AddRange(page.Events);
            from = page.Events[^1].Position;
        }
    }

    public ValueTask DisposeAsync() => provider.DisposeAsync();
}
