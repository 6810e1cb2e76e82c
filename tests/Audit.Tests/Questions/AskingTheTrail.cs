using Healthcare.Audit.Questions;
using Healthcare.Audit.Trail;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Audit.Tests.Questions;

/// <summary>B27: a question of compliance is blocked until it says of whom it is and why, then answered from the trail, or owed by its clock.</summary>
public sealed class AskingTheTrail
{
    private static readonly DateTimeOffset Noon = Entries.Noon;
    private static readonly Actor Officer = new("officer-1", ActorKind.Human, "compliance-officer");
    private static readonly Guid Case = new("018f0000-0000-7000-8000-000000000002");
    private static readonly Guid Patient = new("018f0000-0000-7000-8000-000000000003");
    private static readonly TrailAnswer Answer = new(From: null, Noon, 7, 1, "hash-of-the-answer");
    private static readonly AskedOfTrail Whole = new(Case, PatientId: null, "HLEGAL");
    private static readonly AskedOfTrail Nobody = new(CaseId: null, PatientId: null, Purpose: null);
    private static readonly DeciderSpec<Question, QuestionCommand, QuestionEvent> Spec = Testing.Spec.Of(Question.Aggregate);

    [Test]
    public void A_whole_question_is_answered_while_it_is_asked() =>
        Spec.Given().When(Ask(Whole, Answer)).Then(Asked(Whole), new QuestionAnswered(Answer, Officer, Noon));

    [Test]
    public void Of_a_trail_that_is_behind_the_answer_is_owed() => Spec.Given().When(Ask(Whole, answer: null)).Then(Asked(Whole), new QuestionOwed("trail-incomplete", Noon));

    [Test]
    public void What_was_missing_is_said_once_and_what_was_said_stays()
    {
        var half = Nobody with { Purpose = "HLEGAL" };
        Spec.Given(Asked(half)).When(new StateQuestion(new AskedOfTrail(Case, PatientId: null, "PATRQT"), Answer, Officer, Noon))
            .Then(new QuestionStated(Case, PatientId: null, "HLEGAL", Officer, Noon), new QuestionAnswered(Answer, Officer, Noon));
        Spec.Given(Asked(Nobody)).When(new StateQuestion(half, Answer: null, Officer, Noon)).Then(new QuestionStated(CaseId: null, PatientId: null, "HLEGAL", Officer, Noon));
        Spec.Given(Asked(Nobody)).When(new StateQuestion(Nobody, Answer: null, Officer, Noon)).ThenNothing();
        Spec.Given(Asked(Whole)).When(new StateQuestion(half, Answer, Officer, Noon)).ThenRefused(QuestionRefusals.Stated);
    }

    [Test]
    public void Nothing_is_answered_that_is_not_whole_or_of_a_trail_that_is_not()
    {
        Spec.Given(Asked(Nobody)).When(new AnswerQuestion(Answer, Officer, Noon)).ThenRefused(QuestionRefusals.NotStated);
        Spec.Given(Asked(Whole)).When(new AnswerQuestion(Answer: null, Officer, Noon)).ThenRefused(QuestionRefusals.TrailBehind);
        Spec.Given().When(new AnswerQuestion(Answer, Officer, Noon)).ThenRefused(QuestionRefusals.Unknown);
        Spec.Given(Asked(Whole), new QuestionAnswered(Answer, Officer, Noon)).When(new AnswerQuestion(Answer, Officer, Noon)).ThenNothing();
    }

    [Test]
    public async Task What_is_answered_at_once_has_crossed()
    {
        await using var store = new Store();
        await store.AskAsync(Ask(Whole, Answer));
        var handoff = await store.CrossingAsync();
        Assert.That((handoff.State, handoff.DueAt, handoff.CaseId), Is.EqualTo((HandoffState.Accepted, Noon.AddSeconds(2), (Guid?)null)), "within 2 seconds, and no case waits for it");
    }

    [Test]
    public async Task One_that_names_nobody_is_blocked_with_what_is_missing_and_goes_on_when_it_is_said()
    {
        await using var store = new Store();
        await store.AskAsync(Ask(Nobody, answer: null, QuestionKinds.Accounting));
        var blocked = await store.CrossingAsync();
        var work = await store.WorkAsync("privacy-officer");
        await store.AskAsync(new StateQuestion(new AskedOfTrail(CaseId: null, Patient, "PATRQT"), Answer, Officer, Noon.AddDays(1)));
        var crossed = await store.CrossingAsync();
        Assert.Multiple(() =>
        {
            Assert.That((blocked.State, string.Join(' ', blocked.Unmet.Select(u => u.Predicate))), Is.EqualTo((HandoffState.Blocked, "scope-named purpose-stated")));
            Assert.That(work.Select(w => (w.ReasonCode, w.Boundary)), Is.EqualTo(new[] { ("scope-named", "B27") }), "a person is asked for it");
            Assert.That(crossed.State, Is.EqualTo(HandoffState.Accepted));
        });
        Assert.That(await store.WorkAsync("privacy-officer"), Is.Empty);
    }

