namespace Healthcare.ServiceDefaults;

/// <summary>Something that a service has still to do before time may move on; only asked where business time is virtual.</summary>
public interface IQuietCheck
{
    string Name { get; }

    /// <summary>How many things are under way; zero is quiet.</summary>
    Task<long> PendingAsync(CancellationToken cancel);
}
