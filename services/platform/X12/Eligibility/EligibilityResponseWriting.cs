namespace Healthcare.X12;

/// <summary>The segments of a 271, level by level.</summary>
internal static class EligibilityResponseWriting
{
    internal static void Write(EligibilityResponse response, X12Writer writer, string setControlNumber)
    {
        writer.BeginSet("271", setControlNumber);
        var heading = Kept(response, writer, "");
        heading.Write("BHT", "0022", "11", response.Reference, DateOnly.FromDateTime(response.At), X12Text.Time(response.At));
        heading.WriteRest();
        var levels = new HierarchicalLevels(writer);
        WriteLevel(response, writer, levels, "20", (response.Payer ?? new Party { EntityCode = "PR" }) with { EntityCode = "PR" }, response.Provider is not null);
        if (response.Provider is { } provider) WriteLevel(response, writer, levels, "21", provider with { EntityCode = "1P" }, response.Subscriber is not null);
        if (response.Subscriber is { } subscriber) WriteLevel(response, writer, levels, "22", subscriber with { EntityCode = "IL" }, response.Dependent is not null);
        if (response.Dependent is { } dependent) WriteLevel(response, writer, levels, "23", dependent with { EntityCode = "03" }, hasChildren: false);
        foreach (var benefit in response.Benefits) WriteBenefit(writer, benefit);
        writer.EndSet();
    }

    private static void WriteBenefit(X12Writer writer, EligibilityBenefit benefit)
    {
        var kept = new KeptSegments(writer, benefit.Unknown);
        kept.Write(
            "EB", benefit.Code, benefit.CoverageLevel, X12Element.Repeated([.. benefit.ServiceTypes.Select(s => (X12Element)s)]), benefit.InsuranceType, benefit.Plan,
            benefit.Period, benefit.Amount, benefit.Percent, benefit.QuantityQualifier, benefit.Quantity, benefit.AuthorizationRequired, benefit.InNetwork,
            Parts(benefit.Procedure), Parts(benefit.DiagnosisPointers));
        foreach (var date in benefit.Dates) date.Write(kept);
        foreach (var message in benefit.Messages) kept.Write("MSG", message);
        kept.WriteRest();
        if (benefit.Entities.Count == 0) return;
        writer.Write("LS", "2120");
        foreach (var entity in benefit.Entities) entity.WriteLoop(writer);
        writer.Write("LE", "2120");
    }

    private static X12Element Parts(string? composite) => X12Element.Composite(composite?.Split(':') ?? []);

    private static void WriteLevel(EligibilityResponse response, X12Writer writer, HierarchicalLevels levels, string level, Party party, bool hasChildren)
    {
        levels.Write(level, hasChildren);
        var kept = Kept(response, writer, level);
        // The trace is that of the person asked about.
        var traced = response.Dependent is null ? "22" : "23";
        if (level == traced && response.Trace is { } trace) kept.Write("TRN", "2", trace, response.TraceOriginator);
        party.WriteLoop(writer);
        foreach (var rejection in response.Rejections.Where(r => r.Level == level)) kept.Write("AAA", rejection.Valid, "", rejection.Reason, rejection.FollowUp);
        if (level == traced)
        {
            foreach (var date in response.Dates) date.Write(kept);
        }

        kept.WriteRest();
    }

    private static KeptSegments Kept(EligibilityResponse response, X12Writer writer, string level) => new(writer, [.. response.Unknown.Where(u => u.Level == level).Select(u => u.Segment)]);
}
