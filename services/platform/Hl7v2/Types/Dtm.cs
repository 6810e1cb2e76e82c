using System.Globalization;

namespace Healthcare.Hl7v2;

/// <summary>How exact a time is; what is finer was not said and must not be made up.</summary>
public enum DtmPrecision
{
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    Fraction,
}

/// <summary>DTM, DT or the first part of TS: <c>YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][±ZZZZ]</c>, as exact as it was sent.</summary>
public sealed record Dtm : IHl7Type<Dtm>
{
    private readonly DateTime _floor;

    private Dtm(string text, DateTime floor, DtmPrecision precision, TimeSpan? offset)
    {
        Text = text;
        _floor = floor;
        Precision = precision;
        Offset = offset;
    }

    /// <summary>As it was sent.</summary>
    public string Text { get; }

    public DtmPrecision Precision { get; }

    /// <summary>Distance from UTC where the sender said it; else the time is local to the sender.</summary>
    public TimeSpan? Offset { get; }

    /// <summary>The day, null where only a month or year was sent.</summary>
    public DateOnly? Date => Precision >= DtmPrecision.Day ? DateOnly.FromDateTime(_floor) : null;

    /// <summary>The beginning of what was said, on the sender's clock.</summary>
    public DateTime Local => _floor;

    /// <summary>The beginning of what was said as an instant, null where the offset is not known or no hour was sent.</summary>
    public DateTimeOffset? Instant => Offset is { } offset ? At(offset) : null;

    /// <summary>The beginning of what was said for a sender at an offset, which counts only where the value has none; null where no hour was sent.</summary>
    public DateTimeOffset? At(TimeSpan offset)
    {
        if (Precision < DtmPrecision.Hour) return null;
        var utc = _floor.Ticks - (Offset ?? offset).Ticks;
        return utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(_floor, Offset ?? offset);
    }

    /// <summary>To the second, with its offset.</summary>
    public static Dtm Of(DateTimeOffset at)
    {
        var floor = new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Unspecified);
        var sign = at.Offset < TimeSpan.Zero ? '-' : '+';
        return new Dtm(string.Create(CultureInfo.InvariantCulture, $"{floor:yyyyMMddHHmmss}{sign}{at.Offset:hhmm}"), floor, DtmPrecision.Second, at.Offset);
    }

    public static Dtm Of(DateOnly date) => new(date.ToString("yyyyMMdd", CultureInfo.InvariantCulture), date.ToDateTime(TimeOnly.MinValue), DtmPrecision.Day, null);

    public static Dtm? Read(Hl7Value value)
    {
        if (value.Text is not { } text || Parse(text) is not { } read) return null;
        // TS.2, the degree of precision that versions before 2.6 may send beside the time.
        return value.Part(2) is [var degree] && "YLDHMS".IndexOf(degree, StringComparison.Ordinal) is >= 0 and var least && least < (int)read.Precision ? read.Coarser((DtmPrecision)least) : read;
    }

    /// <summary>Null where the text is no time of the calendar.</summary>
    public static Dtm? Parse(string text)
    {
        var rest = text.AsSpan().Trim();
        TimeSpan? offset = null;
        if (rest.IndexOfAny('+', '-') is > 0 and var sign)
        {
            if (Offsets(rest[sign..]) is not { } read) return null;
            offset = read;
            rest = rest[..sign];
        }

        var fraction = 0L;
        var precision = DtmPrecision.Fraction;
        if (rest.IndexOf('.') is > 0 and var point)
        {
            var digits = rest[(point + 1)..];
            if (point != 14 || digits.Length is 0 or > 7 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return null;
            fraction = value;
            for (var i = digits.Length; i < 7; i++) fraction *= 10;
            rest = rest[..point];
        }
        else
        {
            precision = rest.Length switch { 4 => DtmPrecision.Year, 6 => DtmPrecision.Month, 8 => DtmPrecision.Day, 10 => DtmPrecision.Hour, 12 => DtmPrecision.Minute, 14 => DtmPrecision.Second, _ => (DtmPrecision)(-1) };
        }

        if (precision < 0 || rest.ContainsAnyExceptInRange('0', '9')) return null;
        return Floor(rest) is { } floor ? new Dtm(text, floor.AddTicks(fraction), precision, offset) : null;
    }

    public Hl7Element ToElement() => Text;

    public override string ToString() => Text;

    private Dtm Coarser(DtmPrecision precision)
    {
        var day = precision < DtmPrecision.Day ? 1 : _floor.Day;
        var month = precision < DtmPrecision.Month ? 1 : _floor.Month;
        var time = precision switch
        {
            < DtmPrecision.Hour => TimeSpan.Zero,
            DtmPrecision.Hour => TimeSpan.FromHours(_floor.Hour),
            DtmPrecision.Minute => new TimeSpan(_floor.Hour, _floor.Minute, 0),
            _ => new TimeSpan(_floor.Hour, _floor.Minute, _floor.Second),
        };
        return new Dtm(Text, new DateTime(_floor.Year, month, day, 0, 0, 0, DateTimeKind.Unspecified) + time, precision, Offset);
    }

    private static DateTime? Floor(ReadOnlySpan<char> digits)
    {
        var (year, month, day) = (Two(digits, 0, 0) * 100 + Two(digits, 2, 0), Two(digits, 4, 1), Two(digits, 6, 1));
        var (hour, minute, second) = (Two(digits, 8, 0), Two(digits, 10, 0), Two(digits, 12, 0));
        if (year == 0 || month is 0 or > 12 || day == 0 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null;
        return new DateTime(year, month, day, hour, minute, second, DateTimeKind.Unspecified);
    }

    private static int Two(ReadOnlySpan<char> digits, int at, int absent) => at < digits.Length ? ((digits[at] - '0') * 10) + digits[at + 1] - '0' : absent;

    private static TimeSpan? Offsets(ReadOnlySpan<char> text)
    {
        if (text.Length != 5 || text[1..].ContainsAnyExceptInRange('0', '9')) return null;
        var (hours, minutes) = (Two(text, 1, 0), Two(text, 3, 0));
        if (hours > 14 || minutes > 59 || (hours == 14 && minutes > 0)) return null;
        var offset = new TimeSpan(hours, minutes, 0);
        return text[0] == '-' ? -offset : offset;
    }
}
