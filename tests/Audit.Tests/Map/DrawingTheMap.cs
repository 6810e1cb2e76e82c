using System.Xml.Linq;
using Healthcare.Audit.Map;
using Healthcare.Handoffs;
using Healthcare.Testing;

namespace Healthcare.Audit.Tests.Map;

/// <summary>The picture says at a glance, and in words, what the data says.</summary>
public sealed class DrawingTheMap
{
    private static readonly DateTimeOffset Noon = Entries.Noon;

    [Test]
    public void It_is_the_picture_that_is_kept() => GoldenFile.Matches("tests/Audit.Tests/Map/map.svg", MapPicture.Draw(Sample));

    [Test]
    public void Its_words_say_what_waits_how_long_and_where()
    {
        var desc = XDocument.Parse(MapPicture.Draw(Sample)).Descendants().Single(e => e.Name.LocalName == "desc").Value;
        Assert.That(desc, Does.Contain("61 pieces of work wait at 4 boundaries, 14 late").And.Contain("The longest wait is at Payer to authorization: 11 d 4 h.").And.Contain("Everything recorded until then is shown"));
    }

    [Test]
    public void Where_nothing_waits_it_says_so()
    {
        var empty = Sample with { Waiting = 0, Late = 0, Boundaries = [.. Sample.Boundaries.Select(b => b with { Standing = Standing.None, Ages = null, Pace = Pace.Clear, Flow = Flow.None })], AsOf = null, Complete = false };
        Assert.That(MapPicture.Draw(empty), Does.Contain("nothing waits at any boundary").And.Contain("something may be missing"));
    }

    [TestCase(20, "20 s")]
    [TestCase(60 * 45, "45 min")]
    [TestCase(3600 * 5, "5 h")]
    [TestCase((3600 * 5) + 60, "5 h 1 min")]
    [TestCase((86_400 * 11) + (3600 * 4), "11 d 4 h")]
    public void An_age_is_said_in_its_two_largest_units(long seconds, string words) => Assert.That(Journey.Age(seconds), Is.EqualTo(words));

    [Test]
    public void A_review_is_overdue_after_a_year()
    {
        var contract = ContractFiles.Read(ContractFiles.All, [], ContractFiles.Roles)["B06"];
        var file = new BoundaryDefinition(contract, "", Changes: null);
        var reviewed = file with { Changes = new BoundaryChanges("B06") { ReviewedAt = Noon, ReviewedBy = "lead-1" } };
        var yearOfFile = new DateTimeOffset(contract.ReviewedOn.AddYears(1), TimeOnly.MinValue, TimeSpan.Zero);
        Assert.Multiple(() =>
        {
            Assert.That(file.IsReviewOverdue(yearOfFile), Is.False);
            Assert.That(file.IsReviewOverdue(yearOfFile.AddDays(1)), Is.True);
            Assert.That(reviewed.IsReviewOverdue(yearOfFile.AddDays(1)), Is.False, "somebody went through it since");
            Assert.That(reviewed.IsReviewOverdue(Noon.AddYears(1).AddDays(1)), Is.True);
        });
    }

    private static MapAnswer Sample
    {
        get
        {
            // Those that a site adds are left out, so that the picture stays as it is.
            var boundaries = ContractFiles.Read(ContractFiles.All, [], ContractFiles.Roles).Values.Where(c => Journey.PhaseOf(c.Id) != Journey.Elsewhere).Select(Empty)
                .OrderBy(b => b.Boundary, StringComparer.Ordinal)
                .Select(b => b.Boundary switch
                {
                    "B02" => b with { Pace = Pace.InTime, Standing = new Standing(9, 9, 4, 0, 0, 0, 0), Ages = new Ages(3_000, 7_000, 9_100), Flow = new Flow(96, 84, 3, 0, 0, 0, 0, 0.0345m) },
                    "B06" => b with { Pace = Pace.NearDue, Standing = new Standing(12, 12, 7, 0, 0, 1, 0), Ages = new Ages(30_000, 70_000, 88_000), ValueAtStake = 18_400m, Flow = new Flow(72, 58, 2, 1, 0, 1, 1, 0.0333m) },
                    "B07" => b with { Pace = Pace.VeryLate, Standing = new Standing(8, 2, 0, 0, 6, 6, 6), Ages = new Ages(500_000, 900_000, 964_800), Flow = new Flow(58, 50, 0, 6, 0, 6, 9, 0m) },
                    "B16" => b with { Pace = Pace.Late, Standing = new Standing(32, 30, 11, 2, 0, 7, 2), Ages = new Ages(60_000, 120_000, 180_000), ValueAtStake = 61_250m, Flow = new Flow(410, 372, 6, 0, 0, 2, 3, 0.0159m) },
                    "B01" or "B03" or "B09" or "B13" or "B17" or "B23" or "B26" => b with { Flow = new Flow(120, 120, 0, 0, 0, 0, 0, 0m) },
                    _ => b,
                }).ToList();
            return new MapAnswer(Noon, Noon.AddDays(-30), Complete: true, boundaries.Sum(b => b.Standing.All), boundaries.Sum(b => b.Standing.Late), boundaries, Noon.AddSeconds(1), 900, []);
        }
    }

    private static MapBoundary Empty(BoundaryContract c) => new(
        c.Id, c.Name, c.From, c.To, Journey.PhaseOf(c.Id), c.OwnerRole, Journey.Allowed(c.Clock), Pace.Clear, Standing.None, Ages: null, ValueAtStake: null, Flow.None);
}
