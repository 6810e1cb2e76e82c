namespace Healthcare.EventStore;

/// <summary>A data key, wrapped by a master key. Deleting the row is erasing what it sealed; hashes stay valid, because they cover ciphertext.</summary>
public sealed record WrappedKey(Guid KeyId, Guid Subject, string MasterKeyId, byte[] Wrapped);

/// <summary>The port to the mutable table of data keys.</summary>
public interface IKeyTable
{
    Task<WrappedKey?> FindAsync(Guid keyId, CancellationToken cancel);

    Task<WrappedKey?> FindBySubjectAsync(Guid subject, CancellationToken cancel);

    /// <summary>Adds a key unless its subject has one already, and returns the one that stands.</summary>
    Task<WrappedKey> AddAsync(WrappedKey key, CancellationToken cancel);

    Task<IReadOnlyList<WrappedKey>> ListAsync(string exceptMasterKeyId, int limit, CancellationToken cancel);

    Task RewrapAsync(WrappedKey key, CancellationToken cancel);

    /// <summary>Erases a subject: its key is deleted and everything sealed under it is noise from now on.</summary>
    Task EraseAsync(Guid subject, CancellationToken cancel);
}
