namespace Healthcare.X12;

/// <summary>The segments of a 275, read and written.</summary>
internal static class AttachmentSegments
{
    internal static AttachmentSubmission Read(SetReading set)
    {
        var (heading, documents) = Loops.Of(set.Set.Segments, "LX");
        var (head, parties) = Loops.Of(heading, "NM1");
        List<RawSegment> unknown = [];
        var submission = new AttachmentSubmission { Purpose = "", Reference = "", At = DateTime.MinValue };
        foreach (var segment in head)
        {
            if (segment.Id == "BGN") submission = submission with { Purpose = segment[1], Reference = segment[2], At = set.Time(segment, 3, 4) };
            if (segment.Id != "BGN" || segment.HasBeyond(Named.Through(4))) unknown.Add(segment);
        }

        if (submission.Purpose.Length == 0) set.Report(X12FindingCode.ElementMissing, X12Severity.Error, null, 0, "The set has no BGN, so nothing says whether it was asked for");
        List<QualifiedDate> dates = [];
        List<Party> read = [];
        foreach (var loop in parties)
        {
            // Dates after the last party are those of the claim.
            foreach (var date in loop.Where(s => s.Id is "DTP" or "DTM"))
            {
                dates.Add(QualifiedDate.Of(date));
                if (!QualifiedDate.IsWhole(date)) unknown.Add(date);
            }

            read.Add(Party.FromLoop([.. loop.Where(s => s.Id is not ("DTP" or "DTM"))]));
        }

        if (documents.Count == 0) set.Report(X12FindingCode.ElementMissing, X12Severity.Error, null, 0, "The attachment has no LX, so there is no document");
        return submission with { Parties = read, Dates = dates, Documents = [.. documents.Select(d => Document(set, d))], Unknown = unknown };
    }

    private static AttachedDocument Document(SetReading set, IReadOnlyList<RawSegment> loop)
    {
        var document = new AttachedDocument { Number = loop[0][1] };
        List<RawSegment> unknown = loop[0].HasBeyond(Named.Through(1)) ? [loop[0]] : [];
        foreach (var segment in loop.Skip(1))
        {
            var whole = true;
            switch (segment.Id)
            {
                case "TRN" when document.Trace is null:
                    (document, whole) = (document with { Trace = TraceNumber.From(segment) }, !segment.HasBeyond(Named.Through(4)));
                    break;
                case "STC":
                    (document, whole) = (document with { Statuses = Lists.Append(document.Statuses, ClaimStatus.From(segment)) }, ClaimStatus.IsWhole(segment));
                    break;
                case "REF":
                    (document, whole) = (document with { References = Lists.Append(document.References, Reference.From(segment)) }, !segment.HasBeyond(Reference.NamedElements(segment)));
                    break;
                case "DTP":
                    (document, whole) = (document with { Dates = Lists.Append(document.Dates, QualifiedDate.Of(segment)) }, QualifiedDate.IsWhole(segment));
                    break;
                case "CAT" when document.Category is null:
                    (document, whole) = (document with { Category = segment.TextOrNull(1), Format = segment.TextOrNull(2) }, !segment.HasBeyond(Named.Through(2)));
                    break;
                case "EFI" when document.SecurityLevel is null:
                    (document, whole) = (document with { SecurityLevel = segment.TextOrNull(1) }, !segment.HasBeyond(Named.Through(1)));
                    break;
                case "BIN" or "BDS" when document.Data is null && segment.Binary is not null:
                    document = document with { Data = segment.Binary, Filter = segment.Id == "BDS" ? segment[1] : null };
                    break;
                default:
                    whole = false;
                    break;
            }

            if (!whole) unknown.Add(segment);
        }

        if (document.Data is null) set.Report(X12FindingCode.ElementMissing, X12Severity.Error, loop[0], 0, "The document has no binary data that can be read");
        return document with { Unknown = unknown };
    }

    internal static void Write(AttachmentSubmission submission, X12Writer writer, string setControlNumber)
    {
        writer.BeginSet("275", setControlNumber);
        var kept = new KeptSegments(writer, submission.Unknown);
        kept.Write("BGN", submission.Purpose, submission.Reference, DateOnly.FromDateTime(submission.At), submission.At.TimeOfDay == TimeSpan.Zero ? null : X12Text.Time(submission.At));
        foreach (var party in submission.Parties) party.WriteLoop(writer);
        foreach (var date in submission.Dates) date.Write(kept);
        kept.WriteRest();
        if (submission.Documents.Count == 0) writer.Refuse(X12RefusalCode.Missing, "LX", 0, "The attachment has no document");
        foreach (var document in submission.Documents) Write(document, writer);
        writer.EndSet();
    }

    private static void Write(AttachedDocument document, X12Writer writer)
    {
        var kept = new KeptSegments(writer, document.Unknown);
        kept.Write("LX", document.Number);
        document.Trace?.Write(kept);
        foreach (var status in document.Statuses) status.Write(kept);
        foreach (var reference in document.References) kept.Write("REF", reference.Qualifier, reference.Value);
        foreach (var date in document.Dates) date.Write(kept);
        if (document.Category is not null || document.Format is not null) kept.Write("CAT", document.Category, document.Format);
        if (document.SecurityLevel is not null) kept.Write("EFI", document.SecurityLevel);
        kept.WriteRest();
        if (document.Data is { } data) writer.WriteBinary(document.Filter, data.Span);
    }
}
