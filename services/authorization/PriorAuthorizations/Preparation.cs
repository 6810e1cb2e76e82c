using Healthcare.Authorization.Requirements;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>From what the catalogue demands to a package that may go out.</summary>
internal static class Preparation
{
    private const string Catalogue = "catalogue";

    public static Decision<PriorAuthorizationEvent> Decide(PriorAuthorization.Begun authorization, PriorAuthorizationCommand command) => (authorization, command) switch
    {
        (PriorAuthorization.Assembling s, FindRequirement c) => Found(s, c),
        (_, FindRequirement) => [],

        (PriorAuthorization.Unclear s, DecideRequirement c) => Clarified(s, c),
        (_, DecideRequirement) => PriorAuthorizationRefusals.NothingUnclear,

        (_, SupplyDocument c) when authorization.File.Documents.Any(d => d.Sha256 == c.Document.Sha256) => [],
        (PriorAuthorization.Ended or PriorAuthorization.NotNeeded, SupplyDocument) => PriorAuthorizationRefusals.NothingMissing,
        (_, SupplyDocument c) => [new DocumentSupplied(c.Document, c.By, c.At), .. StillMissing(authorization, c)],

        (PriorAuthorization.Incomplete { IsForProvider: true } s, WaiveDocuments c) => [new DocumentsWaived(s.File.Missing, Sealed.For(s.Request.PatientId, c.Reason), c.By, c.At)],
        (_, WaiveDocuments) => PriorAuthorizationRefusals.NothingMissing,

        (PriorAuthorization.Assembling or PriorAuthorization.Incomplete or PriorAuthorization.Held, AssemblePackage c) when authorization.File.Missing.Count == 0 => Pack(authorization, c),
        (PriorAuthorization.Rejected, AssemblePackage c) => Pack(authorization, c),
        (PriorAuthorization.Assembling or PriorAuthorization.Incomplete or PriorAuthorization.Held, ReturnPackage c) =>
            [new PackageReturned(c.Requirements, AuthorizationRoles.Specialist, c.At)],

        (_, ChangeServices c) when c.Change <= authorization.File.Change => [],
        (PriorAuthorization.Assembling or PriorAuthorization.Unclear or PriorAuthorization.NotNeeded or PriorAuthorization.Incomplete or PriorAuthorization.Held or PriorAuthorization.Rejected, ChangeServices c) =>
            [new ServicesChanged(c.Change, c.Items, c.At)],
        _ => [],
    };

    /// <summary>A request that the payer did not take ends with the referral.</summary>
    public static IEnumerable<PriorAuthorizationEvent> Withdrawn(PriorAuthorization authorization, DateTimeOffset at) =>
        authorization is PriorAuthorization.Begun { File.Cancellation: { } asked } ? [new AuthorizationWithdrawn(asked.Ending, asked.ReasonCode, HadApproval: false, at)] : [];

    private static Decision<PriorAuthorizationEvent> Found(PriorAuthorization.Assembling s, FindRequirement c)
    {
        var needed = c.Found.Items.Where(i => i.Need != Needs.NotNeeded).ToList();
        var overall = needed.Count == 0 ? Needs.NotNeeded : needed.Any(i => i.Need == Needs.Conditional) ? Needs.Conditional : Needs.Needed;
        var found = new CoverageRequirementFound(
            overall, [.. needed.SelectMany(i => i.Documents).Distinct(StringComparer.Ordinal)], Catalogue, c.Found.Rule, c.Found.GoodThrough, c.Found.Items, c.At);
        return overall switch
        {
            Needs.NotNeeded => [found, new AuthorizationNotNeeded(s.Request.PatientId, s.Request.PayerId, c.Found.Rule, c.Found.GoodThrough, c.At)],
            Needs.Conditional => [found],
            _ => [found, .. Returned(s.File with { Requirement = c.Found }, c.At)],
        };
    }

    private static Decision<PriorAuthorizationEvent> Clarified(PriorAuthorization.Unclear s, DecideRequirement c)
    {
        var open = s.File.Requirement?.Items.Where(i => i.Need == Needs.Conditional).Select(i => i.Sequence).ToList() ?? [];
        var needed = open.Where(i => c.Needed.Contains(i)).ToList();
        var decided = new RequirementDecided(needed, [.. open.Except(needed)], Sealed.For(s.Request.PatientId, c.Reason), c.By, c.At);
        var after = (PriorAuthorization.Assembling)PriorAuthorization.Evolve(s, decided);
        return after.File is { Needed: [], Requirement: { } found }
            ? [decided, new AuthorizationNotNeeded(s.Request.PatientId, s.Request.PayerId, found.Rule, found.GoodThrough, c.At)]
            : [decided, .. Returned(after.File, c.At)];
    }

    private static IEnumerable<PriorAuthorizationEvent> StillMissing(PriorAuthorization.Begun authorization, SupplyDocument c)
    {
        if (authorization is not PriorAuthorization.Incomplete { IsForProvider: true, Documents: var before }) return [];
        var after = (PriorAuthorization.Begun)PriorAuthorization.Evolve(authorization, new DocumentSupplied(c.Document, c.By, c.At));
        return after.File.Missing.Count > 0 && !after.File.Missing.SequenceEqual(before, StringComparer.Ordinal) ? Returned(after.File, c.At) : [];
    }

    private static IEnumerable<PriorAuthorizationEvent> Returned(Dossier file, DateTimeOffset at)
    {
        if (file.Missing is not { Count: > 0 } missing) return [];
        return [new PackageReturned([.. missing.Select(l => $"document-{l}")], AuthorizationRoles.ProvidersDelegate, at) { Documents = missing }];
    }

    private static Decision<PriorAuthorizationEvent> Pack(PriorAuthorization.Begun authorization, AssemblePackage c)
    {
        if (authorization is PriorAuthorization.Held { Package: var held } && held with { Documents = c.Package.Documents } == c.Package) return [];
        var assembled = new PackageAssembled(c.Package, c.At);
        if (c.Package.Transport == Payers.Transports.Manual || !AuthorizationHandoffs.MaySubmit(new SubmissionFacts(authorization.Request, c.Package))) return assembled;
        var packed = (PriorAuthorization.Packed)PriorAuthorization.Evolve(authorization, assembled);
        return [assembled, PriorAuthorizationDecider.Submission(packed, packed.File.Packages, c.At), PriorAuthorizationDecider.Disclosure(authorization.Request, c.Package, c.At)];
    }
}
