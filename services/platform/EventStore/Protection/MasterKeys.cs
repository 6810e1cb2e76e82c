using System.Security.Cryptography;
using System.Text;

namespace Healthcare.EventStore;

/// <summary>The master keys of an installation, by id; the active one wraps, all of them unwrap. 32 bytes each.</summary>
public sealed class MasterKeys
{
    private readonly Dictionary<string, byte[]> keys;

    private readonly string indexId;

    /// <param name="activeId">The key that wraps from now on.</param>
    /// <param name="keys">Every key that still unwraps something.</param>
    /// <param name="indexId">The key that blind indexes derive from; it must stay the same across rotations, or what was indexed is no longer found.</param>
    public MasterKeys(string activeId, IReadOnlyDictionary<string, byte[]> keys, string? indexId = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        this.keys = new Dictionary<string, byte[]>(keys, StringComparer.Ordinal);
        if (!this.keys.ContainsKey(activeId)) throw new ArgumentException($"There is no master key '{activeId}'.", nameof(activeId));
        if (this.keys.Values.Any(k => k.Length != 32)) throw new ArgumentException("A master key has 32 bytes.", nameof(keys));
        ActiveId = activeId;
        this.indexId = indexId ?? this.keys.Keys.Order(StringComparer.Ordinal).First();
        if (!this.keys.ContainsKey(this.indexId)) throw new ArgumentException($"There is no master key '{indexId}'.", nameof(indexId));
    }

    public string ActiveId { get; }

    internal byte[] Wrap(Guid keyId, ReadOnlySpan<byte> dataKey)
    {
        var wrapped = new byte[12 + dataKey.Length + 16];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, 12));
        using var aes = new AesGcm(keys[ActiveId], 16);
        aes.Encrypt(wrapped.AsSpan(0, 12), dataKey, wrapped.AsSpan(12, dataKey.Length), wrapped.AsSpan(12 + dataKey.Length), keyId.ToByteArray());
        return wrapped;
    }

    internal byte[] Unwrap(WrappedKey key)
    {
        if (!keys.TryGetValue(key.MasterKeyId, out var master)) throw new CryptographicException($"Master key '{key.MasterKeyId}' is not configured.");
        var dataKey = new byte[key.Wrapped.Length - 28];
        using var aes = new AesGcm(master, 16);
        aes.Decrypt(key.Wrapped.AsSpan(0, 12), key.Wrapped.AsSpan(12, dataKey.Length), key.Wrapped.AsSpan(12 + dataKey.Length), dataKey, key.KeyId.ToByteArray());
        return dataKey;
    }

    /// <summary>A key for blind indexes of one purpose; it stays the same when data keys rotate.</summary>
    internal byte[] IndexKey(string purpose)
    {
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, keys[indexId], 32, info: Encoding.UTF8.GetBytes("blind-index:" + purpose));
    }
}
