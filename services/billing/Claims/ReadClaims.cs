using Healthcare.Billing.Charges;
using Healthcare.Billing.Edits;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Billing.Claims;

/// <summary>Looking at claims; every look is recorded.</summary>
internal static class ReadClaimsEndpoints
{
    /// <summary>A claim with its sendings and what was said of it: the proof of timely filing.</summary>
    internal sealed record Shown(
        Guid ClaimId,
        Guid CaseId,
        Guid EncounterId,
        Guid PatientId,
        string PayerId,
        string PatientControlNumber,
        string Type,
        string Frequency,
        ClaimState State,
        DateTimeOffset Since,
        bool IsOverdue,
        string Total,
        DateOnly ServiceDate,
        string PlaceOfService,
        string PractitionerNpi,
        string? PriorAuthorization,
        string? PayerControlNumber,
        IReadOnlyList<string> Diagnoses,
        IReadOnlyList<ShownLine> Lines,
        IReadOnlyList<string> Obstacles,
        IReadOnlyList<ShownEdit> Edits,
        IReadOnlyList<SubmissionRow> Submissions,
        IReadOnlyList<AnswerRow> Answers,
        string? Referral,
        DateOnly? FileBy,
        RecordsAsked? Records,
        IReadOnlyList<SuppliedDocument> Documents,
        IReadOnlyList<ShownAdjudication> Adjudications);

    /// <param name="Fix">What to do.</param>
    internal sealed record ShownEdit(string Id, string Severity, string Role, int? Line, string? Fix);

    /// <summary>What one 835 said, in dollars.</summary>
    internal sealed record ShownAdjudication(
        Guid RemittanceId, string Status, AdjudicationOutcome Outcome, string? PayerControlNumber, string Charged, string Paid, string PatientResponsibility, DateOnly PaidOn,
        IReadOnlyList<ShownAdjustment> Adjustments);

    /// <param name="Type">The kind of exception that the rules take it for; <c>expected</c> is none.</param>
    internal sealed record ShownAdjustment(int? Line, string Group, string Reason, IReadOnlyList<string> Remarks, string Amount, string Type);

    internal sealed record ShownLine(int Number, string Procedure, IReadOnlyList<string> Modifiers, IReadOnlyList<int> DiagnosisPointers, int Units, string Charge, string? Expected);

    internal sealed record Listed(Guid ClaimId, Guid CaseId, string PayerId, string PatientControlNumber, ClaimState State, DateTimeOffset Since, string Total, DateOnly ServiceDate);

    internal static void Map(RouteGroupBuilder claims)
    {
        claims.MapGet("/", ListAsync).RequireAuthorization(BillingRoles.Readers).RecordingAccess()
            .Described("listClaims", "Claims in ids and codes, oldest state first: all, of a case, or of a state");
        claims.MapGet("/{claimId:guid}", GetAsync).RequireAuthorization(BillingRoles.Readers).RecordingAccess()
            .Described("readClaim", "A claim with its lines, what was sent and what was answered; the look is recorded", ClaimRefusals.Unknown);
    }

    private static async Task<Results<VersionedResult<Shown>, ProblemResult>> GetAsync(Guid claimId, Views<ClaimDocument> views, Accessed accessed, CancellationToken cancel)
    {
        if (await views.FindAsync(claimId, cancel) is not { Content: var c } found) return new ProblemResult(ClaimRefusals.Unknown.ToProblem());
        accessed.Case(c.CaseId);
        accessed.Patient(c.PatientId);
        return new Shown(
            found.ClaimId, c.CaseId, c.EncounterId, c.PatientId, c.PayerId, c.Clm01, c.Type, c.Frequency, found.State, found.Since, found.IsOverdue, Money.Text(c.Total), c.ServiceDate,
            c.PlaceOfService, c.PractitionerNpi, c.PriorAuthorization, found.PayerControlNumber, c.Diagnoses,
            [.. c.Lines.Select(l => new ShownLine(l.Number, l.Procedure, l.Modifiers, l.DiagnosisPointers, l.Units, Money.Text(l.Charge), l.Expected is { } e ? Money.Text(e) : null))],
            found.Obstacles, [.. found.Edits.Select(e => new ShownEdit(e.Id, e.Severity, e.Role, e.Line, ClaimEdits.Built.Find(e.Id)?.Fix))], found.Submissions, found.Answers,
            c.Referral, c.FileBy, found.Records, c.Documents ?? [], [.. found.Adjudications.Select(AdjudicationOf)]).At(new StreamVersion(found.Version));
    }

    internal static ShownAdjudication AdjudicationOf(AdjudicationRow row)
    {
        var (a, outcome, _) = row;
        return new ShownAdjudication(
            a.RemittanceId, a.Status, outcome, a.PayerControlNumber, Money.Text(a.Charged), Money.Text(a.Paid), Money.Text(a.PatientResponsibility), a.PaidOn,
            [.. a.Adjustments.Select(x => new ShownAdjustment(x.Line, x.Group, x.Reason, x.Remarks, Money.Text(x.Amount), x.Type))]);
    }

    /// <summary>All, oldest state first, or those of one case or state.</summary>
    private static async Task<Results<Ok<Page<Listed>>, ProblemResult>> ListAsync(
        Guid? caseId, string? state, string? cursor, int? limit, Views<ClaimDocument> views, Accessed accessed, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        if (!StateCodes.TryRead<ClaimState>(state, out var wanted)) return StateCodes.Unknown<ClaimState>();
        var term = (caseId, wanted) switch
        {
            ({ } id, _) => ClaimView.OfCase(id),
            (_, { } at) => ClaimView.OfState(at),
            _ => ClaimView.All,
        };
        var page = await views.PageAsync(term, after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        foreach (var found in page.Documents) accessed.Case(found.Content.CaseId);
        return TypedResults.Ok(new Page<Listed>(
            [.. page.Documents.Select(d => new Listed(d.ClaimId, d.Content.CaseId, d.Content.PayerId, d.Content.Clm01, d.State, d.Since, Money.Text(d.Content.Total), d.Content.ServiceDate))],
            Cursor.Write(page.Next)));
    }
}
