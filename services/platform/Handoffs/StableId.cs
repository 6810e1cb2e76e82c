using System.Security.Cryptography;
using System.Text;

namespace Healthcare.Handoffs;

/// <summary>Ids that follow from what they name (RFC 9562 version 8 over SHA-256), so that everyone who knows the names knows the id.</summary>
internal static class StableId
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