    [Test]
    public async Task An_accounting_of_disclosures_is_owed_for_sixty_days_from_receipt_and_then_overdue()
    {
        await using var store = new Store();
        var received = Noon.AddDays(-10);
        await store.AskAsync(Ask(Whole, answer: null, QuestionKinds.Accounting) with { ReceivedAt = received });
        var owed = await store.CrossingAsync();
        var work = await store.WorkAsync("privacy-officer");
        // 60 dates after 20 February 2026, at the same local time: 7:00 in New York, then on daylight saving time.
        var dueAt = new DateTimeOffset(2026, 4, 21, 11, 0, 0, TimeSpan.Zero);
        await store.FireAsync(owed.NextDeadlineAt ?? default, dueAt.AddDays(-10));
        await store.FireAsync(dueAt, dueAt.AddSeconds(1));
        var late = await store.CrossingAsync();
        await store.AskAsync(new AnswerQuestion(Answer, Officer, dueAt.AddDays(1)));
        var answered = await store.CrossingAsync();
        Assert.Multiple(() =>
        {
            Assert.That((owed.State, owed.DueAt), Is.EqualTo((HandoffState.Offered, dueAt)));
            Assert.That(work.Select(w => (w.Kind, w.ReasonCode)), Is.EqualTo(new[] { ("exception", "trail-incomplete") }));
            Assert.That(late.State, Is.EqualTo(HandoffState.TimedOut));
            Assert.That((answered.State, answered.Attempt), Is.EqualTo((HandoffState.Accepted, 2)), "late, and given all the same");
        });
        Assert.That(await store.WorkAsync("privacy-officer"), Is.Empty, "nothing is left to do");
    }

    [Test]
    public void An_accounting_is_extended_once_within_its_time_and_by_thirty_days_at_most()
    {
        var (due, latest) = (Noon.AddDays(60), Noon.AddDays(90));
        var asked = Asked(Whole) with { AsksFor = QuestionKinds.Accounting, DueAt = due };
        ExtendQuestion Extend(DateTimeOffset to, DateTimeOffset at) => new("Records are being restored.", to, latest, Officer, at);
        Spec.Given(asked).When(Extend(latest, due)).Then(new QuestionExtended(Sealed.For(Case, "Records are being restored."), latest, Officer, due));
        Spec.GivenDone(Ask(Whole, answer: null, QuestionKinds.Accounting) with { DueAt = due }, Extend(latest, Noon)).When(Extend(latest.AddDays(-1), Noon)).ThenRefused(QuestionRefusals.Extended);
        Spec.GivenDone(Ask(Whole, answer: null, QuestionKinds.Accounting) with { DueAt = due }, Extend(latest, Noon)).When(Extend(latest, due)).ThenNothing();
        Spec.Given(asked).When(Extend(latest, due.AddSeconds(1))).ThenRefused(QuestionRefusals.NotExtendable);
        Spec.Given(asked).When(Extend(latest.AddSeconds(1), Noon)).ThenRefused(QuestionRefusals.NotExtendable);
        Spec.Given(asked).When(Extend(due, Noon)).ThenRefused(QuestionRefusals.NotExtendable);
        Spec.Given(Asked(Whole)).When(Extend(latest, Noon)).ThenRefused(QuestionRefusals.NotExtendable);
        Spec.Given(asked, new QuestionAnswered(Answer, Officer, Noon)).When(Extend(latest, Noon)).ThenRefused(QuestionRefusals.NotExtendable);
        Spec.Given(Asked(Nobody) with { AsksFor = QuestionKinds.Accounting }).When(Extend(latest, Noon)).ThenRefused(QuestionRefusals.NotStated);
        Spec.Given().When(Extend(latest, Noon)).ThenRefused(QuestionRefusals.Unknown);
    }

