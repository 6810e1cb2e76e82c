namespace Healthcare.X12;

/// <summary>Reads one patient event or service of a 278.</summary>
internal static class ReviewItemReading
{
    internal static ReviewItem Read(SetReading set, SetLevel level)
    {
        var item = new ReviewItem { Level = level.Code };
        List<RawSegment> unknown = [];
        var (head, loops) = Loops.Of(level.Own, "NM1");
        foreach (var segment in head)
        {
            if (Take(set, item, segment) is not { } taken) unknown.Add(segment);
            else
            {
                item = taken.Item;
                if (!taken.Whole) unknown.Add(segment);
            }
        }

        if (level.Code == "EV" && item is { Scope: null, Decision: null, Rejections.Count: 0 }) set.Report(X12FindingCode.ElementMissing, X12Severity.Error, level.Hl, 0, "The patient event has no UM, so nothing says what is asked for");
        return item with { Parties = [.. loops.Select(Party.FromLoop)], Unknown = unknown };
    }

    /// <summary>Null where the segment has no member; not whole where it says more than its member.</summary>
    private static (ReviewItem Item, bool Whole)? Take(SetReading set, ReviewItem item, RawSegment segment)
    {
        switch (segment.Id)
        {
            case "TRN":
                return (item with { Traces = Lists.Append(item.Traces, TraceNumber.From(segment)) }, !segment.HasBeyond(Named.Through(4)));
            case "AAA":
                return (
                    item with { Rejections = Lists.Append(item.Rejections, new ReviewRejection(item.Level, segment[1], segment[3], segment.TextOrNull(4))) },
                    !segment.HasBeyond(Named.Elements(1, 3, 4)));
            case "UM" when item.Scope is null:
                return (item with { Scope = Scope(set, segment) }, !segment.HasBeyond(Named.Elements(1, 2, 3, 4, 6)) && segment.Components(4).Count <= 2);
            case "HCR" when item.Decision is null:
                var decision = new ReviewDecision(segment[1], segment.TextOrNull(2), segment.TextOrNull(3), segment.TextOrNull(4));
                if (decision.Action == CertificationAction.Unknown) set.Report(X12FindingCode.ElementInvalid, X12Severity.Error, segment, 1, "HCR01 is not in its list, so nothing may be concluded from it");
                return (item with { Decision = decision }, !segment.HasBeyond(Named.Through(4)));
            case "REF":
                return (item with { References = Lists.Append(item.References, Reference.From(segment)) }, !segment.HasBeyond(Reference.NamedElements(segment)));
            case "DTP":
                return (item with { Dates = Lists.Append(item.Dates, QualifiedDate.Of(segment)) }, QualifiedDate.IsWhole(segment));
            case "HI":
                return Diagnoses(item, segment);
            case "SV1" or "SV2" or "SV3" when item.Service is null:
                return Service(item, segment);
            case "HSD" when item.Delivery is null:
                return (item with { Delivery = ServiceDelivery.From(segment) }, !segment.HasBeyond(Named.Through(8)));
            case "PWK":
                return (item with { Paperwork = Lists.Append(item.Paperwork, Paperwork.From(segment)) }, !segment.HasBeyond(Paperwork.NamedElements(segment)));
            case "MSG":
                return (item with { Messages = Lists.Append(item.Messages, segment[1]) }, !segment.HasBeyond(Named.Through(1)));
            default:
                return null;
        }
    }

    private static ReviewScope Scope(SetReading set, RawSegment um)
    {
        set.CheckCode(um, 1, um[1], "AR", "HS", "IN", "SC");
        set.CheckCode(um, 2, um[2], "1", "2", "3", "4", "5", "6", "I", "N", "R", "S");
        return new ReviewScope(um[1], um[2], um.TextOrNull(3), um.TextOrNull(4, 1), um.TextOrNull(4, 2), um.TextOrNull(6));
    }

    private static (ReviewItem Item, bool Whole) Diagnoses(ReviewItem item, RawSegment hi)
    {
        var whole = true;
        for (var element = 1; element <= hi.Elements.Count; element++)
        {
            var parts = hi.Components(element);
            if (parts.Count < 2) whole &= parts.Count == 0;
            else item = item with { Diagnoses = Lists.Append(item.Diagnoses, new Diagnosis(parts[0], parts[1])) };
            whole &= parts.Count <= 2;
        }

        return (item, whole);
    }

    private static (ReviewItem Item, bool Whole) Service(ReviewItem item, RawSegment sv)
    {
        var institutional = sv.Id == "SV2";
        var procedure = institutional ? 2 : 1;
        var parts = sv.Components(procedure);
        // SV3 has no unit basis; its quantity is SV306.
        var (amount, unit, quantity) = sv.Id switch { "SV1" => (2, 3, 4), "SV2" => (3, 4, 5), _ => (2, 0, 6) };
        var service = new ReviewedService(
            sv.Id, institutional ? sv.TextOrNull(1) : null, sv.TextOrNull(procedure, 1), sv.TextOrNull(procedure, 2), [.. parts.Skip(2).Take(4).Where(m => m.Length > 0)],
            sv.Amount(amount), unit == 0 ? null : sv.TextOrNull(unit), sv.Amount(quantity));
        var named = Named.Elements(procedure, amount, quantity) | (unit == 0 ? 0 : Named.Elements(unit)) | (institutional ? Named.Elements(1) : 0);
        return (item with { Service = service }, !sv.HasBeyond(named) && parts.Count <= 6);
    }
}
