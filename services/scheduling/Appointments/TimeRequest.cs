using FluentValidation;
using Healthcare.Fhir;

namespace Healthcare.Scheduling.Appointments;

/// <summary>A time as a scheduler asks for it.</summary>
/// <param name="PractitionerNpi">National Provider Identifier.</param>
/// <param name="Start">Date and time with an offset, to the minute; its date is the date at the place.</param>
/// <param name="PlaceOfService">CMS place of service code, two digits.</param>
internal sealed record TimeRequest(string PractitionerNpi, string Start, int Minutes, string PlaceOfService)
{
    public Booking ToBooking()
    {
        var start = TimeOf(Start) ?? throw new InvalidOperationException("The start was checked before.");
        return BookingOf(PractitionerNpi, start, start.AddMinutes(Minutes), PlaceOfService);
    }

    public static Booking BookingOf(string practitionerNpi, DateTimeOffset start, DateTimeOffset end, string placeOfService) =>
        new(practitionerNpi, start, end, DateOnly.FromDateTime(start.DateTime), placeOfService);

    /// <summary>Null for a time without an offset, or finer than a minute.</summary>
    public static DateTimeOffset? TimeOf(string text) => FhirDate.Parse(text)?.Instant is { } instant && instant.Ticks % TimeSpan.TicksPerMinute == 0 ? instant : null;

    internal sealed class Validator : AbstractValidator<TimeRequest>
    {
        private const int Longest = 12 * 60;

        public Validator()
        {
            RuleFor(r => r.PractitionerNpi).Must(ProviderNumber.IsNpi).WithErrorCode("npi").WithMessage("A National Provider Identifier has ten digits, the last a check digit.");
            RuleFor(r => r.Start).Must(s => TimeOf(s) is not null).WithErrorCode("time").WithMessage("Date and time to the minute with an offset, such as 2026-03-02T09:30:00-05:00.");
            RuleFor(r => r.Minutes).InclusiveBetween(5, Longest);
            RuleFor(r => r.PlaceOfService).Matches("^[0-9]{2}$");
        }
    }
}
