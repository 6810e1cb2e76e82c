using System.Security.Cryptography;
using System.Text;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// New ids of a request. Under an Idempotency-Key they follow from the key, so that a request that is executed again after a crash finds what it made
/// instead of making it twice; without one they are new (UUID version 7).
/// </summary>
public sealed class IdempotentIds
{
    internal string? AnswerKey { get; set; }

    /// <summary>The id of what is made under a name, such as <c>referral</c>; the same name gives the same id.</summary>
    public Guid For(string name) => AnswerKey is { } key ? Derive($"{key}/{name}") : Guid.CreateVersion7();

    /// <summary>A UUID version 8 (RFC 9562, 5.8) of a text's SHA-256.</summary>
    public static Guid Derive(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
