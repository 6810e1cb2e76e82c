using System.Text.Json.Nodes;

namespace Healthcare.Local.Inspecting;

/// <summary>What is understood of one file.</summary>
/// <param name="Kind">Such as 835, 837p, 278, hl7v2, fhir, pdf; unknown where nothing is understood; unreadable where there are no bytes.</param>
/// <param name="Figures">What machines are told beside kind and problems.</param>
/// <param name="Lines">What people are told, a line each.</param>
public sealed record Inspected(string Kind, JsonObject Figures, IReadOnlyList<string> Lines, IReadOnlyList<Problem> Problems)
{
    /// <summary>Problems found in all, where more were found than are listed.</summary>
    public long ProblemCount { get; init; } = Problems.Count;

    /// <summary>A file that cannot be read at all.</summary>
    internal static Inspected Unreadable(string code, string meaning) =>
        new("unreadable", new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["meaning"] = meaning } }, [$"cannot be read: {meaning}"], []);

    public bool IsReadable => Kind != "unreadable";
}

/// <summary>One thing that is wrong, its place, and what it means.</summary>
/// <param name="Severity">note, warning or error.</param>
/// <param name="Place">The place as people say it.</param>
/// <param name="Detail">The place and more as machines read it.</param>
public sealed record Problem(string Code, string Severity, string Place, string Meaning, JsonObject Detail);
