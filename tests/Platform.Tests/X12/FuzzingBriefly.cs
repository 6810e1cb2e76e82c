using System.Diagnostics;

namespace Healthcare.Platform.Tests.X12;

public sealed class FuzzingBriefly
{
    /// <summary>As long as FUZZ_SECONDS says; by hand, tests/Fuzz runs for as long as asked.</summary>
    [Test]
    public async Task Nothing_breaks_the_readers_of_X12()
    {
        var seconds = Environment.GetEnvironmentVariable("FUZZ_SECONDS") is { Length: > 0 } given ? given : "5";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Healthcare.Fuzz.dll"), "x12", "--seconds", seconds]) { RedirectStandardOutput = true, UseShellExecute = false };
        using var fuzzer = Process.Start(start) ?? throw new InvalidOperationException("The fuzzer did not start");
        var said = await fuzzer.StandardOutput.ReadToEndAsync();
        await fuzzer.WaitForExitAsync();
        TestContext.Out.WriteLine(said);
        Assert.That(fuzzer.ExitCode, Is.Zero, said);
        Assert.That(said, Does.Contain("\"seed\"").And.Contain("\"failures\": 0"));
    }
}
