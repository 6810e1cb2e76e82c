using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Handoffs;

/// <summary>Settings of the duty roster, section <c>Duty</c>.</summary>
public sealed class DutyOptions
{
    /// <summary>Roles for which nobody is on duty in this installation at all.</summary>
    public ICollection<string> Unstaffed { get; } = [];

    /// <summary>How often it looks for work of a role that nobody is on duty for, where no commit wakes it.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>Sends the work of a role that nobody is on duty for to the first level of its chain that somebody holds, at once.</summary>
internal sealed class DutyWatch(
    Leadership leadership,
    IServiceScopeFactory scopes,
    Views<DutyDocument> duty,
    Views<HandoffDocument> handoffs,
    Views<WorkItemDocument> items,
    CommitSignal signal,
    TimeProvider clock,
    IOptions<DutyOptions> options,
    ILogger<DutyWatch> logger) : Leader(leadership)
{
    private const int Page = 100;

    protected override string LeaseName => "duty-watch";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        using var watch = signal.Watch(DutyAggregate.Name, HandoffAggregate.Name, WorkItemAggregate.Name);
        while (true)
        {
            watch.Look();
            if (await TellAsync(cancel)) continue;
            await watch.RestAsync(options.Value.LookEvery, cancel);
            // Seldom is nobody on duty, and much is handed over.
            await watch.BreatheAsync(cancel);
        }
    }

    private async Task<bool> TellAsync(CancellationToken cancel)
    {
        var roster = await duty.PageAsync(DutyView.Unstaffed, after: null, Page, cancel);
        var roles = roster.Documents.Select(d => d.Role).Concat(options.Value.Unstaffed).ToHashSet(StringComparer.Ordinal);
        var told = 0;
        foreach (var role in roles.Order(StringComparer.Ordinal))
        {
            var crossings = await handoffs.PageAsync(HandoffView.UntoldOf(role), after: null, Page, cancel);
            foreach (var one in crossings.Documents) told += await TellAsync<HandoffCommand>(one.HandoffId, new TellUnstaffedHandoff(role, roles, clock.GetUtcNow()), cancel);
            var tasks = await items.PageAsync(WorkItemView.UntoldOf(role), after: null, Page, cancel);
            foreach (var one in tasks.Documents) told += await TellAsync<WorkItemCommand>(one.WorkItemId, new TellUnstaffedWorkItem(role, roles, clock.GetUtcNow()), cancel);
        }

        return told > 0;
    }

    private async Task<int> TellAsync<TCommand>(Guid stream, TCommand command, CancellationToken cancel)
        where TCommand : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<Streams<TCommand>>().ExecuteAsync(stream, command, cancel);
        if (outcome is not Outcome.Accepted { Events.Count: > 0 }) return 0;
        logger.ToldForDuty(stream);
        return 1;
    }
}
