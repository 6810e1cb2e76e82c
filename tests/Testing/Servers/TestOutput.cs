using NUnit.Framework;

namespace Healthcare.Testing.Servers;

internal static class TestOutput
{
    internal static void Tell(string sentence) => TestContext.Progress.WriteLine(sentence);
}
