namespace Healthcare.X12;

/// <summary>BHT04 and BHT05: when the transaction was made; midnight where the time cannot be read.</summary>
internal static class HeadingTimes
{
    internal static DateTime Read(in Segment bht)
    {
        var date = X12Text.DateOrNull(bht[4]) ?? DateOnly.MinValue;
        var time = bht[5];
        if (time.Length < 4 || !X12Text.TryCount(time[..4], out var packed) || packed / 100 > 23 || packed % 100 > 59) return date.ToDateTime(TimeOnly.MinValue);
        return date.ToDateTime(new TimeOnly((int)packed / 100, (int)packed % 100));
    }
}