    [Test]
    public async Task What_was_extended_is_due_when_the_patient_was_told_and_not_before()
    {
        await using var store = new Store();
        var received = Noon.AddDays(-10);
        await store.AskAsync(Ask(Whole, answer: null, QuestionKinds.Accounting) with { ReceivedAt = received, DueAt = ComplianceHandoffs.DueAt(QuestionKinds.Accounting, received) });
        var owed = await store.CrossingAsync();
        // 90 dates after 20 February 2026 is 21 May; the patient was told of 11 May.
        Assert.That(ComplianceHandoffs.ExtendableTo(received), Is.EqualTo(new DateTimeOffset(2026, 5, 21, 11, 0, 0, TimeSpan.Zero)));
        var promised = new DateTimeOffset(2026, 5, 11, 11, 0, 0, TimeSpan.Zero);
        await store.AskAsync(new ExtendQuestion("Records are being restored.", promised, ComplianceHandoffs.ExtendableTo(received), Officer, Noon.AddDays(40)));
        await store.FireAsync(owed.DueAt, owed.DueAt.AddSeconds(1));
        var extended = await store.CrossingAsync();
        await store.FireAsync(extended.NextDeadlineAt ?? default, promised.AddDays(-5));
        await store.FireAsync(promised, promised.AddSeconds(1));
        var late = await store.CrossingAsync();
        Assert.That((extended.State, extended.DueAt, extended.ClockSource), Is.EqualTo((HandoffState.Offered, promised, ClockSource.Regulatory)));
        Assert.That(late.State, Is.EqualTo(HandoffState.TimedOut));
    }

    [TestCase("partner", "PUBHLTH", false, "answered", true)]
    [TestCase("partner", null, false, "answered", true)]
    [TestCase("partner", "TREAT", false, "answered", false)]
    [TestCase("partner", "PATRQT", false, "answered", false)]
    [TestCase("partner", "PUBHLTH", false, "refused", false)]
    [TestCase("human", "HLEGAL", false, "answered", false)]
    [TestCase("human", "BTG", true, "answered", true)]
    public void An_accounting_lists_whom_others_were_told_of_but_not_for_treatment_payment_operations(string kind, string? purpose, bool breakGlass, string outcome, bool isListed)
    {
        var seen = new Audited(Case, "hash")
        {
            Service = "intake", Type = "access_recorded.v1", Stream = Case, Version = 1, At = Noon, Actor = "someone", ActorKind = kind, Role = "partner", Purpose = purpose,
            Read = new AuditedRead("GET", "/cases", outcome, breakGlass, [Case], []),
        };
        Assert.That(Disclosures.Lists(seen), Is.EqualTo(isListed));
        Assert.That(Disclosures.Lists(seen with { Read = null }), Is.False, "what is done is no disclosure");
    }

    private static AskQuestion Ask(AskedOfTrail asked, TrailAnswer? answer, string kind = QuestionKinds.Trail) => new(kind, asked, Noon, Noon.AddSeconds(2), answer, Officer, Noon);

    private static QuestionAsked Asked(AskedOfTrail asked) => new(QuestionKinds.Trail, asked.CaseId, asked.PatientId, asked.Purpose, Noon, Noon.AddSeconds(2), Officer, Noon);

    /// <summary>Questions and what follows from them, over the store in memory.</summary>
    private sealed class Store : IAsyncDisposable
    {
        private static readonly Guid Id = new("018f0000-0000-7000-8000-000000000001");
        private readonly ServiceProvider provider;

        public Store()
        {
            var services = new ServiceCollection().AddLogging();
            services.AddInMemoryEventStore("audit").AddHandoffs(ComplianceHandoffs.Boundaries).AddAggregate(Question.Aggregate).AddView(new QuestionView());
            provider = services.BuildServiceProvider();
        }

        public Task AskAsync(QuestionCommand command) => ExecuteAsync(Id, command);

        public Task FireAsync(DateTimeOffset due, DateTimeOffset at) => ExecuteAsync<HandoffCommand>(HandoffId.For("B27", Id), new FireHandoffDeadline(due, at));

        public async Task<HandoffDocument> CrossingAsync() =>
            await provider.GetRequiredService<Views<HandoffDocument>>().FindAsync(HandoffId.For("B27", Id), CancellationToken.None) ?? throw new AssertionException("Nothing was offered.");

        public async Task<IReadOnlyList<WorkItemDocument>> WorkAsync(string role) =>
            (await provider.GetRequiredService<Views<WorkItemDocument>>().PageAsync(WorkItemView.OpenOf(role), after: null, 10, CancellationToken.None)).Documents;

        public ValueTask DisposeAsync() => provider.DisposeAsync();

        private async Task ExecuteAsync<TCommand>(Guid stream, TCommand command)
            where TCommand : notnull
        {
            await using var scope = provider.CreateAsyncScope();
            Assert.That(await scope.ServiceProvider.GetRequiredService<Streams<TCommand>>().ExecuteAsync(stream, command, CancellationToken.None), Is.InstanceOf<Outcome.Accepted>());
        }
    }
}
