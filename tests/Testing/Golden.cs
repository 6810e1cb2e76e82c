using NUnit.Framework;

namespace Healthcare.Testing;

/// <summary>A file that a build is held against. With <c>UPDATE_GOLDEN=1</c> what is found is written instead, to be read in review.</summary>
public static class Golden
{
    public static bool Updating => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static void Holds(string actual, params string[] path)
    {
        var file = Repository.PathOf(path);
        if (Updating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file) ?? Repository.Root);
            File.WriteAllText(file, actual);
            return;
        }

        Assert.That(File.Exists(file) ? File.ReadAllText(file) : "", Is.EqualTo(actual), $"{Path.Combine(path)} differs; if that is meant, run the test with UPDATE_GOLDEN=1 and review the file.");
    }
}
