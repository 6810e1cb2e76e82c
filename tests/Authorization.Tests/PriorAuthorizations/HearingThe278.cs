using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.X12;
using static Healthcare.Authorization.Tests.Samples;

namespace Healthcare.Authorization.Tests.PriorAuthorizations;

public sealed class HearingThe278
{
    private static readonly PriorAuthorization.Assembling State = new(new Dossier(Asked, SealedPacket));
    private static readonly PayerProfile Payer = new() { Authorization = "x12-278" };

    private static ReviewItem Said(int sequence, string action, string? number = null, string? reason = null, params string[] messages) => new()
    {
        Level = "SS",
        Traces = [new TraceNumber("2", $"{AuthorizationId:N}-{sequence}", "9000000000")],
        Decision = new ReviewDecision(action, number, reason, SecondOpinion: null),
        Dates = [new QualifiedDate("007", new DateOnly(2026, 3, 1), To: null), new QualifiedDate("036", new DateOnly(2026, 8, 31), To: null)],
        References = [new Reference("NT", "PND7")],
        Delivery = new ServiceDelivery("VS", 2, null, null, null, null, null, null),
        Messages = messages,
    };

    private static ServicesReview Answer(params ReviewItem[] services) => new()
    {
        Purpose = "11",
        Reference = "r",
        At = Noon.UtcDateTime,
        Events = [new ReviewItem { Level = "EV", Traces = [new TraceNumber("2", AuthorizationId.ToString("N"), "9000000000")], Services = services }],
    };

    [Test]
    public void Each_service_has_its_word()
    {
        var words = X12ReviewAnswers.Words(Answer(Said(2, "A3", reason: "0F", messages: "Try therapy first"), Said(1, "A1", "AU9")), State, Payer);
        Assert.Multiple(() =>
        {
            Assert.That(words.Select(w => (w.Sequence, w.Decision.Action, w.Decision.ReasonCode, w.ReasonText)), Is.EqualTo(new[] { (2, "A3", "0F", "Try therapy first"), (1, "A1", null, null) }));
            Assert.That(words[1].Decision is { CertificationNumber: "AU9", Units: 2 } d && d.From == new DateOnly(2026, 3, 1) && d.To == new DateOnly(2026, 8, 31), Is.True);
            Assert.That(words[1].AdministrationReference, Is.EqualTo("PND7"));
        });
    }

    [Test]
    public void A_word_on_the_event_is_one_on_every_service()
    {
        var review = Answer() with { Events = [Answer().Events[0] with { Decision = new ReviewDecision("A4", null, "0U", null) }] };
        var words = X12ReviewAnswers.Words(review, State, Payer);
        Assert.That(words.Select(w => (w.Sequence, w.Decision.Action, w.IsInformationRequested)), Is.EqualTo(new[] { (1, "A4", true), (2, "A4", true) }));
    }

    [Test]
    public void Services_without_our_numbers_are_taken_in_their_order()
    {
        var words = X12ReviewAnswers.Words(Answer(Said(1, "A1") with { Traces = [] }, Said(2, "A6") with { Traces = [] }), State, Payer);
        Assert.That(words.Select(w => (w.Sequence, w.Decision.Action)), Is.EqualTo(new[] { (1, "A1"), (2, "A6") }), "A6 is modified (T2)");
    }

    [Test]
    public void Refusals_are_found_at_every_level()
    {
        var review = Answer(Said(1, "A1") with { Decision = null, Rejections = [new ReviewRejection("SS", "N", "33", "C")] }) with { Rejections = [new ReviewRejection("20", "Y", "42", "R")] };
        Assert.That(X12ReviewAnswers.ErrorCodes(review), Is.EqualTo(new[] { "42", "33" }));
    }

    [Test]
    public void The_authorization_is_known_by_the_trace_number_that_comes_back() => Assert.That(X12ReviewAnswers.AuthorizationOf(Answer()), Is.EqualTo(AuthorizationId));
}
