using System.Security.Cryptography;
using System.Text;

namespace Healthcare.Sandbox.Wire;

/// <summary>Identifiers that follow from other identifiers, so that the same input gives the same answer after a restart.</summary>
internal static class Derived
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    internal static string Id(string prefix, params ReadOnlySpan<string> from)
    {
        var hash = Hash(from);
        return string.Concat(prefix, string.Create(12, hash, static (text, bytes) =>
        {
            for (var i = 0; i < text.Length; i++) text[i] = Alphabet[bytes[i] & 31];
        }));
    }

    /// <summary>1 to 999,999,999.</summary>
    internal static int Number(params ReadOnlySpan<string> from) => (int)(BitConverter.ToUInt64(Hash(from)) % 999_999_999) + 1;

    internal static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Hash(ReadOnlySpan<string> from)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in from)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>Control numbers that follow from what is sent and never serve twice in one life of the process.</summary>
internal sealed class ControlNumbers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, string> _taken = [];

    internal int For(params ReadOnlySpan<string> from)
    {
        var owner = string.Join('\n', from.ToArray());
        var number = Derived.Number(from);
        lock (_gate)
        {
            while (!_taken.TryAdd(number, owner) && _taken[number] != owner) number = (number % 999_999_999) + 1;
            return number;
        }
    }
}
