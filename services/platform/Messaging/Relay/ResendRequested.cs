namespace Healthcare.Messaging;

/// <summary>A receiver missed messages of an order key and asks their sender for them, from a count on, to its own queue.</summary>
public sealed record ResendRequested
{
    /// <summary>The sending service, or its channel to audit.</summary>
    public required string Source { get; init; }

    public required string OrderKey { get; init; }

    public required long From { get; init; }

    /// <summary>The kinds of message that the receiver consumes.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    public required string ReplyTo { get; init; }
}
