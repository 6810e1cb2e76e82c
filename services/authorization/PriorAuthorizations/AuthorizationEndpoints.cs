using Healthcare.Authorization.Units;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>Looking at authorizations; every look is recorded.</summary>
internal static class AuthorizationEndpoints
{
    /// <summary>An authorization with the payer's words opened, for people who may read them.</summary>
    internal sealed record Shown(
        Guid AuthorizationId,
        Guid CaseId,
        Guid ReferralId,
        Guid PatientId,
        string PayerId,
        string State,
        DateTimeOffset Since,
        ReviewLevel Level,
        DateOnly ServiceDate,
        IReadOnlyList<string> Diagnoses,
        IReadOnlyList<ShownItem> Items,
        IReadOnlyList<string> Requirements,
        string? TraceNo,
        int Submissions,
        DateTimeOffset? PayerReceivedAt,
        DateTimeOffset? DueAt,
        DateTimeOffset? ReleasedAt,
        string? Rule,
        IReadOnlyList<string> MissingDocuments,
        string Transport,
        string? Update,
        DateTimeOffset? RetroDueAt);

    internal sealed record ShownItem(int Sequence, string System, string Code, int Units, string? Need, ItemDecision? Decision, string? AdministrationReference, string? ReasonText);

    internal sealed record Listed(Guid AuthorizationId, Guid CaseId, string PayerId, string State, DateTimeOffset Since, DateTimeOffset? DueAt);

    internal static void Map(IEndpointRouteBuilder app)
    {
        var authorizations = app.MapGroup("/authorizations").WithTags("authorizations");
        authorizations.MapGet("/", ListAsync).RequireAuthorization(AuthorizationRoles.Readers).RecordingAccess()
            .Described("listAuthorizations", "Authorizations in ids and codes, oldest state first: all, of a case, or of a state");
        authorizations.MapGet("/{authorizationId:guid}", GetAsync).RequireAuthorization(AuthorizationRoles.Readers).RecordingAccess()
            .Described("readAuthorization", "An authorization with the payer's decision item by item; the look is recorded", PriorAuthorizationRefusals.Unknown);
        ResubmitAuthorizationEndpoint.Map(authorizations);
        ReleaseAuthorizationEndpoint.Map(authorizations);
        SupplyDocumentEndpoint.Map(authorizations);
        WaiveDocumentsEndpoint.Map(authorizations);
        DecideRequirementEndpoint.Map(authorizations);
        UpdateAuthorizationEndpoint.Map(authorizations);
        RequestAnewEndpoint.Map(authorizations);
        ChooseDenialRouteEndpoint.Map(authorizations);
        InquirePayerEndpoint.Map(authorizations);
        EnterByHandEndpoints.Map(authorizations);
        UnitsEndpoint.Map(authorizations);
    }

    private static async Task<Results<VersionedResult<Shown>, ProblemResult>> GetAsync(
        Guid authorizationId, Views<AuthorizationDocument> views, Vault vault, Accessed accessed, CancellationToken cancel)
    {
        if (await views.FindAsync(authorizationId, cancel) is not { } found) return new ProblemResult(PriorAuthorizationRefusals.Unknown.ToProblem());
        accessed.Case(found.CaseId);
        accessed.Patient(found.PatientId);
        var items = new List<ShownItem>(found.Items.Count);
        foreach (var i in found.Items)
            items.Add(new ShownItem(i.Sequence, i.System, i.Code, i.Units, i.Need, i.Decision, i.AdministrationReference, i.ReasonText is { } text ? await vault.OpenAsync(text, cancel) : null));
        var shown = new Shown(
            found.AuthorizationId, found.CaseId, found.ReferralId, found.PatientId, found.PayerId, found.State, found.Since, found.Level, found.ServiceDate, found.Diagnoses, items,
            found.Requirements, found.TraceNo, found.Submissions, found.PayerReceivedAt, found.DueAt, found.ReleasedAt, found.Rule,
            found.MissingDocuments, found.Transport, found.Update, found.RetroDueAt);
        return shown.At(new StreamVersion(found.Version));
    }

    /// <summary>All, oldest state first, or those of one case or state.</summary>
    private static async Task<Results<Ok<Page<Listed>>, ProblemResult>> ListAsync(
        Guid? caseId, string? state, string? after, int? limit, Views<AuthorizationDocument> views, Accessed accessed, CancellationToken cancel)
    {
        if (!Cursor.TryRead(after, out var cursor)) return Cursor.Invalid;
        var term = (caseId, state) switch
        {
            ({ } id, _) => AuthorizationView.OfCase(id),
            (_, { } at) => $"state:{at}",
            _ => AuthorizationView.All,
        };
        var page = await views.PageAsync(term, cursor, Math.Clamp(limit ?? 50, 1, 200), cancel);
        foreach (var found in page.Documents) accessed.Case(found.CaseId);
        return TypedResults.Ok(new Page<Listed>([.. page.Documents.Select(d => new Listed(d.AuthorizationId, d.CaseId, d.PayerId, d.State, d.Since, d.DueAt))], Cursor.Write(page.Next)));
    }
}
