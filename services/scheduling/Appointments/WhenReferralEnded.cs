using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Scheduling.Ehr;
using Healthcare.Scheduling.Journeys;
using MassTransit;

namespace Healthcare.Scheduling.Appointments;

/// <summary>The referral ended; <paramref name="At"/> is when we heard of it. Never refused.</summary>
public sealed record EndScheduling(string Ending, string ReasonCode, DateTimeOffset At) : AppointmentCommand(At)
{
    /// <summary>The cancellation that the EHR gets where a time was booked.</summary>
    public EhrMessage? Message { get; init; }
}

/// <summary>Frees what is held or booked for a case, and ends its journey.</summary>
internal sealed class WhenReferralEnded(Cases cases, Views<AppointmentDocument> views, EhrMessages messages) : IConsumer<ReferralEnded>
{
    public async Task Consume(ConsumeContext<ReferralEnded> context)
    {
        var (ended, at, cancel) = (context.Message, cases.Now, context.CancellationToken);
        var message = await views.FindAsync(AppointmentAggregate.IdOf(ended.CaseId), cancel) is { Status: AppointmentStatus.Booked } booked
            ? await messages.WriteAboutAsync(booked, EhrNews.Cancelled, at, cancel)
            : null;
        await cases.ExecuteAsync(
            ended.CaseId, new EndScheduling(ended.Ending, ended.ReasonCode, at) { Message = message }, new EndJourney(ended.Ending, ended.ReasonCode, at), cancel);
    }
}
