namespace Healthcare.Handoffs.Transmissions;

/// <summary>Where a message to a partner stands.</summary>
public abstract record Transmission
{
    public static readonly Transmission None = new Unknown();

    private Transmission() { }

    public sealed record Unknown : Transmission;

    public sealed record Queued(int Attempts) : Transmission;

    public sealed record Sent(int Attempts) : Transmission;

    public sealed record Unconfirmed(int Attempts) : Transmission;

    public sealed record Acknowledged : Transmission;

    public sealed record Rejected(int Attempts) : Transmission;

    public static Transmission Evolve(Transmission transmission, TransmissionEvent happened) => (transmission, happened) switch
    {
        (_, TransmissionQueued) => new Queued(0),
        (_, TransmissionSent e) => new Sent(e.Attempt),
        (_, TransmissionAcknowledged) => new Acknowledged(),
        (Sent s, TransmissionUnconfirmed) => new Unconfirmed(s.Attempts),
        (Sent s, TransmissionRejected) => new Rejected(s.Attempts),
        (Rejected r, TransmissionRequeued) => new Queued(r.Attempts),
        (Unconfirmed u, TransmissionRequeued) => new Queued(u.Attempts),
        _ => transmission,
    };
}
