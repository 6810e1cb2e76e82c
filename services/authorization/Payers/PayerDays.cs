namespace Healthcare.Authorization.Payers;

/// <summary>Days as a payer counts them.</summary>
internal static class PayerDays
{
    /// <summary>The day that it is there.</summary>
    public static DateOnly DayOf(DateTimeOffset moment, string timeZone) =>
        DateOnly.FromDateTime((TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone) ? TimeZoneInfo.ConvertTime(moment, zone) : moment).DateTime);

    /// <summary>The moment when a day is over there; midnight in UTC where the zone is not known.</summary>
    public static DateTimeOffset EndOf(DateOnly day, string timeZone)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)) return new DateTimeOffset(midnight, TimeSpan.Zero);
        // A midnight that daylight saving skips begins an hour later.
        if (zone.IsInvalidTime(midnight)) midnight = midnight.AddHours(1);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
