namespace Healthcare.EventStore;

/// <summary>Settings of a service's store, section <c>EventStore</c>.</summary>
public sealed class EventStoreOptions
{
    /// <summary>How many folded streams are kept; 0 reads each stream anew.</summary>
    public int CachedStreams { get; set; } = 20_000;

    /// <summary>How long a leader's lease lasts without renewal.</summary>
    public TimeSpan LeaseLife { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How often readers look without being woken.</summary>
    public TimeSpan PollEvery { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Names this process as a holder of leases.</summary>
    public string Holder { get; set; } = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7():N}";
}
