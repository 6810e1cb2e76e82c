using System.Text.RegularExpressions;
using Healthcare.Testing;

namespace Healthcare.Platform.Tests.Guides;

/// <summary>What the READMEs tell people to write compiles, and what they tell them to run is there.</summary>
public sealed partial class FollowingTheGuides
{
    private static readonly string[] Folders = ["contracts", "services", "gateway", "charts", "build", "tests"];

    private static IEnumerable<string> Guides() =>
        Folders.SelectMany(f => Directory.EnumerateFiles(Repository.PathOf(f), "README.md", SearchOption.AllDirectories)).Select(f => Path.GetRelativePath(Repository.Root, f))
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(p => p is "bin" or "obj")).Append("README.md").Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Guides))]
    public void What_is_shown_in_CSharp_is_compiled(string guide)
    {
        var compiled = Trimmed(File.ReadAllText(Repository.PathOf("tests", "Platform.Tests", "Guides", "Samples.cs")));
        var paragraphs = Blocks(guide, "csharp").SelectMany(b => b.Split("\n\n"));
        Assert.That(paragraphs.Where(p => !compiled.Contains(Trimmed(p), StringComparison.Ordinal)), Is.Empty, "tests/Platform.Tests/Guides/Samples.cs holds no such lines");
    }

    [TestCaseSource(nameof(Guides))]
    public void What_is_shown_as_a_command_names_what_exists(string guide)
    {
        var runner = string.Concat(Directory.EnumerateFiles(Repository.PathOf("build", "Local", "Verbs"), "*.cs").Select(File.ReadAllText));
        Assert.Multiple(() =>
        {
            foreach (var line in Blocks(guide, "sh").SelectMany(b => b.Split('\n')))
            {
                foreach (var path in Named().Matches(line).Select(m => m.Groups["path"].Value))
                    Assert.That(Path.Exists(Repository.PathOf(path)) || Path.Exists(Path.Combine(Path.GetDirectoryName(Repository.PathOf(guide)) ?? "", path)), Is.True, $"{path} of: {line}");
                if (Verb().Match(line) is { Success: true } verb) Assert.That(runner, Does.Contain($"(\"{verb.Groups["verb"].Value}\""), line);
            }
        });
    }

    [Test]
    public void Every_block_of_the_platform_says_what_it_guarantees_and_names_its_tests()
    {
        var tests = Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Assert.Multiple(() =>
        {
            foreach (var guide in Directory.EnumerateFiles(Repository.PathOf("services", "platform"), "README.md", SearchOption.AllDirectories).Where(g => Path.GetDirectoryName(g) != Repository.PathOf("services", "platform")))
            {
                var text = File.ReadAllText(guide);
                Assert.That(text, Does.Match("(?m)^(## Guarantees|\\| promise \\|)"), guide);
                var named = Quoted().Matches(text).Select(m => m.Groups["name"].Value).Where(tests.Contains);
                Assert.That(named.Distinct(StringComparer.Ordinal).Count(), Is.Positive, $"tests named in {guide}");
            }
        });
    }

    private static IEnumerable<string> Blocks(string guide, string language) =>
        Block().Matches(File.ReadAllText(Repository.PathOf(guide)).ReplaceLineEndings("\n")).Where(m => m.Groups["language"].Value == language).Select(m => m.Groups["text"].Value);

    private static string Trimmed(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()));

    [GeneratedRegex("^```(?<language>[a-z0-9]+)\n(?<text>.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    // Projects, scripts and files of the repository that a line names.
    [GeneratedRegex(@"(?:--project |^|\s)(?<path>(?:build|tests|services|contracts|charts|gateway)/[A-Za-z0-9_./-]+|Healthcare\.sln)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"--project build/Local -- (?<verb>[a-z]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Verb();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]+)[.`]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
