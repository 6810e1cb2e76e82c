using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Healthcare.Platform.Tests.Handoffs.Crossings;

namespace Healthcare.Platform.Tests.Handoffs;

/// <summary>Who is told, of what, by which channel: each level once, an owner's reminders once a day, and a mail carries ids and codes only.</summary>
[CancelAfter(300_000)]
public sealed class TellingRoles
{
    private static readonly DeciderSpec<Duty, DutyCommand, DutyEvent> Roster = Spec.Of(DutyAggregate.Value);

    [Test]
    public void Each_level_of_a_crossing_is_a_notification_of_its_own()
    {
        var timedOut = TheHandoff.GivenDone(Ready, Fire(At(15)), Fire(At(16)));
        var first = Queued(timedOut.When(Fire(At(17))).FollowUps(StreamId));
        var second = Queued(timedOut.GivenDone(Fire(At(17))).When(Fire(At(20))).FollowUps(StreamId));
        Assert.That(first.What, Is.EqualTo(new NotificationQueued(NotificationKind.Escalation, "head-waiter", 1, StreamId, "timed-out", At(17)) { Boundary = "T01", CaseId = Case, DueAt = At(16) }));
        Assert.That((second.What.Role, second.What.Level, second.Id == first.Id), Is.EqualTo(("manager", 2, false)));
    }

    [Test]
    public void The_third_return_is_told_too() => Assert.That(
        TheHandoff.GivenDone(Ready, Return(At(13)), Ready with { At = At(13) }, Return(At(13)), Ready with { At = At(13) }).When(Return(At(14))).FollowUps(StreamId).Select(f => f.Command).OfType<QueueNotification>().Single().What,
        Has.Property("ReasonCode").EqualTo("bounced").And.Property("Role").EqualTo("head-waiter"));

    [Test]
    public void Reminders_of_a_day_are_one_digest_however_many_there_are()
    {
        var morning = new DateTimeOffset(2026, 3, 2, 13, 0, 0, TimeSpan.Zero);
        var one = DigestAggregate.Remind("waiter", morning);
        Assert.Multiple(() =>
        {
            Assert.That(DigestAggregate.Remind("waiter", morning.AddHours(23)).StreamId, Is.EqualTo(one.StreamId), "until the time at which digests go out");
            Assert.That(DigestAggregate.Remind("waiter", morning.AddHours(24)).StreamId, Is.Not.EqualTo(one.StreamId));
            Assert.That(DigestAggregate.Remind("cook", morning).StreamId, Is.Not.EqualTo(one.StreamId));
            Assert.That(((RemindInDigest)one.Command).SendAt, Is.EqualTo(new DateTimeOffset(2026, 3, 3, 12, 30, 0, TimeSpan.Zero)), "07:30 in New York");
        });
        var digest = Spec.Of(DigestAggregate.Value);
        var remind = (DigestCommand)one.Command;
        digest.GivenDone(remind).When(remind).ThenNothing();
        var due = new DateTimeOffset(2026, 3, 3, 12, 30, 0, TimeSpan.Zero);
        digest.GivenDone(remind).When(new FireDigestDeadline(due, due)).Then(new DigestClosed("waiter", new DateOnly(2026, 3, 3), due));
        digest.GivenDone(remind, new FireDigestDeadline(due, due)).When(new FireDigestDeadline(due, due)).ThenNothing();
    }

    [Test]
    public void A_role_that_nobody_is_on_duty_for_passes_its_work_on_at_once()
    {
        TheHandoff.GivenDone(Unready).When(new TellUnstaffedHandoff("waiter", ["waiter"], At(12, 1)))
            .Then(new HandoffEscalated(1, 1, "head-waiter", EscalationCause.RoleUnstaffed, DueAt: null, NextAt: null, At(12, 1)));
        TheHandoff.GivenDone(Unready).When(new TellUnstaffedHandoff("waiter", ["waiter", "head-waiter"], At(12, 1)))
            .Then(new HandoffEscalated(1, 2, "manager", EscalationCause.RoleUnstaffed, DueAt: null, NextAt: null, At(12, 1)));
        TheHandoff.GivenDone(Unready, new TellUnstaffedHandoff("waiter", ["waiter"], At(12, 1))).When(new TellUnstaffedHandoff("waiter", ["waiter"], At(12, 2))).ThenNothing();
        TheHandoff.GivenDone(Ready).When(new TellUnstaffedHandoff("waiter", ["waiter"], At(12, 1))).ThenNothing();
        TheHandoff.GivenDone(Unready).When(new TellUnstaffedHandoff("cook", ["cook"], At(12, 1))).ThenNothing();
    }

