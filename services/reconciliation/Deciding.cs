using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Reconciliation;

/// <summary>Executes a person's decision in the case that it is about, at the moment in which it is made.</summary>
internal sealed class Deciding<TCommand>(Streams<TCommand> streams, CallScope call, TimeProvider clock)
    where TCommand : notnull
{
    public Task<CommandResult> DoAsync<TState>(Guid id, StreamVersion version, Func<TState, Guid?> caseOf, Func<DateTimeOffset, TCommand> command, CancellationToken cancel)
        where TState : notnull => DoAsync<TState>(id, version, (state, _) => Task.FromResult(caseOf(state)), command, cancel);

    /// <summary>The same, where the case stands elsewhere.</summary>
    public async Task<CommandResult> DoAsync<TState>(
        Guid id, StreamVersion version, Func<TState, CancellationToken, Task<Guid?>> caseOf, Func<DateTimeOffset, TCommand> command, CancellationToken cancel)
        where TState : notnull
    {
        var (state, _) = await streams.ReadAsync<TState>(id, cancel);
        if (await caseOf(state, cancel) is { } caseId) call.Context = call.Context with { CaseId = caseId };
        return (await streams.ExecuteAsync(id, version, command(EventCodec.Microseconds(clock.GetUtcNow())), cancel)).ToHttp();
    }
}
