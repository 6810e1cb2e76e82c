using Healthcare.Scheduling.Calendars;
using Healthcare.Testing;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Calendars;

public sealed class HoldingTime
{
    private static readonly Guid Other = new("018f0000-0000-8000-8000-0000000000ee");
    private static readonly DeciderSpec<Calendar, CalendarCommand, CalendarEvent> Free = Spec.Of(CalendarAggregate.Value);
    private static readonly HoldTime Hold = new(Npi, Held.Day, AppointmentId, Monday.Start, Monday.End, Noon);

    [Test]
    public void A_free_time_is_held() => Free.When(Hold).Then(Held);

    [Test]
    public void Holding_it_twice_changes_nothing() => Free.Given(Held).When(Hold).ThenNothing();

    [TestCase(0, 20)]
    [TestCase(-10, 20)]
    [TestCase(19, 20)]
    [TestCase(5, 5)]
    [TestCase(-60, 240)]
    public void A_time_that_touches_a_held_one_is_taken(int after, int minutes) => Free.Given(Held).When(Of(Other, after, minutes)).ThenRefused(CalendarRefusals.TimeTaken);

    [TestCase(20, 20)]
    [TestCase(-20, 20)]
    public void Times_may_follow_one_another_without_a_break(int after, int minutes) => Free.Given(Held).When(Of(Other, after, minutes)).ThenKinds(typeof(TimeHeld));

    [Test]
    public void A_time_that_was_given_back_is_free()
    {
        var back = Free.Given(Held).GivenDone(new ReleaseTime(AppointmentId, Noon));
        back.When(Of(Other, 0, 20)).ThenKinds(typeof(TimeHeld));
        back.When(new ReleaseTime(AppointmentId, Noon)).ThenNothing();
    }

    private static HoldTime Of(Guid appointment, int after, int minutes)
    {
        var start = Monday.Start.AddMinutes(after);
        return Hold with { AppointmentId = appointment, Start = start, End = start.AddMinutes(minutes) };
    }
}
