using Healthcare.Local.Stories;

namespace Healthcare.SystemTests.Journeys;

/// <summary>What the runner tells of an ordinary week is what the system does.</summary>
[CancelAfter(300_000)]
public sealed class TellingStories
{
    [Test]
    public async Task Every_story_goes_as_it_is_told(CancellationToken cancel)
    {
        using var telling = new Telling(TheSystem.Layout, TheSystem.Running.Addresses);
        var results = await telling.TellAsync(Shelf.Timeless, seed: null, static (story, text) => TestContext.Progress.WriteLine($"{story}: {text}"), cancel);
        Assert.Multiple(() =>
        {
            foreach (var result in results)
            {
                Assert.That(result.Problem, Is.Null, $"{result.Name}: {result.Tells}");
                Assert.That(result.Boundaries, Is.Not.Empty, result.Name);
                Assert.That(result.Boundaries.Select(b => b.OwnerRole), Has.None.Empty, $"{result.Name}: somebody owns each boundary");
            }
        });
    }
}
