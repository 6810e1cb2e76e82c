using System.Security.Cryptography;
using System.Text;

namespace Healthcare.Audit.Trail;

/// <summary>Pure: the link before and entries in, the next link out.</summary>
internal static class TrailChain
{
    public const string Start = "0000000000000000000000000000000000000000000000000000000000000000";

    public static string Next(string before, string service, IReadOnlyList<TrailEntry> entries)
    {
        var text = new StringBuilder(before).Append('\n').Append(service);
        foreach (var entry in entries) text.Append('\n').Append(entry.EventId.ToString("D")).Append(' ').Append(entry.Hash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
