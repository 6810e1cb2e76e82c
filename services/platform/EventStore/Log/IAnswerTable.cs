namespace Healthcare.EventStore;

/// <summary>What is known of an idempotent request (Idempotency-Key): running, committed, or answered.</summary>
public sealed record AnswerState(string Key, string RequestHash, bool Running, bool Committed, byte[]? SealedAnswer, DateTimeOffset StartedAt);

/// <summary>The port to stored answers of idempotent requests; answers are sealed by the caller.</summary>
public interface IAnswerTable
{
    /// <summary>Starts a request: null when it is ours to run, otherwise what stands. A run older than <paramref name="life"/> may be taken over.</summary>
    Task<AnswerState?> BeginAsync(string key, string requestHash, TimeSpan life, CancellationToken cancel);

    /// <summary>Says that the process which runs it is alive; nothing happens once it is answered.</summary>
    Task RenewAsync(string key, CancellationToken cancel);

    Task CompleteAsync(string key, byte[] sealedAnswer, CancellationToken cancel);

    /// <summary>Forgets a request that did nothing, so that it may be tried again.</summary>
    Task ForgetAsync(string key, CancellationToken cancel);

    /// <summary>Drops what was started longer ago than <paramref name="age"/>, answered or not; returns how many.</summary>
    Task<int> SweepAsync(TimeSpan age, CancellationToken cancel);
}
