namespace Healthcare.X12;

/// <summary>The segments of a 278, level by level.</summary>
internal static class ServicesReviewWriting
{
    internal static void Write(ServicesReview review, X12Writer writer, string setControlNumber)
    {
        writer.BeginSet("278", setControlNumber);
        var heading = Kept(review, writer, "");
        heading.Write("BHT", "0007", review.Purpose, review.Reference, DateOnly.FromDateTime(review.At), X12Text.Time(review.At), review.TransactionType);
        heading.WriteRest();
        var levels = new HierarchicalLevels(writer);
        WriteAbove(review, writer, levels, "20", review.Organization, review.Requester is not null);
        WriteAbove(review, writer, levels, "21", review.Requester, review.Subscriber is not null);
        WriteAbove(review, writer, levels, "22", review.Subscriber, review.Dependent is not null || review.Events.Count > 0);
        WriteAbove(review, writer, levels, "23", review.Dependent, review.Events.Count > 0);
        // Levels that are in no guide are written as they came, after those that are.
        foreach (var other in review.Unknown.Select(u => u.Level).Concat(review.Rejections.Select(r => r.Level)).Distinct().Except(["", "20", "21", "22", "23"]).ToList())
        {
            WriteAbove(review, writer, levels, other, null, hasChildren: false);
        }

        foreach (var each in review.Events)
        {
            levels.Write("EV", each.Services.Count > 0);
            WriteItem(each, writer);
            foreach (var service in each.Services)
            {
                levels.Write("SS", hasChildren: false);
                WriteItem(service, writer);
            }
        }

        writer.EndSet();
    }

    private static KeptSegments Kept(ServicesReview review, X12Writer writer, string level) => new(writer, [.. review.Unknown.Where(u => u.Level == level).Select(u => u.Segment)]);

    private static void WriteAbove(ServicesReview review, X12Writer writer, HierarchicalLevels levels, string level, Party? party, bool hasChildren)
    {
        var rejections = review.Rejections.Where(r => r.Level == level).ToList();
        if (party is null && rejections.Count == 0 && review.Unknown.All(u => u.Level != level)) return;
        levels.Write(level, hasChildren);
        // What stands before the party is not the party's; AAA stands under it.
        foreach (var unknown in review.Unknown.Where(u => u.Level == level && u.Segment.Id != "AAA")) writer.Write(unknown.Segment);
        var kept = new KeptSegments(writer, [.. review.Unknown.Where(u => u.Level == level && u.Segment.Id == "AAA").Select(u => u.Segment)]);
        party?.WriteLoop(writer);
        foreach (var rejection in rejections) Write(rejection, kept);
        kept.WriteRest();
    }

    private static void Write(ReviewRejection rejection, KeptSegments kept) => kept.Write("AAA", rejection.Valid, "", rejection.Reason, rejection.FollowUp);

    private static void WriteItem(ReviewItem item, X12Writer writer)
    {
        var kept = new KeptSegments(writer, item.Unknown);
        foreach (var trace in item.Traces) trace.Write(kept);
        foreach (var rejection in item.Rejections) Write(rejection, kept);
        if (item.Scope is { } um) kept.Write("UM", um.Category, um.CertificationType, um.ServiceType, X12Element.Composite(um.Facility, um.FacilityQualifier), "", um.LevelOfService);
        if (item.Decision is { } hcr) kept.Write("HCR", hcr.Code, hcr.CertificationNumber, hcr.Reason, hcr.SecondOpinion);
        foreach (var reference in item.References) kept.Write("REF", reference.Qualifier, reference.Value);
        foreach (var date in item.Dates) date.Write(kept);
        // HI holds at most twelve codes.
        foreach (var twelve in kept.NotAmong("HI", item.Diagnoses, d => (d.Qualifier, d.Code)).Chunk(12)) kept.Write("HI", [.. twelve.Select(d => X12Element.Composite(d.Qualifier, d.Code))]);
        if (item.Service is { } service) Write(service, kept);
        item.Delivery?.Write(kept);
        foreach (var paperwork in item.Paperwork) paperwork.Write(kept);
        foreach (var message in item.Messages) kept.Write("MSG", message);
        kept.WriteRest();
        foreach (var party in item.Parties) party.WriteLoop(writer);
    }

    private static void Write(ReviewedService service, KeptSegments kept)
    {
        var procedure = X12Element.Composite([service.Qualifier, service.Procedure, .. service.Modifiers]);
        if (service.Segment == "SV2") kept.Write("SV2", service.RevenueCode, procedure, service.Amount, service.UnitBasis, service.Quantity);
        else if (service.Segment == "SV3") kept.Write("SV3", procedure, service.Amount, "", "", "", service.Quantity);
        else kept.Write("SV1", procedure, service.Amount, service.UnitBasis, service.Quantity);
    }
}
