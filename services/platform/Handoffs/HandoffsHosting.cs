using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Healthcare.Handoffs;

/// <summary>Gives a service its handoffs, deadlines and work items.</summary>
public static class HandoffsHosting
{
    /// <summary>Reads the contracts and registers the service's predicates: <c>AddHandoffs(h => h.Boundary("B06").Predicate&lt;Submission&gt;("manifest-complete", …))</c>.</summary>
    /// <exception cref="ContractException">Contracts and predicates do not fit; the service must not start.</exception>
    public static EventStoreBuilder AddHandoffs(this EventStoreBuilder store, Action<HandoffsBuilder> configure) => store.AddHandoffs(Boundaries.Of(configure));

    /// <summary>Registers boundaries that the service's aggregates offer their work at.</summary>
    public static EventStoreBuilder AddHandoffs(this EventStoreBuilder store, Boundaries boundaries)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.Services.Replace(ServiceDescriptor.Singleton(boundaries));
        return store.AddWorkItems();
    }

    /// <summary>Work items and their deadlines alone, for what every service asks of people, whether it holds a boundary or not; may be added again.</summary>
    public static EventStoreBuilder AddWorkItems(this EventStoreBuilder store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var services = store.Services;
        services.TryAddSingleton(_ => Boundaries.Of(_ => { }));
        if (services.Any(s => s.ServiceType == typeof(OpenWorkCount))) return store;
        services.AddSingleton<HandoffMeter>();
        services.AddSingleton<OrphanCheck>();
        services.AddSingleton<OpenWorkCount>();
        services.AddSingleton<IQuietCheck, DeadlinesQuiet>();
        services.AddOptions<DeadlineClockOptions>().BindConfiguration("Deadlines");
        services.AddOptions<NotificationOptions>().BindConfiguration("Notifications");
        services.AddOptions<DutyOptions>().BindConfiguration("Duty");
        services.TryAddSingleton(ContractFiles.Roles);
        services.AddSingleton<WorkQueueNotifications>();
        services.AddSingleton<MailFolder>();
        services.TryAddSingleton<INotifications>(sp =>
            sp.GetRequiredService<IOptions<NotificationOptions>>().Value.Folder is null ? sp.GetRequiredService<WorkQueueNotifications>() : sp.GetRequiredService<MailFolder>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, InstalledOverlays>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DeadlineClock>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, NotificationSender>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DutyWatch>());
        services.AddSingleton<DryRun>();
        services.AddSingleton<IQuietCheck, NotificationsQuiet>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DefinitionsInForce>());
        return store
            .AddAggregate(HandoffAggregate.Value)
            .AddAggregate(WorkItemAggregate.Value)
            .AddAggregate(NotificationAggregate.Value)
            .AddAggregate(DigestAggregate.Value)
            .AddAggregate(DutyAggregate.Value)
            .AddAggregate(DefinitionAggregate.Value)
            .AddView(new DefinitionView())
            .AddView(new NotificationView())
            .AddView(new DutyView())
            .AddDeadlineHandler<DigestCommand>(DigestAggregate.Deadline, (due, now) => new FireDigestDeadline(due.DueAt, now))
            .AddDeadlineHandler<DutyCommand>(DutyAggregate.Deadline, (due, now) => new FireDutyDeadline(due.DueAt, now))
            .AddView(new HandoffView())
            .AddView(new WorkItemView())
            .AddView(new WorkItemCommentsView())
            .AddDeadlineHandler<HandoffCommand>(HandoffAggregate.Deadline, (due, now) => new FireHandoffDeadline(due.DueAt, now))
            .AddDeadlineHandler<WorkItemCommand>(WorkItemAggregate.Deadline, (due, now) => new FireWorkItemDeadline(due.DueAt, now));
    }

    /// <summary>Routes <c>/handoffs</c>, <c>/work-items</c>, <c>/notifications</c>, <c>/duty</c> and <c>/definitions</c>, for people of the organization.</summary>
    /// <param name="app">The service.</param>
    /// <param name="list">Maps another list of work items in the place of the service's own.</param>
    public static void MapHandoffs(this IEndpointRouteBuilder app, Action<RouteGroupBuilder>? list = null)
    {
        HandoffEndpoints.Map(app);
        WorkItemEndpoints.Map(app, list);
        NotificationEndpoints.Map(app);
        SetDutyEndpoint.Map(app);
        DefinitionEndpoints.Map(app);
    }

    /// <summary>
    /// What to ask of an aggregate when one of its deadlines is due; <paramref name="prefix"/> is how the names of its deadlines start, such as <c>claim/</c>.
    /// The command's event must clear or move the deadline (<c>Aggregate.Deadlines</c>); a command that finds it out of date answers with nothing.
    /// </summary>
    public static EventStoreBuilder AddDeadlineHandler<TCommand>(this EventStoreBuilder store, string prefix, Func<DueDeadline, DateTimeOffset, TCommand> command)
        where TCommand : notnull
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(command);
        if (store.Services.Any(s => s.ImplementationInstance is DeadlineHandler known && known.Prefix == prefix))
            throw new InvalidOperationException($"Deadlines whose names start with '{prefix}' have a handler already.");
        store.Services.AddSingleton<DeadlineHandler>(new DeadlineHandler<TCommand>(prefix, command));
        return store;
    }
}
