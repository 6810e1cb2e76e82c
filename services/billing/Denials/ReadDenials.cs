using Healthcare.Billing.Charges;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Billing.Denials;

/// <summary>Looking at denials; every look is recorded.</summary>
internal static class ReadDenialsEndpoints
{
    /// <summary>A denial with what was refused, its kind and what is waited for; amounts in dollars.</summary>
    internal sealed record Shown(
        Guid DenialId,
        Guid CaseId,
        Guid ClaimId,
        Guid EncounterId,
        Guid RemittanceId,
        string PayerId,
        DenialState State,
        DateTimeOffset Since,
        string? Type,
        string? Scenario,
        IReadOnlyList<string> RuleIds,
        string? RuleVersion,
        string Amount,
        DateOnly NoticeOn,
        DateOnly? HardStop,
        string? OwnerRole,
        string? Boundary,
        string? NextStep,
        IReadOnlyList<ShownAdjustment> Adjustments,
        IReadOnlyList<SuppliedDocument> Documents,
        IReadOnlyList<string> Evidence,
        DateTimeOffset? DecisionDue,
        ShownWriteOff? WriteOff,
        string? Resolution,
        string? LostAt);

    internal sealed record ShownAdjustment(int? Line, string Group, string Reason, IReadOnlyList<string> Remarks, string Amount, IReadOnlyList<string> Usage);

    internal sealed record ShownWriteOff(string Amount, string ReasonCode, string By, string ApproverRole, DateTimeOffset At);

    internal sealed record Listed(Guid DenialId, Guid CaseId, Guid ClaimId, string PayerId, DenialState State, DateTimeOffset Since, string? Type, string Amount, DateOnly? HardStop);

    internal static void Map(RouteGroupBuilder denials)
    {
        denials.MapGet("/", ListAsync).RequireAuthorization(BillingRoles.Readers).RecordingAccess()
            .Described("listDenials", "Denials in ids and codes, oldest first: all, of a case, of a claim, of a state, or of a kind");
        denials.MapGet("/{denialId:guid}", GetAsync).RequireAuthorization(BillingRoles.Readers).RecordingAccess()
            .Described("readDenial", "A denial: what was refused by which codes, which kind of exception it is, who is to do what, and by when; the look is recorded", DenialRefusals.Unknown);
    }

    private static async Task<Results<VersionedResult<Shown>, ProblemResult>> GetAsync(Guid denialId, Views<DenialDocument> views, Accessed accessed, CancellationToken cancel)
    {
        if (await views.FindAsync(denialId, cancel) is not { Facts: var f } found) return new ProblemResult(DenialRefusals.Unknown.ToProblem());
        accessed.Case(f.CaseId);
        accessed.Patient(f.PatientId);
        var step = found.IsOpen && found.Class is { Steps: [_, ..] steps } ? steps[Math.Min(found.Step, steps.Count - 1)] : null;
        var route = step is null ? null : BillingHandoffs.Boundaries[step.Boundary].ExceptionRoutes.FirstOrDefault(r => r.Code == step.Route);
        return new Shown(
            found.DenialId, f.CaseId, f.ClaimId, f.EncounterId, f.RemittanceId, f.PayerId, found.State, found.Since, found.Class?.Type, found.Class?.Scenario, found.Class?.RuleIds ?? [], found.Class?.RuleVersion,
            Money.Text(f.Amount), f.NoticeOn, found.Class?.HardStop, route?.OwnerRole, step?.Boundary, route?.Path,
            [.. f.Adjustments.Select(a => new ShownAdjustment(a.Line, a.Group, a.Reason, a.Remarks, Money.Text(a.Amount), a.Usage))], found.Documents, found.Evidence, found.DecisionDue,
            found.Proposed is { } p ? new ShownWriteOff(Money.Text(p.Amount), p.ReasonCode, p.By, p.ApproverRole, p.At) : null, found.Resolution, found.LostAt).At(new StreamVersion(found.Version));
    }

    private static async Task<Results<Ok<Page<Listed>>, ProblemResult>> ListAsync(
        Guid? caseId, Guid? claimId, string? state, string? type, string? cursor, int? limit, Views<DenialDocument> views, Accessed accessed, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        if (!StateCodes.TryRead<DenialState>(state, out var wanted)) return StateCodes.Unknown<DenialState>();
        var term = (caseId, claimId, wanted, type) switch
        {
            ({ } id, _, _, _) => DenialView.OfCase(id),
            (_, { } id, _, _) => DenialView.OfClaim(id),
            (_, _, { } at, _) => DenialView.OfState(at),
            (_, _, _, { } kind) => DenialView.OfType(kind),
            _ => DenialView.All,
        };
        var page = await views.PageAsync(term, after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        foreach (var found in page.Documents) accessed.Case(found.Facts.CaseId);
        return TypedResults.Ok(new Page<Listed>(
            [.. page.Documents.Select(d => new Listed(d.DenialId, d.Facts.CaseId, d.Facts.ClaimId, d.Facts.PayerId, d.State, d.Since, d.Class?.Type, Money.Text(d.Facts.Amount), d.Class?.HardStop))],
            Cursor.Write(page.Next)));
    }
}
