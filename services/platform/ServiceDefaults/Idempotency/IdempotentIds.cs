using Healthcare.EventStore;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// New ids of a request. Under an Idempotency-Key they follow from the key, so that a request that is executed again after a crash finds what it made
/// instead of making it twice; without one they are new (UUID version 7).
/// </summary>
public sealed class IdempotentIds
{
    internal string? AnswerKey { get; set; }

    /// <summary>The id of what is made under a name, such as <c>referral</c>; the same name gives the same id.</summary>
    public Guid For(string name) => AnswerKey is { } key ? DerivedId.Of($"{key}/{name}") : Guid.CreateVersion7();
}
