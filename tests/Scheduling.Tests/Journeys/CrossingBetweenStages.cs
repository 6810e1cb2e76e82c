using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Scheduling.Journeys;
using static Healthcare.Scheduling.Tests.JourneySamples;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Journeys;

/// <summary>The boundaries on the way to surgery: B10 clearance to scheduling, B11 scheduling to verification, B12 verification to documentation.</summary>
public sealed class CrossingBetweenStages
{
    private static readonly string[] Ids = ["B10", "B11", "B12"];

    [Test]
    public async Task Surgery_crosses_each_boundary_once_in_the_commits_of_its_stages()
    {
        await using var store = new Store();
        await DoneAsync(store, [Begin("surgery"), .. Way[..4], Needed, .. Way[4..]]);
        var log = await store.EventsAsync();
        foreach (var id in Ids)
            Assert.That(At(log, id), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_accepted.v1" }), id);
    }

    [Test]
    public async Task A_rule_that_nobody_knows_holds_documentation_up_until_it_is_heard()
    {
        await using var store = new Store();
        await DoneAsync(store, [Begin("surgery"), .. Way[..5]]);
        Assert.That(At(await store.EventsAsync(), "B12"), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_blocked.v1" }));
        await DoneAsync(store, [Needed]);
        await DoneAsync(store, [Documented]);
        Assert.That(At(await store.EventsAsync(), "B12"), Is.EqualTo(new[] { "handoff_offered.v1", "handoff_blocked.v1", "handoff_cleared.v1", "handoff_accepted.v1" }));
    }

    [Test]
    public async Task A_clearance_that_expires_before_it_is_used_blocks_and_one_that_comes_anew_frees()
    {
        await using var store = new Store();
        await DoneAsync(store, [Begin("surgery"), Assessed]);
        var until = (await store.EventsAsync()).Select(e => e.Event).OfType<StageCompleted>().Single().ExpiresAt ?? default;
        await DoneAsync(store, [new ExpireJourney(JourneyAggregate.ClearanceOf(Stage.PreOpAssessment), until, until)]);
        Assert.That(Last<HandoffBlocked>(await store.EventsAsync(), "B10")?.Unmet.Select(u => u.Predicate), Is.SupersetOf(new[] { "clearance-unexpired" }));
        await DoneAsync(store, [Assessed with { At = until.AddDays(1) }]);
        Assert.That(At(await store.EventsAsync(), "B10")[^1], Is.EqualTo("handoff_cleared.v1"));
    }

    [Test]
    public async Task What_surgery_scheduling_gives_back_is_returned_and_taken_at_the_next_attempt()
    {
        await using var store = new Store();
        await DoneAsync(store, [Begin("surgery"), Assessed, new ReturnStage(Stage.SurgeryScheduling, ["no-theatre"], Note: null, Scheduler, ["surgical-scheduler"], Noon)]);
        Assert.That(Last<HandoffReturned>(await store.EventsAsync(), "B10")?.Requirements.Single().Code, Is.EqualTo("no-theatre"));
        await DoneAsync(store, [new StartStage(Stage.SurgeryScheduling, Scheduler, ["surgical-scheduler"], Noon)]);
        Assert.That(Last<HandoffAccepted>(await store.EventsAsync(), "B10")?.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task A_date_that_is_too_near_is_no_crossing_and_verification_goes_on_without()
    {
        await using var store = new Store();
        await DoneAsync(store, [Begin("surgery"), Assessed, DateHeld with { Day = DateOnly.FromDateTime(Noon.UtcDateTime).AddDays(3) }, CodesConfirmed]);
        Assert.That(Last<HandoffBlocked>(await store.EventsAsync(), "B11")?.Unmet.Single().Predicate, Is.EqualTo("days-before-date"));
        await DoneAsync(store, [Covered, Estimate]);
        Assert.That(Last<HandoffClosed>(await store.EventsAsync(), "B11")?.ReasonCode, Is.EqualTo("gone-on-without"));
    }

    [Test]
    public async Task Work_that_comes_anew_crosses_anew_though_the_stage_behind_it_is_done()
    {
        await using var store = new Store();
        await DoneAsync(store, [Begin("surgery"), .. Way, new ReopenStage(Stage.SurgeryScheduling, "hold-expired", Source: null, Noon), DateHeld with { At = Noon.AddHours(1), Day = DateOnly.FromDateTime(Noon.UtcDateTime).AddDays(20) }]);
        Assert.That(Last<HandoffAccepted>(await store.EventsAsync(), "B11")?.Attempt, Is.EqualTo(2));
    }

    [Test]
    public async Task A_referral_that_ends_takes_back_what_is_still_offered()
    {
        await using var store = new Store();
        await DoneAsync(store, [Begin("surgery"), Assessed, new EndJourney("withdrawn", "treated-elsewhere", Noon)]);
        var log = await store.EventsAsync();
        Assert.That((Last<HandoffClosed>(log, "B10")?.ReasonCode, At(log, "B11").Count, At(log, "B12").Count), Is.EqualTo(("referral-ended", 0, 0)));
    }

    [Test]
    public async Task A_consultation_crosses_none_of_them()
    {
        await using var store = new Store();
        await DoneAsync(store, [Begin("consultation"), Covered, Authorized, Seen]);
        Assert.That((await store.EventsAsync()).Select(e => e.Type), Has.None.StartsWith("handoff_"));
    }

    /// <summary>Whatever comes in whatever order: nothing that follows is refused, and no crossing stays open when the way is over.</summary>
    [Test]
    public async Task In_any_order_each_command_commits_and_the_end_leaves_nothing_open()
    {
        JourneyCommand[] all =
        [
            .. Way, Needed, Seen, new BeginProcedure(Noon), Estimate with { Amount = 99m }, DateHeld with { Day = DateOnly.FromDateTime(Noon.UtcDateTime).AddDays(2) },
            new StartStage(Stage.SurgeryScheduling, Scheduler, ["surgical-scheduler"], Noon), new StartStage(Stage.ClinicalDocumentation, Scheduler, ["cdi-specialist"], Noon),
            new ReturnStage(Stage.PreOpAssessment, ["abnormal-result"], Note: null, Nurse, ["pre-op-nurse"], Noon), new ReturnStage(Stage.SurgeryScheduling, ["no-theatre"], Note: null, Scheduler, ["surgical-scheduler"], Noon),
            new ReopenStage(Stage.SurgeryScheduling, "hold-expired", Source: null, Noon), new ReturnByPayer(Stage.InsuranceVerification, "coverage-inactive", Source: null, Noon),
            new PassStages("emergency", [Stage.PreOpAssessment, Stage.InsuranceVerification, Stage.Authorization], Noon),
        ];
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            await using var store = new Store();
            await DoneAsync(store, [Begin("surgery")]);
            var at = Noon;
            for (var step = 0; step < 25; step++)
            {
                at = at.AddHours(random.Next(30));
                var command = all[random.Next(all.Length)];
                var outcome = await ExecuteAsync(store, command with { At = at });
                if (outcome is Outcome.Refused refused) Assert.That(HandoffCodes, Does.Not.Contain(refused.Refusal.Code), $"seed {seed}, step {step}: {command}");
            }

            await ExecuteAsync(store, new EndJourney("withdrawn", "treated-elsewhere", at));
            await ExecuteAsync(store, Seen with { At = at });
            var log = await store.EventsAsync();
            foreach (var id in Ids.Where(i => At(log, i).Count > 0))
            {
                var state = log.Where(e => e.StreamId == HandoffId.For(id, JourneyId)).Select(e => (HandoffEvent)e.Event).Aggregate(Handoff.Initial, Handoff.Evolve);
                Assert.That(state, Is.InstanceOf<Handoff.Accepted>().Or.InstanceOf<Handoff.Closed>(), $"seed {seed}: {id}");
            }
        }
    }

    private static readonly string[] HandoffCodes = [HandoffRefusals.AlreadyTaken.Code, HandoffRefusals.ConditionsUnmet.Code, HandoffRefusals.GivenBack.Code, HandoffRefusals.Closed.Code, HandoffRefusals.NeverOffered.Code];

    private static async Task DoneAsync(Store store, JourneyCommand[] commands)
    {
        foreach (var command in commands) Assert.That(await ExecuteAsync(store, command), Is.InstanceOf<Outcome.Accepted>(), $"{command}");
    }

    private static Task<Outcome> ExecuteAsync(Store store, JourneyCommand command) => store.ExecuteAsync((work, cancel) => work.DecideAsync(JourneyId, command, cancel));

    private static List<string> At(IEnumerable<Recorded> log, string boundary) => [.. log.Where(e => e.StreamId == HandoffId.For(boundary, JourneyId)).Select(e => e.Type)];

    private static TEvent? Last<TEvent>(IEnumerable<Recorded> log, string boundary)
        where TEvent : class => log.Where(e => e.StreamId == HandoffId.For(boundary, JourneyId)).Select(e => e.Event).OfType<TEvent>().LastOrDefault();
}
