namespace Healthcare.X12;

/// <summary>The segments of a 276 or 277, level by level.</summary>
internal static class ClaimStatusWriting
{
    internal static void Write(ClaimStatusMessage message, X12Writer writer, string setControlNumber)
    {
        var request = message.Kind == ClaimStatusKind.Request;
        writer.BeginSet(request ? "276" : "277", setControlNumber);
        var heading = Kept(message, writer, "");
        // BHT01 0010 is status, 0085 an acknowledgement or request between payer and provider.
        var (structure, purpose) = message.Kind switch { ClaimStatusKind.Request => ("0010", "13"), ClaimStatusKind.Answer => ("0010", "08"), _ => ("0085", "48") };
        heading.Write("BHT", structure, purpose, message.Reference, DateOnly.FromDateTime(message.At), X12Text.Time(message.At), message.TransactionType);
        heading.WriteRest();
        var levels = new HierarchicalLevels(writer);
        (string Code, Party? Party)[] above =
        [
            ("20", message.Source), ("21", message.Receiver), ("19", message.Provider), ("22", message.Subscriber), (message.Level is "PT" or "23" ? message.Level : "23", message.Patient),
        ];
        var last = Array.FindLastIndex(above, a => a.Code == message.Level);
        if (last < 0) writer.Refuse(X12RefusalCode.NotAllowed, "HL", 3, "TRN stands in none of the levels of the guide");
        for (var i = 0; i <= last; i++)
        {
            var (code, party) = above[i];
            if (party is null && i != last) continue;
            levels.Write(code, hasChildren: i < last);
            party?.WriteLoop(writer);
            if (i == last) WriteClaim(message, writer, code);
            else Kept(message, writer, code).WriteRest();
        }

        writer.EndSet();
    }

    private static KeptSegments Kept(ClaimStatusMessage message, X12Writer writer, string level) => new(writer, [.. message.Unknown.Where(u => u.Level == level).Select(u => u.Segment)]);

    private static void WriteClaim(ClaimStatusMessage message, X12Writer writer, string level)
    {
        var kept = Kept(message, writer, level);
        message.Trace.Write(kept);
        foreach (var status in message.Statuses) status.Write(kept);
        foreach (var reference in message.References) kept.Write("REF", reference.Qualifier, reference.Value);
        foreach (var amount in message.Amounts) kept.Write("AMT", amount.Qualifier, amount.Amount);
        foreach (var date in message.Dates) date.Write(kept);
        foreach (var paperwork in message.Paperwork) paperwork.Write(kept);
        kept.WriteRest();
        foreach (var line in message.Lines) WriteLine(line, writer);
    }

    private static void WriteLine(StatusedLine line, X12Writer writer)
    {
        var kept = new KeptSegments(writer, line.Unknown);
        kept.Write("SVC", X12Element.Composite([line.Qualifier, line.Procedure, .. line.Modifiers]), line.Charge, line.Paid, line.RevenueCode, "", "", line.Units);
        foreach (var status in line.Statuses) status.Write(kept);
        foreach (var reference in line.References) kept.Write("REF", reference.Qualifier, reference.Value);
        foreach (var date in line.Dates) date.Write(kept);
        kept.WriteRest();
    }
}
