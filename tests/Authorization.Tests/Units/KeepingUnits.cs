using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Units;
using Healthcare.Handoffs;
using Healthcare.Testing;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.Units;

public sealed class KeepingUnits
{
    private static readonly Guid First = Guid.Parse("01900000-0000-7000-8000-0000000000a1");
    private static readonly Guid Second = Guid.Parse("01900000-0000-7000-8000-0000000000a2");
    private static readonly Guid LedgerId = UnitsAggregate.IdOf(AuthorizationId);
    private static readonly DeciderSpec<UnitsLedger, UnitsCommand, UnitsEvent> Nothing = Spec.Of(UnitsAggregate.Value);
    private static readonly DeciderSpec<UnitsLedger, UnitsCommand, UnitsEvent> One = Nothing.GivenDone(Grant(1));
    private static readonly DeciderSpec<UnitsLedger, UnitsCommand, UnitsEvent> Two = Nothing.GivenDone(Grant(2));

    private static GrantUnits Grant(int units) => new(AuthorizationId, PatientId, [new GrantedItem(1, "CPT", "99243", units, new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31))], Noon);

    private static ReserveUnits Book(Guid visit) => new(visit, Noon);

    private static ConsumeUnits Attend(Guid visit) => new(visit, Noon);

    private static ReleaseUnits Miss(Guid visit) => new(visit, "missed", Noon);

    [Test]
    public void What_is_approved_is_granted_once()
    {
        Nothing.When(Grant(2)).ThenKinds(typeof(UnitsGranted));
        Two.When(Grant(2)).ThenNothing();
        Two.When(Grant(3)).ThenKinds(typeof(UnitsGranted));
    }

    [Test]
    public void A_booked_visit_keeps_a_unit_until_it_is_attended_or_not()
    {
        Two.When(Book(First)).Then(new UnitsReserved(First, [new UnitCount(1, 1)], Noon));
        Two.GivenDone(Book(First)).When(Book(First)).ThenNothing();
        Assert.That(Account(Two.GivenDone(Book(First))), Is.EqualTo((1, 0, 1)));
        Assert.That(Account(Two.GivenDone(Book(First), Attend(First))), Is.EqualTo((0, 1, 1)));
        Assert.That(Account(Two.GivenDone(Book(First), Miss(First))), Is.EqualTo((0, 0, 2)));
        Two.GivenDone(Book(First), Attend(First)).When(Attend(First)).ThenNothing();
        Two.GivenDone(Book(First), Attend(First)).When(Miss(First)).ThenNothing();
        Assert.That(Account(Two.GivenDone(Book(First), Miss(First), Book(First))), Is.EqualTo((1, 0, 1)), "booked anew");
    }

    [Test]
    public void The_last_unit_used_ends_the_approval_only_when_none_is_kept()
    {
        var used = One.GivenDone(Book(First)).When(Attend(First));
        used.ThenKinds(typeof(UnitsConsumed), typeof(UnitsExhausted));
        Assert.That(used.FollowUps(LedgerId).Select(f => (f.StreamId, f.Command)), Does.Contain((AuthorizationId, (object)new ExhaustAuthorization(Noon))));
        Two.GivenDone(Book(First), Book(Second)).When(Attend(First)).ThenKinds(typeof(UnitsConsumed));
        Two.GivenDone(Book(First), Book(Second), Attend(First)).When(Miss(Second)).ThenKinds(typeof(UnitsReleased));
        Two.GivenDone(Book(First), Book(Second), Attend(First)).When(Attend(Second)).ThenKinds(typeof(UnitsConsumed), typeof(UnitsExhausted));
    }

    [Test]
    public void A_visit_without_units_is_told_before_it_is_booked()
    {
        var spec = One.GivenDone(Book(First));
        var held = spec.When(new CheckUnits(Second, Noon));
        held.Then(new UnitsShort(Second, [new UnitCount(1, 1)], IsAttended: false, Noon));
        Assert.That(held.FollowUps(LedgerId, CaseId).Select(f => f.Command).OfType<OpenWorkItem>().Select(i => (i.ReasonCode, i.SubjectId)), Is.EqualTo(new[] { ("units-short", AuthorizationId) }));
        spec.GivenDone(new CheckUnits(Second, Noon)).When(Book(Second)).ThenNothing();
        One.When(new CheckUnits(First, Noon)).ThenNothing();
        var freed = spec.GivenDone(new CheckUnits(Second, Noon)).When(Miss(Second));
        Assert.That(freed.FollowUps(LedgerId).Select(f => f.Command), Does.Contain(new CloseWorkItem("enough", Noon)));
    }

    [Test]
    public void A_visit_that_nobody_booked_takes_what_is_left_and_no_more()
    {
        One.When(Attend(First)).ThenKinds(typeof(UnitsConsumed), typeof(UnitsExhausted));
        One.GivenDone(Attend(First)).When(Attend(Second)).Then(new UnitsShort(Second, [new UnitCount(1, 1)], IsAttended: true, Noon), new UnitsConsumed(Second, [], Noon));
    }

    [Test]
    public void Visits_before_the_approval_are_settled_when_it_comes()
    {
        Nothing.When(Book(First)).Then(new UnitsAwaited(First, IsAttended: false, Noon));
        Nothing.When(Attend(First)).Then(new UnitsAwaited(First, IsAttended: true, Noon));
        Nothing.GivenDone(Attend(First)).When(Attend(First)).ThenNothing();
        Nothing.GivenDone(Book(First)).When(Miss(First)).ThenKinds(typeof(UnitsReleased));
        Nothing.GivenDone(Attend(First), Book(Second)).When(Grant(2)).ThenKinds(typeof(UnitsGranted), typeof(UnitsConsumed), typeof(UnitsReserved));
        Nothing.GivenDone(Book(First), Miss(First)).When(Grant(2)).ThenKinds(typeof(UnitsGranted));
    }

    [Test]
    public void Nothing_is_taken_from_an_approval_that_ended()
    {
        var closed = Two.GivenDone(new CloseUnits("expired", Noon));
        closed.When(Book(First)).ThenNothing();
        closed.When(Attend(First)).ThenKinds(typeof(UnitsShort), typeof(UnitsConsumed));
        closed.When(new CloseUnits("expired", Noon)).ThenNothing();
        closed.When(Grant(3)).ThenKinds(typeof(UnitsGranted));
        Nothing.When(new CloseUnits("expired", Noon)).ThenNothing();
    }

    [Test]
    public void Units_are_never_below_zero_whatever_happens_in_whatever_order()
    {
        var seed = Environment.GetEnvironmentVariable("UNITS_SEED") is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : Environment.TickCount;
        TestContext.Out.WriteLine($"UNITS_SEED={seed}");
        var random = new Random(seed);
        for (var history = 0; history < 3000; history++)
        {
            var state = UnitsLedger.Initial;
            var exhausted = 0;
            for (var step = 0; step < 40; step++)
            {
                var command = Next(random);
                var decision = UnitsDecider.Decide(state, command);
                Assert.That(decision.Refusal, Is.Null, "a visit happens whether units are left or not");
                foreach (var happened in decision.Events)
                {
                    state = UnitsLedger.Evolve(state, happened);
                    if (happened is UnitsExhausted) exhausted++;
                    if (happened is UnitsGranted) exhausted = 0;
                    Holds(state, seed);
                }

                Assert.That(exhausted, Is.LessThanOrEqualTo(1), $"UNITS_SEED={seed}");
                Assert.That(UnitsDecider.Decide(state, command) is { Events.Count: 0 } || command is CheckUnits or ReserveUnits, Is.True, $"the same again changes nothing: {command}, UNITS_SEED={seed}");
            }
        }
    }

    private static void Holds(UnitsLedger state, int seed)
    {
        if (state is not UnitsLedger.Granted ledger) return;
        foreach (var account in ledger.Accounts)
        {
            var held = ledger.Visits.Where(v => v.State == UnitsLedger.VisitState.Reserved).SelectMany(v => v.Units).Where(u => u.Sequence == account.Item.Sequence).Sum(u => u.Units);
            Assert.That((account.Reserved >= 0, account.Consumed >= 0, account.Remaining >= 0, account.Reserved), Is.EqualTo((true, true, true, held)), $"UNITS_SEED={seed}");
        }
    }

    private static UnitsCommand Next(Random random)
    {
        var visit = new Guid(random.Next(5), 0, 0, new byte[8]);
        return random.Next(7) switch
        {
            0 => new GrantUnits(AuthorizationId, PatientId, [.. Enumerable.Range(1, random.Next(1, 3)).Select(i => new GrantedItem(i, "CPT", "99243", random.Next(0, 4), new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31)))], Noon),
            1 or 2 => Book(visit),
            3 => Attend(visit),
            4 => Miss(visit),
            5 => new CheckUnits(visit, Noon),
            _ => random.Next(8) == 0 ? new CloseUnits("expired", Noon) : Book(visit),
        };
    }

    private static (int Reserved, int Used, int Remaining) Account(DeciderSpec<UnitsLedger, UnitsCommand, UnitsEvent> spec) =>
        spec.State is UnitsLedger.Granted { Accounts: [var only] } ? (only.Reserved, only.Consumed, only.Remaining) : throw new AssertionException("No account.");
}
