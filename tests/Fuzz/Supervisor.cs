using System.Diagnostics;
using System.Globalization;

namespace Healthcare.Fuzz;

/// <summary>Runs the fuzzer in a process of its own, so that a stack that overflows, a heap that is full or a loop without end is a finding and not an end.</summary>
internal static class Supervisor
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string codec, ulong seed, int seconds, ulong? only, TextWriter output)
    {
        await output.WriteLineAsync($"{{\"codec\": \"{codec}\", \"seed\": {seed}, \"seconds\": {seconds}}}");
        string[] arguments = [Environment.GetCommandLineArgs()[0], codec, "--child", "--seed", Text(seed), "--seconds", Text((ulong)seconds), .. only is { } iteration ? ["--only", Text(iteration)] : Array.Empty<string>()];
        var start = new ProcessStartInfo(Environment.ProcessPath ?? "dotnet", Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? arguments : arguments[1..]) { RedirectStandardOutput = true, UseShellExecute = false };
        // 64 MiB of growth over what seeds, code and one input of a megabyte take.
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x6000000";
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The child did not start");
        var alive = "nothing";
        while (true)
        {
            using var silence = new CancellationTokenSource(Silence);
            try
            {
                if (await child.StandardOutput.ReadLineAsync(silence.Token) is not { } line) break;
                alive = line;
                if (!line.StartsWith("{\"alive\"", StringComparison.Ordinal)) await output.WriteLineAsync(line);
            }
            catch (OperationCanceledException)
            {
                child.Kill(entireProcessTree: true);
                await output.WriteLineAsync($"{{\"failures\": 1, \"broken\": \"silent for {Silence.TotalSeconds} s\", \"after\": {alive}}}");
                return 1;
            }
        }

        await child.WaitForExitAsync();
        if (child.ExitCode is not (0 or 1)) await output.WriteLineAsync($"{{\"failures\": 1, \"broken\": \"the process ended with {child.ExitCode}\", \"after\": {alive}}}");
        return child.ExitCode == 0 ? 0 : 1;
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
