using System.Text;
using System.Text.Json.Nodes;

namespace Healthcare.Local.Inspecting;

/// <summary>HL7 v2 messages, alone or in a batch or file envelope, framed or not.</summary>
internal sealed class Hl7v2File : FileKind
{
    private static readonly string[] Starts = ["MSH", "FHS", "BHS", "EVN", "PID"];

    internal override bool Recognizes(ReadOnlySpan<byte> head)
    {
        // 0x0B begins a message in MLLP.
        if (head is [0x0B, ..]) head = head[1..];
        if (head.Length < 4 || char.IsAsciiLetterOrDigit((char)head[3])) return false;
        var id = Encoding.Latin1.GetString(head[..3]);
        return Starts.Contains(id);
    }

    internal override Inspected Inspect(ReadOnlyMemory<byte> bytes)
    {
        var segments = Encoding.Latin1.GetString(bytes.Span).Split(['\r', '\n', '\u000B', '\u001C'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var headers = segments.Where(s => s.StartsWith("MSH", StringComparison.Ordinal) && s.Length > 3).ToList();
        var types = headers.Select(h => h.Split(h[3])).Select(f => f.Length > 8 ? f[8] : "").GroupBy(t => t).Select(g => (Type: g.Key, Count: g.Count())).ToList();
        var figures = new JsonObject { ["messages"] = headers.Count, ["segments"] = segments.Length, ["types"] = new JsonArray([.. types.Select(t => (JsonNode)t.Type)]) };
        IReadOnlyList<Problem> problems = headers.Count > 0 ? [] : [new Problem("MessageHeaderMissing", "error", "segment 1", "There is no MSH, so the message has no type and no encoding characters", [])];
        return new Inspected("hl7v2", figures, [$"HL7 v2, {headers.Count} message(s) of {segments.Length} segments: {string.Join(", ", types.Select(t => t.Type))}"], problems);
    }
}
