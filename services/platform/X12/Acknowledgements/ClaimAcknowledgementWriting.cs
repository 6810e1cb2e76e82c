namespace Healthcare.X12;

/// <summary>The segments of a 277CA, level by level.</summary>
internal static class ClaimAcknowledgementWriting
{
    internal static void Write(ClaimAcknowledgement277 document, X12Writer writer, string setControlNumber)
    {
        writer.BeginSet("277", setControlNumber);
        writer.Write("BHT", "0085", "08", document.Reference, DateOnly.FromDateTime(document.At), X12Text.Time(document.At), "TH");
        var levels = new HierarchicalLevels(writer);
        levels.Write("20", hasChildren: true);
        document.Source.WriteNm1(writer);
        writer.Write("TRN", "1", document.SourceTrace);
        writer.Write("DTP", "050", "D8", document.Received ?? DateOnly.FromDateTime(document.At));
        writer.Write("DTP", "009", "D8", document.Processed ?? DateOnly.FromDateTime(document.At));
        levels.Write("21", hasChildren: document.BillingProvider is not null);
        (document.Receiver with { EntityCode = "41" }).WriteNm1(writer);
        writer.Write("TRN", "2", document.BatchReference);
        foreach (var status in document.BatchStatuses) Write(status, writer);
        if (document.BillingProvider is { } provider)
        {
            levels.Write("19", hasChildren: document.Claims.Count > 0);
            (provider with { EntityCode = "85" }).WriteNm1(writer);
            writer.Write("TRN", "2", "0");
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
        writer.Write("TRN", "2", claim.ClaimId);
        foreach (var status in claim.Statuses) Write(status, writer);
        if (claim.PayerControlNumber is not null) writer.Write("REF", "1K", claim.PayerControlNumber);
        if (claim.ServiceDate is not { } from) return;
        if (claim.ServiceDateEnd is { } to && to != from) writer.Write("DTP", "472", "RD8", $"{X12Text.Date(from)}-{X12Text.Date(to)}");
        else writer.Write("DTP", "472", "D8", from);
    }

    private static void Write(ClaimStatus status, X12Writer writer)
    {
        // X12 RFI 1942: an acknowledged claim is taken or not; there is no third action.
        if (status.Action is not ("WQ" or "U")) writer.Refuse(X12RefusalCode.NotAllowed, "STC", 3, "STC03 is WQ or U");
        if (!status.Category.StartsWith('A')) writer.Refuse(X12RefusalCode.NotAllowed, "STC", 1, "A claim acknowledgement uses the A categories");
        writer.Write("STC", X12Element.Composite(status.Category, status.Status, status.Entity), status.Date, status.Action, status.Amount);
    }
}
