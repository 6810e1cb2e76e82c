using System.Security.Cryptography;
using System.Text;

namespace Healthcare.EventStore;

/// <summary>
/// Ids that follow from what they name, so that whoever knows the name knows the id, and making a thing twice makes one: a UUID version 8 (RFC 9562, 5.8) of the text's SHA-256.
/// Stored ids depend on it: it never changes.
/// </summary>
public static class DerivedId
{
    public static Guid Of(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
