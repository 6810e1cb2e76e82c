using System.Globalization;
using System.Text.RegularExpressions;

namespace Healthcare.Fhir;

public enum FhirPrecision
{
    Year,
    Month,
    Day,
    Time,
}

/// <summary>A FHIR date, dateTime or instant with exactly the precision that was sent; nothing is filled in.</summary>
public sealed partial record FhirDate
{
    private FhirDate(string text, FhirPrecision precision, DateOnly first, DateTimeOffset? instant)
    {
        Text = text;
        Precision = precision;
        First = first;
        Instant = instant;
    }

    /// <summary>As sent.</summary>
    public string Text { get; }

    public FhirPrecision Precision { get; }

    /// <summary>The first day the value may mean: 1 January for a year, the first for a month.</summary>
    public DateOnly First { get; }

    /// <summary>The day, when the value is at least that precise; of a time, the day where it was written.</summary>
    public DateOnly? Day => Precision >= FhirPrecision.Day ? First : null;

    /// <summary>The moment, when the value has a time.</summary>
    public DateTimeOffset? Instant { get; }

    public static FhirDate? Parse(string? text)
    {
        if (text is null || text.Length > 40 || Shape().Match(text) is not { Success: true } match) return null;
        var year = int.Parse(match.Groups["y"].ValueSpan, CultureInfo.InvariantCulture);
        if (year == 0) return null;
        if (!match.Groups["m"].Success) return new(text, FhirPrecision.Year, new DateOnly(year, 1, 1), null);
        var month = int.Parse(match.Groups["m"].ValueSpan, CultureInfo.InvariantCulture);
        if (!match.Groups["d"].Success) return new(text, FhirPrecision.Month, new DateOnly(year, month, 1), null);
        var day = int.Parse(match.Groups["d"].ValueSpan, CultureInfo.InvariantCulture);
        if (day > DateTime.DaysInMonth(year, month)) return null;
        var date = new DateOnly(year, month, day);
        if (!match.Groups["t"].Success) return new(text, FhirPrecision.Day, date, null);
        return Moment(text, match) is { } instant ? new(text, FhirPrecision.Time, date, instant) : null;
    }

    public static FhirDate Of(DateOnly day) => new(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), FhirPrecision.Day, day, null);

    public static FhirDate Of(DateTimeOffset at) => new(
        at.ToString(at.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:sszzz" : "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        FhirPrecision.Time,
        DateOnly.FromDateTime(at.DateTime),
        at);

    public override string ToString() => Text;

    private static DateTimeOffset? Moment(string text, Match match)
    {
        // A leap second is legal in FHIR and unknown to .NET: it is read as the second before.
        var readable = match.Groups["s"].ValueSpan is "60" ? string.Concat(text.AsSpan(0, 17), "59", text.AsSpan(19)) : text;
        // .NET reads seven digits of a fraction at most.
        if (match.Groups["f"] is { Success: true, Length: > 7 } fraction) readable = readable.Remove(fraction.Index + 7, fraction.Length - 7);
        return DateTimeOffset.TryParse(readable, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? instant : null;
    }

    [GeneratedRegex(
        @"\A(?<y>\d{4})(-(?<m>0[1-9]|1[0-2])(-(?<d>0[1-9]|[12]\d|3[01])(?<t>T([01]\d|2[0-3]):[0-5]\d:(?<s>[0-5]\d|60)(\.(?<f>\d+))?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00)))?)?)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Shape();
}
