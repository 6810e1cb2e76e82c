using System.Collections.Frozen;

namespace Healthcare.Hl7v2;

/// <summary>Which segments a message must have and in which order their first ones stand, out of the abstract syntaxes of v2.5.1.</summary>
internal static class MessageRules
{
    private static readonly FrozenDictionary<string, Structure> ByType = new Dictionary<string, Structure>(StringComparer.Ordinal)
    {
        ["ACK"] = new("MSA!", ""),
        ["ADT"] = new("EVN PID! PD1 NK1 PV1 PV2 DB1 OBX AL1 DG1 DRG PR1 GT1 IN1 ACC", "A01 A02 A03 A04 A05 A06 A07 A08 A09 A10 A11 A12 A13 A14 A15 A16 A17 A18 A20 A21 A22 A23 A24 A25 A26 A27 A28 A29 A30 A31 A32 A33 A34 A35 A36 A37 A38 A39 A40 A41 A42 A43 A44 A45 A46 A47 A48 A49 A50 A51 A52 A53 A54 A55 A60 A61 A62"),
        ["BAR"] = new("EVN PID! PV1", "P01 P02 P05 P06 P10 P12"),
        ["DFT"] = new("EVN PID! PV1 FT1!", "P03 P11"),
        ["MDM"] = new("EVN PID! PV1 TXA! OBX", "T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T11"),
        ["OMG"] = new("PID PV1 ORC! OBR!", "O19"),
        ["ORM"] = new("PID PV1 ORC!", "O01"),
        ["REF"] = new("RF1 PRD PID! NK1 GT1 IN1 ACC DG1 DRG AL1 PR1 OBR PV1", "I12 I13 I14 I15"),
        ["RRI"] = new("MSA RF1 PRD PID! ACC DG1 DRG AL1 PR1 OBR PV1", "I12 I13 I14 I15"),
        ["SIU"] = new("SCH! PID PV1 RGS", "S12 S13 S14 S15 S16 S17 S18 S19 S20 S21 S22 S23 S24 S26 S27"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Required by the standard, but a message without them still says what it is for.
    private static readonly FrozenDictionary<string, string[]> Expected = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["ADT"] = ["EVN"],
        ["BAR"] = ["EVN"],
        ["DFT"] = ["EVN"],
        ["MDM"] = ["EVN", "PV1"],
        ["REF"] = ["RF1", "PRD"],
        ["RRI"] = ["PRD"],
        ["SIU"] = ["RGS"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static void Check(Hl7Message message, Action<Hl7FindingCode, Hl7Severity, Hl7Segment?, int, int, string> report)
    {
        if (message.Type.Length == 0) return;
        if (!ByType.TryGetValue(message.Type, out var structure))
        {
            report(Hl7FindingCode.MessageTypeUnknown, Hl7Severity.Note, message.Segments[0], 9, 1, "The rules of this message are not checked");
            return;
        }

        if (structure.Events.Count > 0 && !structure.Events.Contains(message.Event))
            report(Hl7FindingCode.EventUnknown, Hl7Severity.Warning, message.Segments[0], 9, 2, message.Event.Length == 0 ? "The message does not say which event it tells of" : "The event is none of this message");
        var furthest = 0;
        foreach (var (id, required) in structure.Anchors)
        {
            if (message.Segment(id) is { } first)
            {
                if (first.Number < furthest) report(Hl7FindingCode.SegmentOutOfPlace, Hl7Severity.Warning, first, 0, 0, $"{id} stands before a segment that it follows in this message");
                furthest = Math.Max(furthest, first.Number);
            }
            else if (required)
            {
                report(Hl7FindingCode.SegmentMissing, Hl7Severity.Error, null, 0, 0, $"{id} is missing, without which the message says nothing");
            }
        }

        foreach (var id in Expected.GetValueOrDefault(message.Type) ?? []) ReportMissing(message, id, report);
        if (message.Type == "ADT") ReportMissing(message, message.Event is "A18" or "A30" or "A34" or "A35" or "A36" or "A39" or "A40" or "A41" or "A42" ? "MRG" : "PV1", report);
        if (message is { Type: "MDM", Event: "T02" or "T04" or "T06" or "T08" or "T10" }) ReportMissing(message, "OBX", report);
    }

    private static void ReportMissing(Hl7Message message, string id, Action<Hl7FindingCode, Hl7Severity, Hl7Segment?, int, int, string> report)
    {
        if (message.Segment(id) is null) report(Hl7FindingCode.SegmentMissing, Hl7Severity.Warning, null, 0, 0, $"{id} is missing");
    }

    private sealed class Structure(string anchors, string events)
    {
        internal IReadOnlyList<(string Id, bool Required)> Anchors { get; } = [.. anchors.Split(' ').Select(a => (a[..3], a.EndsWith('!')))];

        internal FrozenSet<string> Events { get; } = events.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
