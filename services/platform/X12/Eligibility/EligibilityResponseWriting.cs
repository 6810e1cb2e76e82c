using System.Globalization;

namespace Healthcare.X12;

/// <summary>The segments of a 271, level by level.</summary>
internal static class EligibilityResponseWriting
{
    internal static void Write(EligibilityResponse response, X12Writer writer, string setControlNumber)
    {
        writer.BeginSet("271", setControlNumber);
        writer.Write("BHT", "0022", "11", response.Reference, DateOnly.FromDateTime(response.At), X12Text.Time(response.At));
        var levels = new HierarchicalLevels(writer);
        levels.Write("20", hasChildren: response.Provider is not null);
        WriteRejections(response, writer, "20");
        ((response.Payer ?? new Party { EntityCode = "PR" }) with { EntityCode = "PR" }).WriteNm1(writer);
        if (response.Provider is { } provider)
        {
            levels.Write("21", hasChildren: response.Subscriber is not null);
            (provider with { EntityCode = "1P" }).WriteNm1(writer);
            WriteRejections(response, writer, "21");
        }

        if (response.Subscriber is { } subscriber)
        {
            levels.Write("22", hasChildren: response.Dependent is not null);
            if (response.Dependent is null) WriteTrace(response, writer);
            WritePerson(writer, subscriber, "IL");
            WriteRejections(response, writer, "22");
        }

        if (response.Dependent is { } dependent)
        {
            levels.Write("23", hasChildren: false);
            WriteTrace(response, writer);
            WritePerson(writer, dependent, "03");
            WriteRejections(response, writer, "23");
        }

        WriteDates(writer, response.Dates);
        foreach (var benefit in response.Benefits) WriteBenefit(writer, benefit);
        writer.EndSet();
    }

    private static void WriteBenefit(X12Writer writer, EligibilityBenefit benefit)
    {
        writer.Write(
            "EB", benefit.Code, benefit.CoverageLevel, X12Element.Repeated([.. benefit.ServiceTypes.Select(s => (X12Element)s)]), benefit.InsuranceType, benefit.Plan,
            benefit.Period, benefit.Amount, benefit.Percent, benefit.QuantityQualifier, benefit.Quantity, benefit.AuthorizationRequired, benefit.InNetwork,
            X12Element.Composite(benefit.Procedure?.Split((char)writer.Delimiters.Component) ?? []));
        WriteDates(writer, benefit.Dates);
        foreach (var message in benefit.Messages) writer.Write("MSG", message);
        if (benefit.Entities.Count == 0) return;
        writer.Write("LS", "2120");
        foreach (var entity in benefit.Entities)
        {
            entity.WriteNm1(writer);
            entity.WriteAddress(writer);
        }

        writer.Write("LE", "2120");
    }

    private static void WriteTrace(EligibilityResponse response, X12Writer writer)
    {
        if (response.Trace is { } trace) writer.Write("TRN", "2", trace, response.TraceOriginator);
    }

    private static void WriteRejections(EligibilityResponse response, X12Writer writer, string level)
    {
        foreach (var rejection in response.Rejections.Where(r => r.Level == level)) writer.Write("AAA", "N", "", rejection.Reason, rejection.FollowUp);
    }

    private static void WritePerson(X12Writer writer, Party person, string entity)
    {
        (person with { EntityCode = entity, IsPerson = true }).WriteNm1(writer);
        person.WriteAddress(writer);
        if (person.BirthDate is { } birth) writer.Write("DMG", "D8", birth, person.Gender);
    }

    private static void WriteDates(X12Writer writer, IReadOnlyList<QualifiedDate> dates)
    {
        foreach (var date in dates)
        {
            if (date.From is not { } from) continue;
            if (date.To is { } to) writer.Write("DTP", date.Qualifier, "RD8", string.Create(CultureInfo.InvariantCulture, $"{X12Text.Date(from)}-{X12Text.Date(to)}"));
            else writer.Write("DTP", date.Qualifier, "D8", from);
        }
    }
}
