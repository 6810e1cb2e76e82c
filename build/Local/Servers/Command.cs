using System.ComponentModel;
using System.Diagnostics;

namespace Healthcare.Local.Servers;

/// <summary>One run of a program to its end, with what it printed.</summary>
internal static class Command
{
    internal sealed record Ended(int ExitCode, string Output)
    {
        internal bool Ok => ExitCode == 0;

        /// <summary>The end of the output, short enough to be part of a message.</summary>
        internal string Tail => Output.Trim() is { Length: > 1200 } text ? text[^1200..] : Output.Trim();
    }

    internal static async Task<Ended> RunAsync(IEnumerable<string> command, TimeSpan bound, CancellationToken cancel, string? input = null)
    {
        var words = command.ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        ending.CancelAfter(bound);
        try
        {
            using var process = Process.Start(start);
            if (process is null) return new Ended(127, $"{words[0]} does not start.");
            try
            {
                if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), ending.Token);
                process.StandardInput.Close();
                var output = process.StandardOutput.ReadToEndAsync(ending.Token);
                var errors = process.StandardError.ReadToEndAsync(ending.Token);
                await process.WaitForExitAsync(ending.Token);
                return new Ended(process.ExitCode, await output + await errors);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return new Ended(124, $"{words[0]} took longer than {bound.TotalSeconds:F0} s.");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception missing)
        {
            return new Ended(127, $"{words[0]}: {missing.Message}");
        }
    }

    /// <summary>The path of a program that the shell would find, or null.</summary>
    internal static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        // An unprivileged user's PATH often lacks the folders where Debian puts its servers.
        .Concat(["/usr/sbin", "/sbin", "/usr/local/sbin"])
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
