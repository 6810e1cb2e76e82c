using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Healthcare.EventStore;

/// <summary>How many events a stream has; as an <c>ETag</c> and in <c>If-Match</c> it is written <c>"3"</c> (RFC 9110, 8.8.3).</summary>
public readonly record struct StreamVersion(long Value) : IParsable<StreamVersion>
{
    public static readonly StreamVersion None = new(0);

    public string ETag => string.Create(CultureInfo.InvariantCulture, $"\"{Value}\"");

    public static StreamVersion Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var version) ? version : throw new FormatException("A stream version is a quoted whole number, like \"3\".");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out StreamVersion result)
    {
        result = None;
        if (s is not ['"', .. var digits, '"'] || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        result = new StreamVersion(value);
        return true;
    }
}
