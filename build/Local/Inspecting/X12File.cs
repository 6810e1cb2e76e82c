using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Healthcare.X12;

namespace Healthcare.Local.Inspecting;

/// <summary>X12 of any set: envelopes, counts, money, and every deviation with its place.</summary>
internal sealed class X12File : FileKind
{
    internal override bool Recognizes(ReadOnlySpan<byte> head)
    {
        if (Begins(head, "ISA"u8) || Begins(head, "GS"u8) || Begins(head, "ST"u8) || Begins(head, "TA1"u8)) return true;
        for (var at = head.IndexOf("ISA"u8); at >= 0;)
        {
            // An ISA has sixteen elements, wherever it begins.
            if (Begins(head[at..], "ISA"u8) && head[at..Math.Min(at + 256, head.Length)].Count(head[at + 3]) >= 16) return true;
            var next = head[(at + 1)..].IndexOf("ISA"u8);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    internal override Inspected Inspect(ReadOnlyMemory<byte> bytes)
    {
        var findings = new X12Findings();
        var overview = X12Overview.Read(bytes, new X12Findings(keep: 0));
        var figures = X12Inspection.Figures(bytes, new X12Findings(keep: 0));
        X12Inspection.Check(figures?.Kind ?? overview.Kind, bytes, findings);
        var json = figures is null ? Figures(overview) : JsonSerializer.SerializeToNode(figures, X12Inspection.Json)?.AsObject() ?? [];
        json.Remove("kind");
        json["envelope"] = new JsonArray([.. overview.Headers.Select(Envelope)]);
        return new Inspected(figures?.Kind ?? overview.Kind, json, [.. Lines(overview, figures)], [.. findings.Kept.Select(Problem)]) { ProblemCount = findings.Count };
    }

    private static bool Begins(ReadOnlySpan<byte> head, ReadOnlySpan<byte> id) =>
        head.Length > id.Length && head.StartsWith(id) && head[id.Length] is > 0x1B and < 0x7F and not (byte)' ' && !char.IsAsciiLetterOrDigit((char)head[id.Length]);

    private static JsonObject Figures(X12Overview overview) => new()
    {
        ["has_isa"] = overview.Interchanges > 0,
        ["interchanges"] = overview.Interchanges,
        ["functional_groups"] = overview.FunctionalGroups,
        ["transactions"] = overview.Transactions,
        ["delimiters"] = JsonSerializer.SerializeToNode(overview.Delimiters, X12Inspection.Json),
        ["interchange_acknowledgements"] = overview.InterchangeAcknowledgements,
        ["transaction_sets"] = new JsonArray([.. overview.Sets.Select(s => JsonSerializer.SerializeToNode(s, X12Inspection.Json))]),
    };

    private static JsonNode Envelope(InterchangeHeader header) => new JsonObject
    {
        ["sender"] = header.SenderId,
        ["receiver"] = header.ReceiverId,
        ["control_number"] = header.ControlNumber,
        ["date"] = header.Date,
        ["time"] = header.Time,
        ["version"] = header.Version,
        ["usage"] = header.Usage,
    };

    private static IEnumerable<string> Lines(X12Overview overview, FileFigures? figures)
    {
        var kind = figures?.Kind ?? overview.Kind;
        var name = X12Guides.NameOf(kind) is { } known ? $"{kind} {known}" : kind;
        var guides = overview.Sets.Select(s => s.Implementation).OfType<string>().Distinct().Take(3);
        yield return $"X12 {name}{string.Concat(guides.Select(g => $" · {g}"))}";
        yield return string.Create(CultureInfo.InvariantCulture, $"{Count(overview.Interchanges, "interchange")}, {Count(overview.FunctionalGroups, "group")}, {Count(overview.Transactions, "set")}{Route(overview)}");
        if (figures?.Totals is RemittanceFileTotals paid)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Count(paid.Claims, "claim")} charged {paid.SumClaimCharge}, paid {paid.SumClaimPaid}, patient owes {paid.SumPatientResponsibility}");
            yield return $"payment {paid.PaymentAmount} = claims {paid.SumClaimPaid} less provider adjustments {paid.PlbTotal}: {(paid.AllTransactionsBalance ? "balances" : "DOES NOT BALANCE")}";
        }
        else if (figures?.Totals is ClaimFileTotals claimed)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Count(claimed.Claims, "claim")} with {Count(claimed.ServiceLines, "service line")}, charged {claimed.TotalCharge}");
        }
        else
        {
            foreach (var sets in overview.Sets.GroupBy(s => s.Kind).Take(10))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{Count(sets.Count(), $"{sets.Key} set")} of {Count(sets.Sum(s => s.Segments), "segment")}, {Count(sets.Sum(s => s.Levels), "level")}");
            }
        }
    }

    private static string Route(X12Overview overview) =>
        overview.Headers is [var first, ..] ? $" · {first.SenderId} → {first.ReceiverId} · {first.ControlNumber}{(first.Usage == "T" ? " (test)" : "")}" : " · no ISA";

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static Problem Problem(X12Finding finding)
    {
        var detail = new JsonObject
        {
            ["interchange"] = finding.Interchange,
            ["set"] = finding.Set,
            ["segment_number"] = finding.SegmentNumber,
            ["segment"] = finding.SegmentId,
            ["element"] = finding.Element,
        };
        var meaning = finding.Meaning;
        if (finding is OutOfBalance imbalance)
        {
            detail["level"] = imbalance.Level.ToString();
            detail["expected"] = Money(imbalance.Expected);
            detail["actual"] = Money(imbalance.Actual);
            detail["difference"] = Money(imbalance.Difference);
            meaning += $" (expected {Money(imbalance.Expected)}, found {Money(imbalance.Actual)})";
        }

        var element = finding.Element == 0 ? finding.SegmentId : string.Create(CultureInfo.InvariantCulture, $"{finding.SegmentId}{finding.Element:D2}");
        var place = string.Create(CultureInfo.InvariantCulture, $"interchange {finding.Interchange}{(finding.Set == 0 ? "" : $", set {finding.Set}")}, segment {finding.SegmentNumber} {element}");
        return new Problem(finding.Code.ToString(), finding.Severity.ToString().ToUpperInvariant() switch { "NOTE" => "note", "WARNING" => "warning", _ => "error" }, place, meaning, detail);
    }

    private static string Money(decimal amount) => amount.ToString("0.00################", CultureInfo.InvariantCulture);
}
