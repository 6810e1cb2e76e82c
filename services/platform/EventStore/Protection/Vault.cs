using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Healthcare.EventStore;

/// <summary>Opens what is sealed, makes data keys, and computes keyed indexes for exact search.</summary>
public sealed class Vault(IKeyTable table, MasterKeys masters)
{
    private static readonly TimeSpan CacheLife = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<Guid, (byte[] Key, long Until)> byId = new();
    private readonly ConcurrentDictionary<Guid, (Guid KeyId, long Until)> bySubject = new();
    private readonly ConcurrentDictionary<string, byte[]> indexKeys = new(StringComparer.Ordinal);

    /// <summary>The value, or default when its subject was erased.</summary>
    /// <exception cref="CryptographicException">The ciphertext or its place (event id and field) was altered.</exception>
    public async ValueTask<T?> OpenAsync<T>(Sealed<T> sealedValue, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(sealedValue);
        if (sealedValue.Ciphertext is not { } cipher) return sealedValue.Plain;
        var plain = await OpenAsync(cipher, cancel);
        return plain is null ? default : JsonSerializer.Deserialize<T>(plain, JsonSerializerOptions.Web);
    }

    /// <summary>The bytes, or null when their subject was erased.</summary>
    public async ValueTask<byte[]?> OpenAsync(Ciphertext cipher, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        if (await DataKeyAsync(cipher.Key, cancel) is not { } key) return null;
        var plain = new byte[cipher.Text.Length];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(cipher.Nonce, cipher.Text, cipher.Tag, plain, Encoding.UTF8.GetBytes(cipher.AssociatedData));
        return plain;
    }

    /// <summary>Seals bytes that live outside events, such as chunks of originals and stored answers.</summary>
    public async ValueTask<Ciphertext> SealAsync(Guid subject, ReadOnlyMemory<byte> plain, string associatedData, CancellationToken cancel)
    {
        var (keyId, key) = await KeyOfAsync(subject, cancel);
        return Encrypt(keyId, key, plain.Span, associatedData);
    }

    /// <summary>A keyed hash of a normalised value: equal values give equal indexes, and without the key nothing can be guessed from one.</summary>
    public string BlindIndex(string purpose, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var normalised = value.Normalize(NormalizationForm.FormKC).Trim().ToUpperInvariant();
        var key = indexKeys.GetOrAdd(purpose, masters.IndexKey);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(normalised)));
    }

    /// <summary>Erases a subject: whatever was sealed for it can no longer be opened by anyone.</summary>
    public async Task EraseAsync(Guid subject, CancellationToken cancel)
    {
        await table.EraseAsync(subject, cancel);
        if (bySubject.TryRemove(subject, out var known)) byId.TryRemove(known.KeyId, out _);
    }

    /// <summary>Wraps every data key again under the active master key; returns how many were rewrapped.</summary>
    public async Task<int> RewrapAsync(CancellationToken cancel)
    {
        var count = 0;
        while (await table.ListAsync(masters.ActiveId, 100, cancel) is { Count: > 0 } keys)
        {
            foreach (var key in keys)
            {
                await table.RewrapAsync(key with { MasterKeyId = masters.ActiveId, Wrapped = masters.Wrap(key.KeyId, masters.Unwrap(key)) }, cancel);
                count++;
            }
        }

        return count;
    }

    internal async ValueTask<(Guid KeyId, byte[] Key)> KeyOfAsync(Guid subject, CancellationToken cancel)
    {
        var now = Environment.TickCount64;
        if (bySubject.TryGetValue(subject, out var known) && known.Until > now && byId.TryGetValue(known.KeyId, out var cached)) return (known.KeyId, cached.Key);
        var wrapped = await table.FindBySubjectAsync(subject, cancel);
        if (wrapped is null)
        {
            var keyId = Guid.CreateVersion7();
            wrapped = await table.AddAsync(new WrappedKey(keyId, subject, masters.ActiveId, masters.Wrap(keyId, RandomNumberGenerator.GetBytes(32))), cancel);
        }

        var key = masters.Unwrap(wrapped);
        Remember(wrapped.KeyId, key, now);
        bySubject[subject] = (wrapped.KeyId, now + (long)CacheLife.TotalMilliseconds);
        return (wrapped.KeyId, key);
    }

    internal static Ciphertext Encrypt(Guid keyId, byte[] key, ReadOnlySpan<byte> plain, string associatedData)
    {
        var nonce = RandomNumberGenerator.GetBytes(12);
        var text = new byte[plain.Length];
        var tag = new byte[16];
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(nonce, plain, text, tag, Encoding.UTF8.GetBytes(associatedData));
        return new Ciphertext(keyId, nonce, text, tag, associatedData);
    }

    private async ValueTask<byte[]?> DataKeyAsync(Guid keyId, CancellationToken cancel)
    {
        var now = Environment.TickCount64;
        if (byId.TryGetValue(keyId, out var cached) && cached.Until > now) return cached.Key;
        if (await table.FindAsync(keyId, cancel) is not { } wrapped)
        {
            byId.TryRemove(keyId, out _);
            return null;
        }

        var key = masters.Unwrap(wrapped);
        Remember(keyId, key, now);
        return key;
    }

    private void Remember(Guid keyId, byte[] key, long now)
    {
        if (byId.Count > 50_000) byId.Clear();
        if (bySubject.Count > 50_000) bySubject.Clear();
        byId[keyId] = (key, now + (long)CacheLife.TotalMilliseconds);
    }
}
