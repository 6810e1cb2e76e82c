namespace Healthcare.X12;

/// <summary>The segments of a 277CA, level by level.</summary>
internal static class ClaimAcknowledgementWriting
{
    internal static void Write(ClaimAcknowledgement277 document, X12Writer writer, string setControlNumber)
    {
        writer.BeginSet("277", setControlNumber);
        var heading = Kept(document, writer, "");
        heading.Write("BHT", "0085", "08", document.Reference, DateOnly.FromDateTime(document.At), X12Text.Time(document.At), "TH");
        heading.WriteRest();
        var levels = new HierarchicalLevels(writer);
        levels.Write("20", hasChildren: true);
        var kept = Kept(document, writer, "20");
        document.Source.WriteLoop(writer);
        kept.Write("TRN", "1", document.SourceTrace);
        kept.Write("DTP", "050", "D8", document.Received ?? DateOnly.FromDateTime(document.At));
        kept.Write("DTP", "009", "D8", document.Processed ?? DateOnly.FromDateTime(document.At));
        kept.WriteRest();
        levels.Write("21", hasChildren: document.BillingProvider is not null);
        (document.Receiver with { EntityCode = "41" }).WriteLoop(writer);
        kept = Kept(document, writer, "21");
        kept.Write("TRN", "2", document.BatchReference);
        foreach (var status in document.BatchStatuses) Write(status, kept, writer);
        kept.WriteRest();
        if (document.BillingProvider is { } provider)
        {
            levels.Write("19", hasChildren: document.Claims.Count > 0);
            (provider with { EntityCode = "85" }).WriteNm1(writer);
            kept = Kept(document, writer, "19");
            // The guide asks for a trace of the provider, and for 0 where there is none.
            if (!document.Unknown.Any(u => u is { Level: "19", Segment.Id: "TRN" })) kept.Write("TRN", "2", "0");
            kept.WriteRest();
            foreach (var claim in document.Claims) Write(claim, writer, levels);
        }
        else if (document.Claims.Count > 0)
        {
            writer.Refuse(X12RefusalCode.Missing, "NM1", 1, "Claims stand under a billing provider");
        }

        writer.EndSet();
    }

    private static void Write(ClaimAcknowledgement claim, X12Writer writer, HierarchicalLevels levels)
    {
        if (claim.Statuses.Count == 0) writer.Refuse(X12RefusalCode.Missing, "STC", 0, "A claim has at least one STC");
        levels.Write("PT", hasChildren: false);
        var patient = claim.Patient ?? new Party { EntityCode = "QC", IsPerson = true };
        (patient with { EntityCode = "QC" }).WriteNm1(writer);
        var lines = claim.Unknown.TakeWhile(u => u.Id != "SVC").Count();
        var kept = new KeptSegments(writer, [.. claim.Unknown.Take(lines)]);
        kept.Write("TRN", "2", claim.ClaimId);
        foreach (var status in claim.Statuses) Write(status, kept, writer);
        if (claim.PayerControlNumber is not null) kept.Write("REF", "1K", claim.PayerControlNumber);
        if (claim.ServiceDate is { } from) new QualifiedDate("472", from, claim.ServiceDateEnd == from ? null : claim.ServiceDateEnd).Write(kept);
        kept.WriteRest();
        WriteLines(claim, writer, [.. claim.Unknown.Skip(lines)]);
    }

    /// <summary>Lines are kept as received; their statuses are typed, one after each SVC.</summary>
    private static void WriteLines(ClaimAcknowledgement claim, X12Writer writer, IReadOnlyList<RawSegment> lines)
    {
        if (claim.LineStatuses.Count > 0 && lines.Count == 0) writer.Refuse(X12RefusalCode.Missing, "SVC", 0, "A line's status stands under its SVC");
        var next = 0;
        foreach (var loop in Loops.Of(lines, "SVC").Loops)
        {
            var kept = new KeptSegments(writer, [.. loop.Skip(1)]);
            writer.Write(loop[0]);
            if (next < claim.LineStatuses.Count) Write(claim.LineStatuses[next++], kept, writer);
            kept.WriteRest();
        }

        for (; next < claim.LineStatuses.Count; next++) Write(claim.LineStatuses[next], new KeptSegments(writer, []), writer);
    }

    private static KeptSegments Kept(ClaimAcknowledgement277 document, X12Writer writer, string level) => new(writer, [.. document.Unknown.Where(u => u.Level == level).Select(u => u.Segment)]);

    private static void Write(ClaimStatus status, KeptSegments kept, X12Writer writer)
    {
        // X12 RFI 1942: an acknowledged claim is taken or not; there is no third action.
        if (status.Action is not ("WQ" or "U")) writer.Refuse(X12RefusalCode.NotAllowed, "STC", 3, "STC03 is WQ or U");
        if (!status.Category.StartsWith('A')) writer.Refuse(X12RefusalCode.NotAllowed, "STC", 1, "A claim acknowledgement uses the A categories");
        status.Write(kept);
    }
}
