using Healthcare.Audit.Trail;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests;

/// <summary>The trail takes each event once, in the order of its stream, and every link covers the one before.</summary>
public sealed class ChainingEntries
{
    private static readonly Guid Stream = new("01890000-0000-7000-8000-000000000001");

    [Test]
    public void An_entry_is_taken_once()
    {
        var first = Entry(1);
        var recorded = new EntriesRecorded("intake", [first], TrailChain.Next(TrailChain.Start, "intake", [first]));
        var spec = Spec.Of(TrailDecider.Aggregate);
        spec.Given().When(new RecordEntries("intake", [first])).ThenKinds(typeof(EntriesRecorded));
        spec.Given(recorded).When(new RecordEntries("intake", [first])).ThenNothing();
    }

    [Test]
    public void Streams_of_one_id_in_two_services_are_both_kept()
    {
        // The digest of a role and day has one id, and two services may have reminders for that role.
        var (ours, theirs) = (Entry(1), Entry(1) with { EventId = new Guid("01890000-0000-7000-8000-000000000999"), Hash = "other" });
        var recorded = new EntriesRecorded("intake", [ours], TrailChain.Next(TrailChain.Start, "intake", [ours]));
        var other = new EntriesRecorded("billing", [theirs], TrailChain.Next(recorded.Chain, "billing", [theirs]));
        Spec.Of(TrailDecider.Aggregate).Given(recorded).When(new RecordEntries("billing", [theirs])).ThenKinds(typeof(EntriesRecorded));
        var walk = new TrailWalk();
        walk.Take(Stream, recorded, isIntact: true);
        walk.Take(Stream, other, isIntact: true);
        Assert.That((walk.Proof().Intact, walk.Proof().Uneven.Count), Is.EqualTo((true, 0)));
    }

    [Test]
    public void A_link_depends_on_every_entry_and_on_the_link_before()
    {
        var (one, two) = (Entry(1), Entry(2));
        var link = TrailChain.Next(TrailChain.Start, "intake", [one, two]);
        Assert.Multiple(() =>
        {
            Assert.That(TrailChain.Next(TrailChain.Start, "intake", [two, one]), Is.Not.EqualTo(link), "order");
            Assert.That(TrailChain.Next(TrailChain.Start, "intake", [one]), Is.Not.EqualTo(link), "omission");
            Assert.That(TrailChain.Next(TrailChain.Start, "billing", [one, two]), Is.Not.EqualTo(link), "service");
            Assert.That(TrailChain.Next(link, "intake", [one, two]), Is.Not.EqualTo(link), "place");
            Assert.That(TrailChain.Next(TrailChain.Start, "intake", [one, two with { Hash = "x" }]), Is.Not.EqualTo(link), "content");
        });
    }

    private static TrailEntry Entry(long version) => Entries.Of(Stream, version);
}
