using Healthcare.Local.Running;
using Healthcare.Local.Verbs;

namespace Healthcare.SystemTests.Servers;

/// <summary>After a reset there is nothing that a fresh clone has not: also where a server's user could not reach the data folder and kept its data elsewhere.</summary>
public sealed class Resetting
{
    [Test]
    public void Leaves_nothing_of_what_the_runner_kept()
    {
        var folder = Directory.CreateTempSubdirectory("healthcare-reset-");
        try
        {
            var layout = new Layout(folder.FullName, "Debug") { Data = Path.Combine(folder.FullName, "data") };
            var kept = ResetVerb.KeptBy(layout).ToList();
            Assert.That(kept, Has.Count.EqualTo(3).And.Unique);
            foreach (var place in kept) File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(place, "postgres", "data")).FullName, "something"), "kept");
            Assert.That(ResetVerb.Run(layout, new Screen(json: true)), Is.Zero);
            Assert.Multiple(() =>
            {
                foreach (var place in kept) Assert.That(Directory.Exists(place), Is.False, place);
                Assert.That(folder.EnumerateFileSystemInfos(), Is.Empty);
            });
            Assert.That(ResetVerb.Run(layout, new Screen(json: true)), Is.Zero, "there was nothing to forget");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
