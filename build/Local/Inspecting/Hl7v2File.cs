using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Healthcare.Hl7v2;

namespace Healthcare.Local.Inspecting;

/// <summary>HL7 v2 messages, alone or in a batch or file envelope, framed or not.</summary>
internal sealed class Hl7v2File : FileKind
{
    internal override bool Recognizes(ReadOnlySpan<byte> head) => Hl7Inspection.LooksLikeHl7(head);

    internal override Inspected Inspect(ReadOnlyMemory<byte> bytes)
    {
        var summary = Hl7Inspection.Inspect(bytes);
        var figures = JsonSerializer.SerializeToNode(summary, Hl7Inspection.Json)?.AsObject() ?? [];
        foreach (var told in new[] { "kind", "findings", "finding_count" }) figures.Remove(told);
        return new Inspected(summary.Kind, figures, [.. Lines(summary)], [.. summary.Findings.Select(Problem)]) { ProblemCount = summary.FindingCount };
    }

    private static IEnumerable<string> Lines(Hl7FileSummary summary)
    {
        var types = string.Join(", ", summary.MessagesByType.Select(t => t.Value == 1 ? t.Key : string.Create(CultureInfo.InvariantCulture, $"{t.Value:N0} {t.Key}")));
        yield return $"HL7 v2 {(types.Length == 0 ? "without a message that can be trusted" : types)}";
        var held = string.Create(CultureInfo.InvariantCulture, $"{summary.Messages:N0} message(s) of {summary.SegmentsById.Values.Sum():N0} segments");
        yield return $"{held}{Counted(summary.Batches, "batch(es)")}{Counted(summary.Refused, "part(s) refused")}";
        foreach (var envelope in summary.Envelopes.Take(3))
        {
            yield return $"{Side(envelope.SendingApplication, envelope.SendingFacility)} → {Side(envelope.ReceivingApplication, envelope.ReceivingFacility)} · {envelope.Version ?? "no version"} · {envelope.Charset}";
        }
    }

    private static string Counted(int count, string what) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {count:N0} {what}");

    private static string Side(string? application, string? facility) => (application, facility) switch
    {
        (null, null) => "nobody",
        (null, { } only) => only,
        ({ } only, null) => only,
        _ => $"{application} at {facility}",
    };

    private static Problem Problem(Hl7Finding finding) => new(
        finding.Code.ToString(),
        finding.Severity == Hl7Severity.Error ? "error" : finding.Severity == Hl7Severity.Warning ? "warning" : "note",
        string.Create(CultureInfo.InvariantCulture, $"message {finding.Message}, segment {finding.SegmentNumber}{(finding.Path is { } path ? $" {path}" : "")}"),
        finding.Meaning,
        new JsonObject
        {
            ["message"] = finding.Message,
            ["segment_number"] = finding.SegmentNumber,
            ["segment"] = finding.SegmentId,
            ["field"] = finding.Field,
            ["component"] = finding.Component,
        });
}
