namespace Healthcare.EventStore;

/// <summary>Who calls, set once at the edge of a request or a message; scoped.</summary>
public sealed class CallScope(CallContext initial)
{
    public CallContext Context { get; set; } = initial;

    /// <summary>The message being handled, to be marked in the transaction of its effect.</summary>
    public InboxMark? Inbox { get; set; }

    /// <summary>The idempotent request being handled, to be marked in the transaction of its effect.</summary>
    public string? AnswerKey { get; set; }

    /// <summary>True once something was committed in this scope.</summary>
    public bool HasCommitted { get; private set; }

    internal void Committed()
    {
        HasCommitted = true;
        Inbox = null;
        AnswerKey = null;
    }
}
