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

    /// <summary>Why the last work of this scope was refused; null when it was accepted. A message that was refused must not pass as handled.</summary>
    public Refusal? Refused { get; internal set; }

    internal void Committed()
    {
        HasCommitted = true;
        Refused = null;
        Inbox = null;
        AnswerKey = null;
    }
}