    [Test]
    public void Told_early_the_chain_still_keeps_its_times() => TheHandoff
        .GivenDone(Unready, new TellUnstaffedHandoff("waiter", ["waiter"], At(12, 1)), Fire(At(15))).When(Fire(At(16)))
        .Then(new HandoffTimedOut(1, At(16), At(20), At(16)));

    [Test]
    public void The_roster_says_until_when_and_only_a_person_changes_it()
    {
        var away = new SetDuty("waiter", IsStaffed: false, At(18), "strike", Waiter, Noon);
        Roster.When(away).Then(new RoleUnstaffed("waiter", At(18), "strike", Waiter, Noon));
        Roster.GivenDone(away).When(away).ThenNothing();
        Roster.When(away with { By = Model }).ThenRefused(DutyRefusals.PersonMustDecide);
        Roster.When(away with { Until = At(11) }).ThenRefused(DutyRefusals.UntilInThePast);
        Roster.GivenDone(away).When(new FireDutyDeadline(At(18), At(18))).Then(new RoleStaffed("waiter", By: null, At(18)));
        Roster.GivenDone(away).When(away with { IsStaffed = true, At = At(13) }).Then(new RoleStaffed("waiter", Waiter, At(13)));
    }

    [Test]
    public async Task Eleven_days_of_nobody_are_one_mail_a_level_and_one_digest(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        var clock = new MovedClock(Noon);
        await restaurant.StartAsync(clock, cancel);
        var streams = await restaurant.OfferAsync([Noon, Noon.AddMinutes(1), Noon.AddMinutes(2)], cancel);
        clock.MoveTo(At(15, 30));
        await Eventually.TrueAsync(async () => (await restaurant.Log.DueDeadlinesAsync(At(15, 30), 1, cancel)).Count == 0, cancel);
        clock.MoveTo(Noon.AddDays(1).AddHours(1));
        await SentAsync(restaurant, 7, cancel);
        var told = await restaurant.Services.GetRequiredService<Views<NotificationDocument>>().PageAsync(NotificationView.OfSubject(streams[0]), after: null, 10, cancel);
        var mails = Directory.GetFiles(restaurant.Mail).Select(File.ReadAllText).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(told.Documents.Select(n => (n.Role, n.Level, n.Channel, n.ContentHash?.Length)), Is.EqualTo(new[] { ("head-waiter", 1, "e-mail", 64), ("manager", 2, "e-mail", (int?)64) }));
            Assert.That(mails, Has.Count.EqualTo(7), "two levels of three crossings, and one digest");
            Assert.That(mails.Where(m => m.Contains("To: waiter@handoffs.invalid\r\n", StringComparison.Ordinal)).ToList(), Has.Count.EqualTo(1));
            Assert.That(mails, Has.All.StartsWith("Date: ").And.All.Contain("\r\nMIME-Version: 1.0\r\n").And.All.Contain("\r\n\r\n"));
        });
    }

    [Test]
    public async Task A_channel_that_is_away_is_asked_again_and_tells_once(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        // A file stands where the folder should be.
        await File.WriteAllTextAsync(restaurant.Mail, "", cancel);
        var clock = new MovedClock(Noon);
        await restaurant.StartAsync(clock, cancel);
        var stream = (await restaurant.OfferAsync([Noon], cancel))[0];
        clock.MoveTo(At(17, 30));
        var views = restaurant.Services.GetRequiredService<Views<NotificationDocument>>();
        await Eventually.TrueAsync(async () => (await views.PageAsync(NotificationView.Due, after: null, 10, cancel)).Documents is [{ Attempts: > 1 }], cancel);
        File.Delete(restaurant.Mail);
        await SentAsync(restaurant, 1, cancel);
        var told = (await views.PageAsync(NotificationView.OfSubject(stream), after: null, 10, cancel)).Documents.Single();
        var history = await restaurant.Log.ReadStreamAsync(told.NotificationId, 0, cancel);
        Assert.That(history.Count(e => e.Event is NotificationSent), Is.EqualTo(1));
        Assert.That(Directory.GetFiles(restaurant.Mail), Is.EqualTo(new[] { Path.Combine(restaurant.Mail, $"{told.NotificationId:D}.eml") }));
    }

    [Test]
    public async Task Two_replicas_tell_once(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        var clock = new MovedClock(Noon);
        await restaurant.StartAsync(clock, cancel);
        await restaurant.StartAsync(clock, cancel);
        await restaurant.OfferAsync(Enumerable.Range(0, 40).Select(i => Noon.AddSeconds(i)), cancel);
        clock.MoveTo(At(17, 30));
        await SentAsync(restaurant, 40, cancel);
        var sent = 0;
        var position = LogPosition.Start;
        while (await restaurant.Log.ReadLogAsync(position, 1000, cancel) is { Events.Count: > 0 } page)
        {
            sent += page.Events.Count(e => e.Event is NotificationSent);
            position = page.End;
        }

        Assert.That(sent, Is.EqualTo(40));
        Assert.That(Directory.GetFiles(restaurant.Mail), Has.Length.EqualTo(40));
    }

    [Test]
    public async Task Work_of_an_unstaffed_role_reaches_the_next_level_within_seconds_also_when_it_comes_later(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        await restaurant.StartAsync(new MovedClock(At(12, 10)), cancel);
        var before = (await restaurant.OfferAsync([Noon], cancel, ready: false))[0];
        await restaurant.ExecuteAsync<DutyCommand>(DutyAggregate.IdOf("waiter"), new SetDuty("waiter", IsStaffed: false, Until: null, "strike", Waiter, Noon), cancel);
        await restaurant.ExecuteAsync<DutyCommand>(DutyAggregate.IdOf("cook"), new SetDuty("cook", IsStaffed: false, Until: null, "strike", Waiter, Noon), cancel);
        var after = (await restaurant.OfferAsync([Noon.AddMinutes(5)], cancel, ready: false))[0];
        var task = (OpenWorkItem)Kitchen.Exception("T01", "dish-cold", Subject, Case, At(12, 5)).Command;
        await restaurant.ExecuteAsync<WorkItemCommand>(WorkItemId.ForException("T01", "dish-cold", Subject), task, cancel);
        var items = restaurant.Services.GetRequiredService<Views<WorkItemDocument>>();
        Guid[] all = [WorkItemId.For(before), WorkItemId.For(after), WorkItemId.ForException("T01", "dish-cold", Subject)];
        await Eventually.TrueAsync(
            async () =>
            {
                var found = new List<WorkItemDocument?>();
                foreach (var id in all) found.Add(await items.FindAsync(id, cancel));
                return found.All(i => i?.EscalatedTo == "head-waiter");
            },
            TimeSpan.FromSeconds(60),
            cancel);
        await SentAsync(restaurant, 3, cancel);
        Assert.That(await restaurant.Services.GetRequiredService<OrphanCheck>().FindAsync(cancel), Is.Empty);
    }

    [Test]
    public async Task A_system_that_was_down_for_three_days_catches_up_in_order(CancellationToken cancel)
    {
        await using var restaurant = await Restaurant.OpenAsync(cancel);
        // Work of three days, while nothing runs.
        await restaurant.OfferAsync(Enumerable.Range(0, 24).Select(i => Noon.AddHours(i * 3)), cancel);
        var back = Noon.AddDays(3);
        await restaurant.StartAsync(new MovedClock(back), cancel);
        await Eventually.TrueAsync(async () => (await restaurant.Log.DueDeadlinesAsync(back, 1, cancel)).Count == 0, TimeSpan.FromSeconds(60), cancel);
        var due = (await restaurant.HistoryAsync(cancel)).Select(h => h.Event).Select(e => e switch
        {
            HandoffNudged n => n.DueAt.AddHours(-1),
            HandoffTimedOut t => t.DueAt,
            HandoffEscalated x => x.DueAt,
            _ => null,
        }).OfType<DateTimeOffset>().ToList();
        Assert.That(due, Has.Count.GreaterThan(60).And.Ordered, "each level of each crossing in the order in which it was due");
        var digests = restaurant.Services.GetRequiredService<Views<NotificationDocument>>();
        await Eventually.TrueAsync(async () => (await digests.PageAsync(NotificationView.Due, after: null, 1, cancel)).Documents.Count == 0, cancel);
        Assert.That((await digests.PageAsync(NotificationView.OfRole("waiter"), after: null, 50, cancel)).Documents.Select(d => d.Day), Is.Unique);
    }

    private static (Guid Id, NotificationQueued What) Queued(IEnumerable<FollowUp> follow) =>
        follow.Where(f => f.Command is QueueNotification).Select(f => (f.StreamId, ((QueueNotification)f.Command).What)).Single();

    private static async Task SentAsync(Restaurant restaurant, int count, CancellationToken cancel)
    {
        var views = restaurant.Services.GetRequiredService<Views<NotificationDocument>>();
        long seen = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                seen = await views.CountAsync("", cancel);
                return seen >= count && await views.CountAsync(NotificationView.Due, cancel) == 0;
            },
            TimeSpan.FromSeconds(60),
            cancel,
            () => $"{seen} notifications");
    }
}
