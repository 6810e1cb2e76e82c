using System.Diagnostics;
using System.Globalization;

namespace Healthcare.Fuzz;

/// <summary>The child's loop: one input after the other, until one breaks something or time is up; a line a second says that it lives.</summary>
internal sealed class Fuzzing(Codec codec, ulong seed, TextWriter output)
{
    // A collection of the whole heap may fall into any input.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public int Run(TimeSpan time, long? only)
    {
        var mutator = new Mutator(codec, seed);
        if (only is { } iteration) return Try(mutator.Make(iteration), iteration) ? 0 : 1;
        var started = Stopwatch.GetTimestamp();
        var said = started;
        long bytes = 0;
        long inputs = 0;
        for (; Stopwatch.GetElapsedTime(started) < time; inputs++)
        {
            var input = mutator.Make(inputs);
            bytes += input.Length;
            if (!Try(input, inputs)) return 1;
            if (Stopwatch.GetElapsedTime(said) < TimeSpan.FromSeconds(1)) continue;
            said = Stopwatch.GetTimestamp();
            Say($"{{\"alive\": {inputs + 1}}}");
        }

        Say(string.Create(CultureInfo.InvariantCulture, $"{{\"codec\": \"{codec.Name}\", \"inputs\": {inputs}, \"mb\": {bytes / 1e6:0.0}, \"failures\": 0}}"));
        return 0;
    }

    private bool Try(byte[] input, long iteration)
    {
        // The processor's time and not the clock's: other processes may be busy.
        var started = Environment.CpuUsage.TotalTime;
        string? broken = null;
        try
        {
            codec.Try(input);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            broken = $"{fault.GetType().Name}: {fault.Message} {fault.StackTrace?.Split('\n').FirstOrDefault(l => l.Contains(" in ", StringComparison.Ordinal))?.Trim()}";
        }

        // One second a megabyte for each time that it is read.
        var took = Environment.CpuUsage.TotalTime - started;
        if (broken is null && took > Patience + TimeSpan.FromSeconds(codec.Readings * input.Length / 1e6)) broken = string.Create(CultureInfo.InvariantCulture, $"took {took.TotalSeconds:0.0} s for {input.Length} bytes");
        if (broken is null) return true;
        var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"fuzz-{seed}-{iteration}.bin"));
        File.WriteAllBytes(file, input);
        Say($"{{\"failures\": 1, \"iteration\": {iteration}, \"input\": \"{file}\", \"broken\": {System.Text.Json.JsonSerializer.Serialize(broken)}}}");
        return false;
    }

    private void Say(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
