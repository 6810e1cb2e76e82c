namespace Healthcare.Sandbox.Wire;

/// <summary>One message that a partner sends to the gateway.</summary>
internal sealed record Delivery
{
    /// <summary>Idempotency-Key: follows from what is sent, so that nothing is sent twice unless a script says so.</summary>
    public required string Id { get; init; }

    /// <summary>The partner whose token it carries.</summary>
    public required string Partner { get; init; }

    public required string Step { get; init; }

    /// <summary>Deliveries of one lane go one after the other.</summary>
    public required string Lane { get; init; }

    /// <summary>Path below the gateway, or an address of its own.</summary>
    public required string Path { get; init; }

    public required string MediaType { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>From the moment that its lane reaches it.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>What it is about, such as a trace number.</summary>
    public required string Reference { get; init; }

    /// <summary>Identifiers of the cases that it is about, where there are several.</summary>
    public IReadOnlyList<string> About { get; init; } = [];
}

/// <summary>How far a delivery is.</summary>
internal enum DeliveryState
{
    Waiting,
    Sending,
    Delivered,
    /// <summary>The receiver said no in a way that sending again cannot change (4xx).</summary>
    Refused,
    /// <summary>All attempts were used; <c>POST /sandbox/outbox/resend</c> starts anew.</summary>
    GivenUp,
}

/// <summary>A delivery and what became of it.</summary>
internal sealed class Posting(Delivery delivery)
{
    internal Delivery Delivery { get; private set; } = delivery;

    internal DeliveryState State { get; set; }

    internal int Attempts { get; set; }

    internal int? Status { get; set; }

    /// <summary>The start of what the receiver answered when it refused; problem details carry no patient data.</summary>
    internal string? Answer { get; set; }

    internal DateTimeOffset? At { get; private set; }

    /// <summary>When it is sent, while it waits for that.</summary>
    internal DateTimeOffset? DueAt { get; set; }

    /// <summary>Nothing more is sent, so the bytes can go; what was given up keeps them.</summary>
    internal void End(DeliveryState state, DateTimeOffset at)
    {
        (State, At) = (state, at);
        if (state != DeliveryState.GivenUp) Delivery = Delivery with { Body = default };
    }
}
