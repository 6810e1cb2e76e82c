using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.ServiceDefaults;

namespace Healthcare.Scheduling.Calendars;

internal static class ReadCalendarEndpoint
{
    private const int MostDays = 31;

    /// <summary>A practitioner's day: what can be held, what is, and what is blocked; the day is counted in UTC.</summary>
    internal sealed record DayOnFile(DateOnly Day, WorkingHours? Hours, IReadOnlyList<FreeTime> Free, IReadOnlyList<HeldTime> Held, IReadOnlyList<BlockedTime> Blocks);

    internal sealed record CalendarOnFile(string PractitionerNpi, IReadOnlyList<DayOnFile> Days);

    // Ids of appointments and times: no patient is named, so no look is recorded.
    public static void Map(RouteGroupBuilder calendars) => calendars.MapGet("/{npi}", HandleAsync)
        .RequireAuthorization(Policies.Staff)
        .Produces<CalendarOnFile>()
        .Answering(KnownProblems.RequestInvalid)
        .Described("readCalendar", "A practitioner's free, held and blocked times, at most 31 days, both days included");

    private static async Task<IResult> HandleAsync(string npi, DateOnly from, DateOnly to, Views<CalendarDay> calendars, CancellationToken cancel)
    {
        if (!ProviderNumber.IsNpi(npi)) return KnownProblems.RequestInvalid.ToResult("A National Provider Identifier has ten digits, the last a check digit.");
        if (to < from || to.DayNumber - from.DayNumber >= MostDays) return KnownProblems.RequestInvalid.ToResult($"Ask for 1 to {MostDays} days.");
        var days = new List<DayOnFile>();
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var found = await calendars.FindAsync(CalendarAggregate.IdOf(npi, day), cancel) ?? CalendarDay.Untouched(npi, day);
            days.Add(new DayOnFile(day, found.Calendar.Hours, [.. found.FreeTimes()], [.. found.Calendar.Held.OrderBy(h => h.Start)], found.Calendar.Blocks));
        }

        return TypedResults.Ok(new CalendarOnFile(npi, days));
    }
}
