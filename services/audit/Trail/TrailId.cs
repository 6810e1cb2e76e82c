using System.Security.Cryptography;
using System.Text;

namespace Healthcare.Audit.Trail;

/// <summary>The trail that an event belongs to: its case's, else its own stream's.</summary>
internal static class TrailId
{
    public static Guid Of(Guid caseOrStream)
    {
        // RFC 9562 version 8: whoever knows the case knows the trail.
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"trail/{caseOrStream:D}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
