using FluentValidation;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Denials;

/// <summary>Arguing with the payer: an appeal, a reconsideration, a talk from peer to peer, or the proof of timely filing. The strategy is a person's.</summary>
internal static class FileAppealEndpoint
{
    // 42 CFR 422.590(h) and 405.950: thirty to sixty days for a decision; the payer's contract may say less.
    private static readonly TimeSpan DecisionWithin = TimeSpan.FromDays(60);

    /// <param name="Kind">appeal, reconsideration or peer-to-peer.</param>
    /// <param name="Evidence">Policies and records by reference, such as <c>policy/rad-101</c> or <c>DocumentReference/123</c>.</param>
    internal sealed record Request(string Kind, IReadOnlyList<string> Evidence);

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Kind).Must(k => k is "appeal" or "reconsideration" or "peer-to-peer").WithMessage("One of appeal, reconsideration, peer-to-peer.");
            RuleFor(r => r.Evidence).Must(e => e.Count is >= 1 and <= 50).WithMessage("One to fifty references.");
            RuleForEach(r => r.Evidence).Matches("^[A-Za-z]+/[A-Za-z0-9.-]{1,64}$");
        }
    }

    internal static void Map(RouteGroupBuilder denials)
    {
        denials.MapPut("/{denialId:guid}/appeal", HandleAsync).Validating<Request>().RequireAuthorization(BillingRoles.Appellants).Described(
            "fileAppeal", "Says that an appeal, a reconsideration or a peer-to-peer was filed, with its evidence. A person decides it",
            DenialRefusals.Unknown, DenialRefusals.OutOfOrder, DenialRefusals.Resolved, DenialRefusals.WriteOffPending, Judgments.PersonMustDecide);
        denials.MapPut("/{denialId:guid}/proof", ProveAsync).RequireAuthorization(BillingRoles.Appellants).Described(
            "fileFilingProof", "Puts the proof of timely filing together (sent file, 999, 277CA) and files it. A person decides it",
            DenialRefusals.Unknown, DenialRefusals.OutOfOrder, DenialRefusals.Resolved, DenialRefusals.NotProven, DenialRefusals.WriteOffPending, Judgments.PersonMustDecide);
    }

    private static Task<CommandResult> HandleAsync(
        Guid denialId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, DenialWork denials, Caller caller, TimeProvider clock, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        return denials.ExecuteAsync(denialId, version, _ => new FileAppeal(request.Kind, request.Evidence, caller.Subject, at + DecisionWithin, at), cancel);
    }

    private static async Task<CommandResult> ProveAsync(
        Guid denialId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        DenialWork denials,
        Views<DenialDocument> views,
        Views<ClaimDocument> claims,
        Caller caller,
        TimeProvider clock,
        CancellationToken cancel)
    {
        if (await views.FindAsync(denialId, cancel) is not { Facts: var facts } || await claims.FindAsync(facts.ClaimId, cancel) is not { } claim) return new Outcome.Refused(DenialRefusals.Unknown).ToHttp();
        var proof = FilingProof.Of(claim);
        var at = clock.GetUtcNow();
        IReadOnlyList<string> artefacts = [.. proof.Artefacts.Where(a => a.OriginalId is not null).Select(a => $"{a.Kind}/{a.OriginalId:D}")];
        return await denials.ExecuteAsync(denialId, version, _ => new FileProof(proof.IsProven, artefacts, caller.Subject, at + DecisionWithin, at), cancel);
    }
}
