using Healthcare.Contracts.Scheduling.V1;
using MassTransit;

namespace Healthcare.Billing.Encounters;

/// <summary>A time is booked: what the EHR says of this appointment belongs to this case.</summary>
internal sealed class WhenAppointmentBooked(EncounterWork encounters, TimeProvider clock) : IConsumer<AppointmentBooked>
{
    public Task Consume(ConsumeContext<AppointmentBooked> context)
    {
        var booked = context.Message;
        var booking = new BookingFacts(booked.AppointmentId, booked.PractitionerNpi, booked.PlaceOfService, DateOnly.FromDateTime(booked.Start.DateTime));
        return encounters.ExecuteAsync(
            EncounterAggregate.IdOf(booked.CaseId), (_, _) => Task.FromResult<EncounterCommand>(new NoteBooking(booking, clock.GetUtcNow())), context.CancellationToken);
    }
}
