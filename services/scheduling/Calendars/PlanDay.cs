using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Scheduling.Appointments;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Scheduling.Calendars;

/// <summary>People say when on a day a practitioner has appointments and when not; what was said before is replaced.</summary>
public sealed record PlanDay(string PractitionerNpi, DateOnly Day, WorkingHours? Hours, IReadOnlyList<BlockedTime> Blocks, Actor By, DateTimeOffset At) : CalendarCommand(At);

internal static class PlanDayEndpoint
{
    /// <param name="Start">Date and time with an offset, to the minute.</param>
    /// <param name="End">The first moment after it.</param>
    internal sealed record Span(string Start, string End);

    /// <param name="Start">Date and time with an offset, to the minute.</param>
    /// <param name="End">The first moment after it.</param>
    /// <param name="ReasonCode">Kebab case, such as <c>conference</c>.</param>
    internal sealed record Block(string Start, string End, string ReasonCode);

    /// <param name="Blocks">Every span without appointments; what is left out is open again.</param>
    /// <param name="Hours">When there are appointments at all; without it the whole day.</param>
    internal sealed record Request(IReadOnlyList<Block> Blocks, Span? Hours = null);

    // The whole plan is sent, so that it needs no version: the last one counts.
    public static void Map(RouteGroupBuilder calendars) => calendars.MapPut("/{npi}/{day}/blocks", HandleAsync)
        .RequireAuthorization(Desk.Schedulers)
        .Validating<Request>()
        .Answering(KnownProblems.RequestInvalid)
        .Described("planDay", "Says when on a day (in UTC) a practitioner has appointments and when not; what is held there stays, and refuses the plan", CalendarRefusals.TimeHeldThere);

    private static async Task<Results<CommandResult, ProblemResult>> HandleAsync(
        string npi, DateOnly day, Request request, Caller caller, Streams<CalendarCommand> calendars, TimeProvider clock, CancellationToken cancel)
    {
        if (!ProviderNumber.IsNpi(npi)) return Invalid("A National Provider Identifier has ten digits, the last a check digit.");
        var hours = request.Hours is { } h ? new WorkingHours(TimeOf(h.Start), TimeOf(h.End)) : null;
        IReadOnlyList<BlockedTime> blocks = [.. request.Blocks.Select(b => new BlockedTime(TimeOf(b.Start), TimeOf(b.End), b.ReasonCode)).OrderBy(b => b.Start)];
        if (blocks.Any(b => CalendarAggregate.PartOn(day, b.Start, b.End) is null) || (hours is not null && CalendarAggregate.PartOn(day, hours.Start, hours.End) is null))
            return Invalid("A span does not touch the day, which is counted in UTC.");
        var outcome = await calendars.ExecuteAsync(CalendarAggregate.IdOf(npi, day), new PlanDay(npi, day, hours, blocks, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel);
        return outcome.ToHttp();
    }

    private static ProblemResult Invalid(string detail) => new(new ProblemAnswer(KnownProblems.RequestInvalid) { Detail = detail });

    private static DateTimeOffset TimeOf(string text) => TimeRequest.TimeOf(text) ?? throw new InvalidOperationException("The time was checked before.");

    internal sealed class Validator : AbstractValidator<Request>
    {
        private const string Form = "Date and time to the minute with an offset, such as 2026-03-02T09:30:00-05:00, and start before end.";

        public Validator()
        {
            RuleFor(r => r.Blocks).NotNull().Must(b => b is null || b.Count <= 100);
            RuleForEach(r => r.Blocks).ChildRules(block =>
            {
                block.RuleFor(b => b).Must(b => IsSpan(b.Start, b.End)).WithErrorCode("span").WithMessage(Form);
                block.RuleFor(b => b.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
            });
            RuleFor(r => r.Hours).Must(h => h is null || IsSpan(h.Start, h.End)).WithErrorCode("span").WithMessage(Form);
        }

        private static bool IsSpan(string start, string end) => TimeRequest.TimeOf(start) is { } from && TimeRequest.TimeOf(end) is { } to && from < to;
    }
}
