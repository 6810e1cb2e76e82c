using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Handoffs;

/// <summary>Turns a due deadline into its aggregate's command, by the prefix of its name.</summary>
internal abstract class DeadlineHandler(string prefix)
{
    public string Prefix => prefix;

    public abstract Task<Outcome> FireAsync(IServiceProvider services, DueDeadline due, DateTimeOffset now, CancellationToken cancel);
}

internal sealed class DeadlineHandler<TCommand>(string prefix, Func<DueDeadline, DateTimeOffset, TCommand> command) : DeadlineHandler(prefix)
    where TCommand : notnull
{
    public override Task<Outcome> FireAsync(IServiceProvider services, DueDeadline due, DateTimeOffset now, CancellationToken cancel) =>
        services.GetRequiredService<Streams<TCommand>>().ExecuteAsync(due.StreamId, command(due, now), cancel);
}
