using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Tests.Trail;

/// <summary>Boundary by boundary: whose the case was, how long, how it came out, and why it waited.</summary>
public sealed class WaitingAtBoundaries
{
    private static readonly Guid Sixth = new("01890000-0000-7000-8000-000000000b06");
    private static readonly Guid Seventh = new("01890000-0000-7000-8000-000000000b07");

    [Test]
    public void Each_attempt_has_one_outcome_and_says_why_it_waited()
    {
        var told = new Cases()
            .Offered("B06", Sixth, 60)
            .Handoff("handoff_blocked.v1", Sixth, ""","unmet":[{"predicate":"manifest-complete"},{"predicate":"signed"}]""")
            .Handoff("handoff_cleared.v1", Sixth)
            .Handoff("handoff_returned.v1", Sixth, ""","requirements":[{"code":"clinical-note"}]""")
            .Offered("B06", Sixth, 90, attempt: 2)
            .Handoff("handoff_accepted.v1", Sixth, attempt: 2)
            .Offered("B07", Seventh, 8)
            .Handoff("handoff_timed_out.v1", Seventh)
            .Handoff("handoff_escalated.v1", Seventh, ""","role":"authorization-lead" """)
            .Offered("B07", Seventh, 100, attempt: 2);
        var attempts = BoundaryTimeline.Of(Links(told), Cases.At(20));
        Assert.Multiple(() =>
        {
            Assert.That(attempts.Select(a => (a.Boundary, a.Attempt, a.Outcome)), Is.EqualTo(new[] { ("B06", 1, "returned"), ("B06", 2, "accepted"), ("B07", 1, "timed-out"), ("B07", 2, "open") }));
            Assert.That(attempts[0].Why, Is.EqualTo(new[] { "manifest-complete", "signed", "clinical-note" }));
            Assert.That(attempts.Select(a => a.Seconds), Is.EqualTo(new[] { 180d, 60, 60, 660 }), "an open one so far");
            Assert.That(attempts[2].EscalatedTo, Is.EqualTo(new[] { "authorization-lead" }));
            Assert.That(attempts[3].DueAt, Is.EqualTo(Cases.At(100)));
            Assert.That(attempts.Select(a => a.OwnerRole), Is.All.EqualTo("authorization-specialist"));
        });
    }

    [Test]
    public void What_blocks_is_said_until_it_is_cleared()
    {
        var told = new Cases().Received().Offered("B06", Sixth, 60).Handoff("handoff_blocked.v1", Sixth, ""","unmet":[{"predicate":"manifest-complete"}]""");
        Assert.That(Waiting.Of(told.Status).Single().Blocks, Is.EqualTo(new[] { "manifest-complete" }));
        Assert.That(Waiting.Of(told.Handoff("handoff_cleared.v1", Sixth).Status).Single().Blocks, Is.Empty);
        Assert.That(Waiting.Of(told.Handoff("handoff_accepted.v1", Sixth).Status), Is.Empty);
    }

    private static IEnumerable<EntriesRecorded> Links(Cases told) => told.Told.Select(t => new EntriesRecorded(t.Service, [t.Entry], ""));
}
