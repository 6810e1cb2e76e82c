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
        levels.Write("20", hasChildren: response.Provider is not null);
        WriteRejections(response, writer, "20");
        ((response.Payer ?? new Party { EntityCode = "PR" }) with { EntityCode = "PR" }).WriteLoop(writer);
        Kept(response, writer, "20").WriteRest();
        if (response.Provider is { } provider)
        {
            levels.Write("21", hasChildren: response.Subscriber is not null);
            (provider with { EntityCode = "1P" }).WriteLoop(writer);
            WriteRejections(response, writer, "21");
            Kept(response, writer, "21").WriteRest();
        }

        if (response.Subscriber is { } subscriber)
        {
            levels.Write("22", hasChildren: response.Dependent is not null);
            if (response.Dependent is null) WriteTrace(response, writer);
            (subscriber with { EntityCode = "IL", IsPerson = true }).WriteLoop(writer);
            WriteRejections(response, writer, "22");
            Kept(response, writer, "22").WriteRest();
        }

        if (response.Dependent is { } dependent)
        {
            levels.Write("23", hasChildren: false);
            WriteTrace(response, writer);
            (dependent with { EntityCode = "03", IsPerson = true }).WriteLoop(writer);
            WriteRejections(response, writer, "23");
            Kept(response, writer, "23").WriteRest();
        }

        var dates = new KeptSegments(writer, []);
        foreach (var date in response.Dates) date.Write(dates);
        foreach (var benefit in response.Benefits) WriteBenefit(writer, benefit);
        writer.EndSet();
    }

    private static void WriteBenefit(X12Writer writer, EligibilityBenefit benefit)
    {
        var kept = new KeptSegments(writer, benefit.Unknown);
        kept.Write(
            "EB", benefit.Code, benefit.CoverageLevel, X12Element.Repeated([.. benefit.ServiceTypes.Select(s => (X12Element)s)]), benefit.InsuranceType, benefit.Plan,
            benefit.Period, benefit.Amount, benefit.Percent, benefit.QuantityQualifier, benefit.Quantity, benefit.AuthorizationRequired, benefit.InNetwork,
            Parts(benefit.Procedure, writer), Parts(benefit.DiagnosisPointers, writer));
        foreach (var date in benefit.Dates) date.Write(kept);
        foreach (var message in benefit.Messages) kept.Write("MSG", message);
        kept.WriteRest();
        if (benefit.Entities.Count == 0) return;
        writer.Write("LS", "2120");
        foreach (var entity in benefit.Entities) entity.WriteLoop(writer);
        writer.Write("LE", "2120");
    }

    private static X12Element Parts(string? composite, X12Writer writer) => X12Element.Composite(composite?.Split((char)writer.Delimiters.Component) ?? []);

    private static void WriteTrace(EligibilityResponse response, X12Writer writer)
    {
        if (response.Trace is { } trace) writer.Write("TRN", "2", trace, response.TraceOriginator);
    }

    private static void WriteRejections(EligibilityResponse response, X12Writer writer, string level)
    {
        foreach (var rejection in response.Rejections.Where(r => r.Level == level)) writer.Write("AAA", "N", "", rejection.Reason, rejection.FollowUp);
    }

    private static KeptSegments Kept(EligibilityResponse response, X12Writer writer, string level) => new(writer, [.. response.Unknown.Where(u => u.Level == level).Select(u => u.Segment)]);
}
