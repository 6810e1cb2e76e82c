using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Healthcare.Local.Inspecting;

/// <summary>Says what the system understands of any file, without any server.</summary>
public sealed class Inspector(TextWriter output, bool json)
{
    private const long LargestFile = 1 << 30;
    private const int MostShown = 20;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Inspects files one by one; 1 where any of them could not be read, else 0.</summary>
    public async Task<int> InspectAsync(IEnumerable<string> files, CancellationToken cancel)
    {
        var all = true;
        foreach (var file in files)
        {
            cancel.ThrowIfCancellationRequested();
            var inspected = await ReadAsync(file, cancel);
            all &= inspected.IsReadable;
            if (json) await output.WriteLineAsync(Line(file, inspected).ToJsonString(Options));
            else await WriteAsync(file, inspected);
        }

        await output.FlushAsync(cancel);
        return all ? 0 : 1;
    }

    private static async Task<Inspected> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            if (Directory.Exists(file)) return Inspected.Unreadable("file-is-a-folder", "it is a folder");
            if (!File.Exists(file)) return Inspected.Unreadable("file-missing", "there is no such file");
            if (new FileInfo(file).Length > LargestFile) return Inspected.Unreadable("file-too-large", "it is larger than 1 GiB");
            return FileKind.InspectAny(await File.ReadAllBytesAsync(file, cancel));
        }
        catch (UnauthorizedAccessException)
        {
            return Inspected.Unreadable("file-not-permitted", "this user may not read it");
        }
        catch (IOException)
        {
            return Inspected.Unreadable("file-unreadable", "the disk or its device did not hand it out");
        }
    }

    private static JsonObject Line(string file, Inspected inspected)
    {
        var line = new JsonObject { ["file"] = file, ["kind"] = inspected.Kind };
        foreach (var (name, value) in inspected.Figures.ToList())
        {
            inspected.Figures.Remove(name);
            line[name] = value;
        }

        if (inspected.ProblemCount > inspected.Problems.Count) line["problem_count"] = inspected.ProblemCount;
        line["problems"] = new JsonArray([.. inspected.Problems.Select(Node)]);
        return line;
    }

    private static JsonNode Node(Problem problem)
    {
        var node = new JsonObject { ["code"] = problem.Code, ["severity"] = problem.Severity };
        foreach (var (name, value) in problem.Detail) node[name] = value?.DeepClone();
        node["meaning"] = problem.Meaning;
        return node;
    }

    private async Task WriteAsync(string file, Inspected inspected)
    {
        await output.WriteLineAsync(file);
        foreach (var line in inspected.Lines) await output.WriteLineAsync($"  {line}");
        foreach (var problem in inspected.Problems.Take(MostShown)) await output.WriteLineAsync($"  {Mark(problem.Severity)} {problem.Place}: {problem.Meaning}");
        if (inspected.ProblemCount > MostShown) await output.WriteLineAsync($"  … and {inspected.ProblemCount - MostShown:N0} more problems (--json lists up to 10,000)");
        else if (inspected.IsReadable && inspected.ProblemCount == 0) await output.WriteLineAsync("  no problem found");
        await output.WriteLineAsync();
    }

    private static char Mark(string severity) => severity switch { "error" => '✗', "warning" => '!', _ => '·' };
}
