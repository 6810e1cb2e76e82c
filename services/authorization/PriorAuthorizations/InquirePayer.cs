using Healthcare.Authorization.Payers;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A person asks the payer what became of the request.</summary>
public sealed record InquirePayer(Guid PayloadId, Actor By, DateTimeOffset At) : PriorAuthorizationCommand(At), IJudgment
{
    public const string Kind = "pas-inquire";
}

internal static class InquirePayerEndpoint
{
    internal static void Map(RouteGroupBuilder authorizations) =>
        authorizations.MapPost("/{authorizationId:guid}/inquiry", HandleAsync).RequireAuthorization(AuthorizationRoles.Specialists)
            .Answering(KnownProblems.Unprocessable)
            .Described(
                "inquirePayer",
                "Asks the payer what became of the request (PAS $inquire), where its notification is missed; nothing asks by itself",
                PriorAuthorizationRefusals.Unknown,
                PriorAuthorizationRefusals.NothingToAsk,
                PriorAuthorizationRefusals.Erased,
                PriorAuthorizationRefusals.Ended,
                Judgments.PersonMustDecide);

    private static async Task<Results<CommandResult, ProblemResult>> HandleAsync(
        Guid authorizationId,
        Streams<PriorAuthorizationCommand> authorizations,
        PackageAssembly packages,
        PasTransport pas,
        PayerDirectory payers,
        OriginalStore originals,
        CallScope scope,
        Caller caller,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        if (state is not PriorAuthorization.Begun begun) return new Outcome.Refused(PriorAuthorizationRefusals.Unknown).ToHttp();
        if (state is not PriorAuthorization.Packed { Package.Transport: null } || !payers.HasEndpoint(begun.Request.PayerId, InquirePayer.Kind)) return new Outcome.Refused(PriorAuthorizationRefusals.NothingToAsk).ToHttp();
        scope.Context = scope.Context with { CaseId = begun.Request.CaseId };
        var at = clock.GetUtcNow();
        if (await packages.AskAsync(authorizationId, begun, at, cancel) is not { } ask) return new Outcome.Refused(PriorAuthorizationRefusals.Erased).ToHttp();
        var written = pas.WriteInquiry(ask);
        if (written.Problems.Count > 0) return UpdateAuthorizationEndpoint.Unwritable(written.Problems);
        if (await originals.KeepAsync(written.Bytes, PasTransport.FhirMediaType, "authorization", cancel) is not Keeping.Kept kept) return KnownProblems.BodyTooLarge.ToResult();
        await originals.AssignAsync(kept.Id, begun.Request.PatientId, cancel);
        return (await authorizations.ExecuteAsync(authorizationId, new InquirePayer(kept.Id.Value, caller.ToActor(), at), cancel)).ToHttp();
    }
}
