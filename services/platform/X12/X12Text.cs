using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Healthcare.X12;

/// <summary>Text, dates and counts between X12's bytes and .NET.</summary>
internal static class X12Text
{
    /// <summary>UTF-8 where it is valid; else each byte is one character, so that nothing is lost.</summary>
    internal static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "";
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
    }

    internal static string? DecodeOrNull(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? null : Decode(bytes);

    /// <summary>CCYYMMDD, or YYMMDD as 4010 sends it (a two-digit year below 70 is after 2000).</summary>
    internal static DateOnly? DateOrNull(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (6 or 8) || bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return null;
        if (!Utf8Parser.TryParse(bytes, out int packed, out _)) return null;
        if (bytes.Length == 6) packed += packed / 10_000 < 70 ? 20_000_000 : 19_000_000;
        var (year, month, day) = (packed / 10_000, packed / 100 % 100, packed % 100);
        return year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
    }

    internal static DateOnly? DateOrNull(string? text) => text is null ? null : DateOrNull(Encoding.UTF8.GetBytes(text));

    /// <summary>HHMM with or without seconds; midnight where it is neither.</summary>
    internal static TimeOnly TimeOrMidnight(string text) =>
        text.Length >= 4 && TimeOnly.TryParseExact(text[..4], "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : TimeOnly.MinValue;

    /// <summary>A whole number without sign, leading zeros allowed.</summary>
    internal static bool TryCount(ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        if (bytes.Length is 0 or > 18) return false;
        foreach (var digit in bytes)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    internal static int CountOrZero(ReadOnlySpan<byte> bytes) => TryCount(bytes, out var value) && value <= int.MaxValue ? (int)value : 0;

    internal static string Date(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    internal static string ShortDate(DateTime at) => at.ToString("yyMMdd", CultureInfo.InvariantCulture);

    internal static string Time(DateTime at) => at.ToString("HHmm", CultureInfo.InvariantCulture);

    /// <summary>An X12 R element: no thousands, no plus, no trailing zeros beyond the cents.</summary>
    internal static string Amount(decimal amount) => amount.ToString("0.##################", CultureInfo.InvariantCulture);
}
