using Healthcare.Audit.Trail;

namespace Healthcare.Audit.Tests;

/// <summary>The trail by itself tells when an event is missing between others, is there twice, or was moved.</summary>
public sealed class WalkingTheTrail
{
    private static readonly Guid Trail = new("01890000-0000-7000-8000-000000000001");

    [Test]
    public void What_holds_each_version_once_is_intact() => Assert.That(Walked(Links(1, 2, 3)).Intact, Is.True);

    [Test]
    public void A_gap_is_told() => Assert.That(Walked(Links(1, 3)).Uneven, Is.EqualTo(new[] { Trail }));

    [Test]
    public void A_duplicate_is_told() => Assert.That(Walked(Links(1, 2, 2)).Uneven, Is.EqualTo(new[] { Trail }));

    [Test]
    public void A_gap_and_a_duplicate_do_not_make_up_for_each_other() => Assert.That(Walked(Links(1, 1, 3)).Uneven, Is.EqualTo(new[] { Trail }));

    [Test]
    public void A_link_that_was_taken_out_or_moved_breaks_the_chain()
    {
        var links = Links(1, 2, 3);
        Assert.Multiple(() =>
        {
            Assert.That(Walked([links[0], links[2]]).Broken, Is.EqualTo(new[] { Trail }), "taken out");
            Assert.That(Walked([links[1], links[0], links[2]]).Broken, Is.EqualTo(new[] { Trail }), "moved");
        });
    }

    [Test]
    public void An_entry_that_is_not_what_was_hashed_breaks_the_chain()
    {
        var walk = new TrailWalk();
        walk.Take(Trail, Links(1)[0], isIntact: false);
        Assert.That(walk.Proof().Broken, Is.EqualTo(new[] { Trail }));
    }

    private static ChainProof Walked(IReadOnlyList<EntriesRecorded> links)
    {
        var walk = new TrailWalk();
        foreach (var link in links) walk.Take(Trail, link, isIntact: true);
        return walk.Proof();
    }

    // Chained as they stand, so that only what they hold can be wrong.
    private static List<EntriesRecorded> Links(params int[] versions)
    {
        var chain = TrailChain.Start;
        var links = new List<EntriesRecorded>(versions.Length);
        foreach (var version in versions)
        {
            IReadOnlyList<TrailEntry> entries = [Entries.Of(Trail, version)];
            chain = TrailChain.Next(chain, "intake", entries);
            links.Add(new EntriesRecorded("intake", entries, chain));
        }

        return links;
    }
}
