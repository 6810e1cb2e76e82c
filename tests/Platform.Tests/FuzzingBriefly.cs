using System.Diagnostics;

namespace Healthcare.Platform.Tests;

public sealed class FuzzingBriefly
{
    /// <summary>A few seconds with the tests; the whole check gives each codec ten seconds (build/verify.sh), and by hand it runs for as long as asked.</summary>
    [TestCase("x12")]
    [TestCase("hl7v2")]
    [TestCase("fhir")]
    public async Task Nothing_breaks_the_readers(string codec)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Healthcare.Fuzz.dll"), codec, "--seconds", "2"]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var fuzzer = Process.Start(start) ?? throw new InvalidOperationException("The fuzzer did not start");
        var said = await fuzzer.StandardOutput.ReadToEndAsync();
        await fuzzer.WaitForExitAsync();
        TestContext.Out.WriteLine(said);
        Assert.That(fuzzer.ExitCode, Is.Zero, said);
        Assert.That(said, Does.Contain("\"seed\"").And.Contain("\"failures\": 0"));
    }
}
