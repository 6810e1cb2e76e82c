using System.Globalization;

namespace Healthcare.Billing.Encounters;

/// <summary>Authorization, encounter and charges held against each other, line by line: service, units, dates, provider, place.</summary>
internal static class ThreeWayMatch
{
    public sealed record Result(IReadOnlyList<MatchedLine> Lines, IReadOnlyList<Difference> Diff);

    public static Result Of(Encounter.Closed encounter, Coding coding)
    {
        var lines = new List<MatchedLine>(encounter.Charges.Count);
        var diff = new List<Difference>();
        // The payer's own catalogue says that none is needed: a side that agrees with whatever was done.
        if (encounter.Authorization is { NotRequiredBy: not null }) return NotRequired(encounter, coding);
        if (encounter.Authorization is null)
            diff.AddRange(encounter.Charges.Select(c => new Difference(Sources.Absent, c.Line, Sources.Authorization, AuthItem: null, coding.Codes.FirstOrDefault(k => k.Line == c.Line)?.Procedure, c.Code)));
        if (encounter.Authorization is { } approval && encounter.Referral is { } referral && approval.PayerId != referral.PayerId)
            diff.Add(new Difference("payer", 0, Sources.Authorization, approval.PayerId, referral.PayerId, referral.PayerId));
        foreach (var gap in encounter.Gaps) diff.Add(new Difference("charge", 0, Sources.Charge, AuthItem: null, gap, ChargeItem: null));
        foreach (var charge in encounter.Charges)
        {
            var coded = coding.Codes.FirstOrDefault(c => c.Line == charge.Line);
            var item = ItemFor(encounter.Authorization?.Items ?? [], charge, coded?.Procedure);
            var before = diff.Count;
            diff.AddRange(Compare(encounter.Visit, charge, coded, item, isRequired: encounter.Authorization is not null));
            if (diff.Count == before && item is not null) lines.Add(new MatchedLine(charge.Line, item.Sequence, item.CertificationNumber));
        }

        if (encounter.Charges.Count == 0 && encounter.Gaps.Count == 0) diff.Add(new Difference("charge", 0, Sources.Charge, AuthItem: null, encounter.Visit.EncounterId, ChargeItem: null));
        return new Result(lines, diff);
    }

    private static Result NotRequired(Encounter.Closed encounter, Coding coding)
    {
        var diff = encounter.Gaps.Select(gap => new Difference("charge", 0, Sources.Charge, AuthItem: null, gap, ChargeItem: null)).ToList();
        diff.AddRange(encounter.Charges.SelectMany(c => Compare(encounter.Visit, c, coding.Codes.FirstOrDefault(k => k.Line == c.Line), item: null, isRequired: false)));
        if (encounter.Charges.Count == 0 && encounter.Gaps.Count == 0) diff.Add(new Difference("charge", 0, Sources.Charge, AuthItem: null, encounter.Visit.EncounterId, ChargeItem: null));
        return new Result(diff.Count > 0 ? [] : [.. encounter.Charges.Select(c => new MatchedLine(c.Line, 0, ""))], diff);
    }

    // The service that was asked for, or, where the payer modified it, the procedure that was coded; where several cover it, the one whose days do.
    private static AuthorizedItem? ItemFor(IReadOnlyList<AuthorizedItem> items, Charge charge, string? coded) => items
        .Where(i => (i.System == charge.System && i.Code == charge.Code) || i.Code == coded)
        .OrderBy(i => charge.ServiceDate < i.From || charge.ServiceDate > i.To)
        .ThenBy(i => i.Sequence)
        .FirstOrDefault();

    private static IEnumerable<Difference> Compare(VisitFacts visit, Charge charge, LineCode? coded, AuthorizedItem? item, bool isRequired)
    {
        if (item is null && isRequired) yield return Differs("service", Sources.Authorization, authorized: null, coded?.Procedure, charge.Code);
        // The coder has read the note, so where codes differ the charge is corrected.
        if (coded is null || coded.Procedure != charge.Procedure) yield return Differs("procedure", Sources.Charge, item?.Code, coded?.Procedure, charge.Procedure);
        if (charge.ServiceDate != visit.ServiceDate) yield return Differs("date", Sources.Charge, authorized: null, Day(visit.ServiceDate), Day(charge.ServiceDate));
        if (charge.PractitionerNpi != visit.PractitionerNpi) yield return Differs("provider", Sources.Charge, authorized: null, visit.PractitionerNpi, charge.PractitionerNpi);
        if (visit.PractitionerNpi.Length == 0) yield return Differs("provider", Sources.Encounter, authorized: null, encountered: null, charged: null);
        if (charge.PlaceOfService != visit.PlaceOfService) yield return Differs("place", Sources.Charge, item?.PlaceOfService, visit.PlaceOfService, charge.PlaceOfService);
        if (item is null) yield break;
        if (charge.Units > item.Units) yield return Differs("units", Sources.Authorization, Count(item.Units), Count(charge.Units), Count(charge.Units));
        if (visit.ServiceDate < item.From || visit.ServiceDate > item.To) yield return Differs("date", Sources.Authorization, $"{Day(item.From)}/{Day(item.To)}", Day(visit.ServiceDate), Day(charge.ServiceDate));
        if (item.PlaceOfService is { } place && place != visit.PlaceOfService) yield return Differs("place", Sources.Authorization, place, visit.PlaceOfService, charge.PlaceOfService);

        Difference Differs(string field, string source, string? authorized, string? encountered, string? charged) => new(field, charge.Line, source, authorized, encountered, charged);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Which of the three is to be corrected; with <c>-differs</c> the exception routes of the boundary to the claim (B16).</summary>
internal static class Sources
{
    /// <summary>The field of a difference where no authorization is there at all.</summary>
    public const string Absent = "authorization-absent";

    public const string Authorization = "authorization";
    public const string Encounter = "encounter";
    public const string Charge = "charge";
}
