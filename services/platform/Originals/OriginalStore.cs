using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Microsoft.Extensions.Options;

namespace Healthcare.Originals;

/// <summary>
/// Keeps every byte that a partner sent as it was received. Bytes stream in and out in chunks of 1 MiB, each sealed under a key that belongs to this original alone;
/// that key is sealed under a subject's: the original's own at first, a patient's once it is known whose it is, so that erasing the patient erases it.
/// </summary>
public sealed class OriginalStore(IOriginalTable table, Vault vault, IOptions<OriginalsOptions> options, TimeProvider clock)
{
    internal const int ChunkLength = 1024 * 1024;
    internal const int TagLength = 16;

    /// <summary>Keeps what the stream holds. <paramref name="source"/> is the partner's id; <paramref name="mediaType"/> what it said the bytes are.</summary>
    public async Task<Keeping> KeepAsync(Stream content, string mediaType, string source, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        var id = new OriginalId(Guid.CreateVersion7(clock.GetUtcNow()));
        var finished = false;
        try
        {
            var result = await KeepAsync(id, content, MediaTypeOf(mediaType), source, cancel);
            finished = result is Keeping.Kept { WasKnown: false };
            return result;
        }
        finally
        {
            // What stays behind when this cannot run, a sweep finds.
            if (!finished) await table.DropChunksAsync(id.Value, CancellationToken.None);
        }
    }

    public async Task<Keeping> KeepAsync(ReadOnlyMemory<byte> content, string mediaType, string source, CancellationToken cancel)
    {
        var bytes = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(content, out var array)
            ? new MemoryStream(array.Array ?? [], array.Offset, array.Count, writable: false)
            : new MemoryStream(content.ToArray());
        await using (bytes) return await KeepAsync(bytes, mediaType, source, cancel);
    }

    public async Task<Original?> FindAsync(OriginalId id, CancellationToken cancel) => (await table.FindAsync(id, cancel))?.Original;

    /// <summary>The original's bytes, read as they are asked for; null when it is unknown or was erased.</summary>
    /// <remarks>The stream throws <see cref="CryptographicException"/> when a stored byte was altered, taken away or put elsewhere.</remarks>
    public async Task<OriginalContent?> OpenAsync(OriginalId id, CancellationToken cancel) =>
        await table.FindAsync(id, cancel) is { } row && await vault.OpenAsync(row.Key, cancel) is { } key
            ? new OriginalContent(row.Original, new OriginalStream(table, row, key))
            : null;

    /// <summary>Puts the original under a patient's key, so that erasing the patient erases it; false when it is unknown, erased, or another patient's already.</summary>
    public async Task<bool> AssignAsync(OriginalId id, Guid subject, CancellationToken cancel)
    {
        if (await table.FindAsync(id, cancel) is not { } row) return false;
        if (row.Original.Subject == subject) return true;
        if (row.Original.Subject != id.Value || await vault.OpenAsync(row.Key, cancel) is not { } key) return false;
        var underPatient = await vault.SealAsync(subject, key, KeyPlace(id), cancel);
        if (!await table.ResealAsync(id, row.Original.Subject, subject, underPatient, cancel)) return (await table.FindAsync(id, cancel))?.Original.Subject == subject;
        await vault.EraseAsync(id.Value, cancel);
        return true;
    }

    /// <summary>Erases one original that belongs to no patient.</summary>
    public Task EraseAsync(OriginalId id, CancellationToken cancel) => vault.EraseAsync(id.Value, cancel);

    /// <summary>Drops what uploads left behind that never finished.</summary>
    public Task<int> SweepAsync(TimeSpan age, CancellationToken cancel) => table.SweepAsync(age, cancel);

    internal static string KeyPlace(OriginalId id) => $"original/{id}";

    /// <summary>Every chunk has its number as nonce (its key seals nothing else), and its place as associated data, so that none can be moved.</summary>
    internal static void Place(OriginalId id, int number, Span<byte> nonce, out byte[] associated)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt32BigEndian(nonce[8..], number);
        associated = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"original/{id}/{number}"));
    }

    private async Task<Keeping> KeepAsync(OriginalId id, Stream content, string mediaType, string source, CancellationToken cancel)
    {
        var limit = options.Value.MaxLength;
        var key = RandomNumberGenerator.GetBytes(32);
        var addresses = new List<byte[]>();
        var length = 0L;
        var plain = ArrayPool<byte>.Shared.Rent(ChunkLength);
        var cipher = ArrayPool<byte>.Shared.Rent(ChunkLength + TagLength);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using var aes = new AesGcm(key, TagLength);
            int read;
            do
            {
                read = await content.ReadAtLeastAsync(plain.AsMemory(0, ChunkLength), ChunkLength, throwOnEndOfStream: false, cancel);
                length += read;
                if (length > limit) return new Keeping.TooLarge(limit);
                if (read == 0) break;
                whole.AppendData(plain, 0, read);
                Seal(aes, id, addresses.Count, plain.AsSpan(0, read), cipher);
                var address = SHA256.HashData(cipher.AsSpan(0, read + TagLength));
                await table.AddChunkAsync(id.Value, address, cipher.AsMemory(0, read + TagLength), cancel);
                addresses.Add(address);
            }
            while (read == ChunkLength);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
            ArrayPool<byte>.Shared.Return(cipher);
        }

        // Keyed: the bare hash of a short message could be found by trying.
        var fingerprint = vault.BlindIndex("original", Convert.ToHexStringLower(whole.GetHashAndReset()));
        if (await FindReadableAsync(source, fingerprint, cancel) is { } known) return new Keeping.Kept(known.Id, fingerprint, length, WasKnown: true);
        var original = new Original(id, source, mediaType, length, fingerprint, EventCodec.Microseconds(clock.GetUtcNow()), id.Value);
        await table.AddAsync(new OriginalRow(original, await vault.SealAsync(id.Value, key, KeyPlace(id), cancel), addresses), cancel);
        return new Keeping.Kept(id, fingerprint, length, WasKnown: false);
    }

    private async Task<Original?> FindReadableAsync(string source, string fingerprint, CancellationToken cancel)
    {
        foreach (var row in await table.FindAsync(source, fingerprint, cancel))
        {
            if (await vault.OpenAsync(row.Key, cancel) is not null) return row.Original;
        }

        return null;
    }

    private static void Seal(AesGcm aes, OriginalId id, int number, ReadOnlySpan<byte> plain, Span<byte> cipher)
    {
        Span<byte> nonce = stackalloc byte[12];
        Place(id, number, nonce, out var associated);
        aes.Encrypt(nonce, plain, cipher[..plain.Length], cipher.Slice(plain.Length, TagLength), associated);
    }

    // A media type's parameters are the sender's free text.
    private static string MediaTypeOf(string given) =>
        MediaTypeHeaderValue.TryParse(given, out var parsed) && parsed.MediaType is { Length: <= 100 } type ? type.ToLowerInvariant() : "application/octet-stream";
}
