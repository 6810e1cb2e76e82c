namespace Healthcare.EventStore;

/// <summary>Executes commands of one aggregate: load, fold, decide, append.</summary>
public sealed class Streams<TCommand>(Transactions transactions)
    where TCommand : notnull
{
    public Task<Outcome> ExecuteAsync(Guid streamId, TCommand command, CancellationToken cancel) =>
        transactions.ExecuteAsync((work, c) => work.DecideAsync(streamId, command, c), cancel);

    /// <summary>Executes only when the stream is at <paramref name="expected"/>; a command that changes nothing is accepted whatever the version says.</summary>
    public Task<Outcome> ExecuteAsync(Guid streamId, StreamVersion expected, TCommand command, CancellationToken cancel) =>
        transactions.ExecuteAsync((work, c) => work.DecideAsync(streamId, command, c, expected), cancel);

    /// <summary>The stream's state and version, read live; version 0 when it was never started.</summary>
    public async Task<(TState State, StreamVersion Version)> ReadAsync<TState>(Guid streamId, CancellationToken cancel)
        where TState : notnull => await transactions.ReadAsync<TState, TCommand>(streamId, cancel);
}
