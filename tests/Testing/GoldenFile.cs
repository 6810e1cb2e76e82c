using NUnit.Framework;

namespace Healthcare.Testing;

/// <summary>
/// Compares what the product says with a file of the repository that says what it said before. With <c>HEALTHCARE_UPDATE_GOLDEN=1</c> the file is written anew instead,
/// so that the change can be read in the diff.
/// </summary>
public static class GoldenFile
{
    public const string UpdateSwitch = "HEALTHCARE_UPDATE_GOLDEN";

    /// <param name="path">From the repository's root, such as <c>contracts/openapi/billing.v1.json</c>.</param>
    /// <param name="actual">What is said now; line ends are compared as LF.</param>
    /// <param name="cancel">Ends the comparison.</param>
    public static Task MatchesAsync(string path, string actual, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Matches(path, actual);
        return Task.CompletedTask;
    }

    /// <summary>True when files are written anew instead of compared.</summary>
    public static bool IsUpdating => Environment.GetEnvironmentVariable(UpdateSwitch) == "1";

    /// <param name="path">From the repository's root.</param>
    /// <param name="actual">What is said now; line ends are compared as LF.</param>
    public static void Matches(string path, string actual)
    {
        ArgumentNullException.ThrowIfNull(actual);
        var file = Path.Combine(Repository.Root, path);
        var said = actual.ReplaceLineEndings("\n");
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file) ?? Repository.Root);
            File.WriteAllText(file, said);
            return;
        }

        if (!File.Exists(file)) Assert.Fail($"{path} is not there yet: run this test once with {UpdateSwitch}=1.");
        Assert.That(said, Is.EqualTo(File.ReadAllText(file).ReplaceLineEndings("\n")), $"{path} has drifted; if that is meant, run this test with {UpdateSwitch}=1 and read the diff.");
    }
}
