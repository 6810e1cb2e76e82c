using System.Security.Cryptography;
using Healthcare.EventStore;

namespace Healthcare.Intake.Referrals;

/// <summary>Ids that follow from what was sent, so that the same referral sent twice, or taken up again after a crash, is one referral.</summary>
internal static class ReferralIds
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>By partner and the keyed hash of the bytes; nobody without the key can tell one from the other.</summary>
    public static Guid Of(string partnerId, string fingerprint) => DerivedId.Of($"referral/{partnerId}/{fingerprint}");

    public static Guid CaseOf(Guid referralId) => DerivedId.Of($"case/{referralId:D}");

    /// <summary><c>R</c> and twelve characters of Base32 (RFC 4648): short enough to be read out on the telephone.</summary>
    public static string TrackingOf(Guid referralId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"tracking/{referralId:D}"), hash);
        Span<char> id = stackalloc char[13];
        id[0] = 'R';
        for (var i = 1; i < id.Length; i++) id[i] = Base32[hash[i] & 31];
        return new string(id);
    }
}
