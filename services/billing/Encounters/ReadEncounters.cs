using System.Globalization;
using Healthcare.Billing.Charges;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Healthcare.Billing.Encounters;

/// <summary>Looking at encounters; every look is recorded.</summary>
internal static class ReadEncountersEndpoints
{
    /// <summary>An encounter with the codes that the service proposes: the body that <c>PUT /encounters/{id}/coding</c> takes.</summary>
    internal sealed record Shown(
        Guid EncounterId,
        Guid? CaseId,
        EncounterState State,
        DateTimeOffset Since,
        Guid? PatientId,
        string? PayerId,
        AuthorizationFacts? Authorization,
        VisitFacts? Visit,
        IReadOnlyList<string> Gaps,
        IReadOnlyList<ShownCharge> Charges,
        string Total,
        CompleteCodingEndpoint.Request? ProposedCoding,
        CompleteCodingEndpoint.Request? Coding,
        IReadOnlyList<Difference> Diff,
        DateOnly? FileBy,
        Guid? ClaimId,
        string? Ground,
        string? ChargesFrom,
        IReadOnlyList<ShownGap> Missing);

    /// <param name="Code">What is missing, such as <c>no-provider</c>.</param>
    /// <param name="ClinicianNpi">Whom it is asked of.</param>
    internal sealed record ShownGap(string Code, int Line, string? ClinicianNpi);

    internal sealed record ShownCharge(int Line, string System, string Code, string Procedure, int Units, string Amount, string? Expected, string PractitionerNpi, string PlaceOfService, DateOnly ServiceDate);

    internal sealed record Listed(Guid EncounterId, Guid? CaseId, EncounterState State, DateTimeOffset Since, DateOnly? ServiceDate, Guid? ClaimId);

    internal static void Map(RouteGroupBuilder encounters)
    {
        encounters.MapGet("/", ListAsync).RequireAuthorization(BillingRoles.Readers).RecordingAccess()
            .Described("listEncounters", "Encounters in ids and codes, oldest state first: all, of a case, or of a state");
        encounters.MapGet("/{encounterId:guid}", GetAsync).RequireAuthorization(BillingRoles.Readers).RecordingAccess()
            .Described("readEncounter", "An encounter with its charges, the codes proposed and what does not match; the look is recorded", EncounterRefusals.Unknown);
    }

    private static async Task<Results<VersionedResult<Shown>, ProblemResult>> GetAsync(
        Guid encounterId, Views<EncounterDocument> views, IOptions<BillingOptions> options, Accessed accessed, CancellationToken cancel)
    {
        if (await views.FindAsync(encounterId, cancel) is not { } found) return new ProblemResult(EncounterRefusals.Unknown.ToProblem());
        if (found.CaseId is { } caseId) accessed.Case(caseId);
        if (found.Referral?.PatientId is { } patientId) accessed.Patient(patientId);
        return new Shown(
            found.EncounterId, found.CaseId, found.State, found.Since, found.Referral?.PatientId, found.Referral?.PayerId, found.Authorization, found.Visit, found.Gaps,
            [.. found.Charges.Select(Charged)], Money.Text(found.Charges.Sum(c => c.Amount)), Proposed(found, options.Value.DefaultDiagnosis) is { } proposed ? CompleteCodingEndpoint.Request.Of(proposed) : null,
            found.Coding is { } coding ? CompleteCodingEndpoint.Request.Of(coding) : null, found.Diff, found.FileBy, found.ClaimId, found.Ground, found.ChargesFrom, [.. found.Gaps.Select(g => GapOf(g, found))]).At(new StreamVersion(found.Version));
    }

    /// <summary>All, oldest state first, or those of one case or state.</summary>
    private static async Task<Results<Ok<Page<Listed>>, ProblemResult>> ListAsync(
        Guid? caseId, string? state, string? cursor, int? limit, Views<EncounterDocument> views, Accessed accessed, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        if (!StateCodes.TryRead<EncounterState>(state, out var wanted)) return StateCodes.Unknown<EncounterState>();
        var term = (caseId, wanted) switch
        {
            ({ } id, _) => EncounterView.OfCase(id),
            (_, { } at) => EncounterView.OfState(at),
            _ => EncounterView.All,
        };
        var page = await views.PageAsync(term, after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        foreach (var found in page.Documents)
        {
            if (found.CaseId is { } id) accessed.Case(id);
        }

        return TypedResults.Ok(new Page<Listed>(
            [.. page.Documents.Select(d => new Listed(d.EncounterId, d.CaseId, d.State, d.Since, d.Visit?.ServiceDate, d.ClaimId))], Cursor.Write(page.Next)));
    }

    /// <summary>The codes that were given while they fit the charges, else those that the charges and the referral suggest; a suggestion only, a coder decides.</summary>
    internal static Coding? Proposed(EncounterDocument encounter, string defaultDiagnosis)
    {
        if (encounter.State == EncounterState.Awaited) return null;
        if (encounter.Coding is { } given && given.Codes.Select(c => c.Line).SequenceEqual(encounter.Charges.Select(c => c.Line))) return given;
        IReadOnlyList<string> diagnoses = encounter.Referral is { Diagnoses: [_, ..] known } ? [.. known.Take(12)] : [defaultDiagnosis];
        IReadOnlyList<int> pointers = [.. Enumerable.Range(1, Math.Min(4, diagnoses.Count))];
        return new Coding([.. encounter.Charges.Select(c => new LineCode(c.Line, c.Procedure, [], pointers))], diagnoses);
    }

    private static ShownGap GapOf(string gap, EncounterDocument encounter)
    {
        var parts = gap.Split(':');
        var line = parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var asked = encounter.Charges.FirstOrDefault(c => c.Line == line)?.PractitionerNpi is { Length: > 0 } npi ? npi : encounter.Visit?.PractitionerNpi;
        return new ShownGap(parts[0], line, asked);
    }

    private static ShownCharge Charged(Charge c) => new(
        c.Line, c.System, c.Code, c.Procedure, c.Units, Money.Text(c.Amount), c.Expected is { } expected ? Money.Text(expected) : null, c.PractitionerNpi, c.PlaceOfService, c.ServiceDate);
}
