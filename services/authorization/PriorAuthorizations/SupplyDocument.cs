using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A document that the payer wants, or asked for, is handed in.</summary>
public sealed record SupplyDocument(KeptDocument Document, Actor By, DateTimeOffset At) : PriorAuthorizationCommand(At);

internal static partial class SupplyDocumentEndpoint
{
    private const int Largest = 25 * 1024 * 1024;

    internal static void Map(RouteGroupBuilder authorizations) => authorizations.MapPost("/{authorizationId:guid}/documents", HandleAsync).RequireAuthorization(AuthorizationRoles.Suppliers)
        .LimitingBody(Largest)
        .TakingBody("application/octet-stream", "The document as it is, under its own media type, at most 25 MB; kept as it came.", "Operative note")
        .Answering(KnownProblems.NotFound, KnownProblems.BodyTooLarge)
        .Described(
            "supplyDocument",
            "Hands in a document by its LOINC code. A package that waited for it goes out by itself; a payer that asked for it is sent it",
            PriorAuthorizationRefusals.Unknown,
            PriorAuthorizationRefusals.NothingMissing,
            PriorAuthorizationRefusals.Ended,
            PriorAuthorizationRefusals.Erased);

    private static async Task<Results<CommandResult, ProblemResult>> HandleAsync(
        Guid authorizationId,
        string loinc,
        HttpRequest request,
        OriginalStore originals,
        Streams<PriorAuthorizationCommand> authorizations,
        PackageAssembly packages,
        Transactions transactions,
        CallScope scope,
        Caller caller,
        TimeProvider clock,
        CancellationToken cancel)
    {
        if (!Loinc().IsMatch(loinc)) return KnownProblems.Unprocessable.ToResult("The kind of document is a LOINC code, such as 18748-4.");
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        if (state is not PriorAuthorization.Begun { Request: var asked }) return new ProblemResult(PriorAuthorizationRefusals.Unknown.ToProblem());
        scope.Context = scope.Context with { CaseId = asked.CaseId };
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        var bytes = new ReadOnlyMemory<byte>(body.GetBuffer(), 0, (int)body.Length);
        if (bytes.Length == 0) return KnownProblems.Unprocessable.ToResult("The document is empty.");
        if (await originals.KeepAsync(bytes, request.ContentType ?? "application/octet-stream", "authorization", cancel) is not Keeping.Kept kept) return KnownProblems.BodyTooLarge.ToResult();
        await originals.AssignAsync(kept.Id, asked.PatientId, cancel);

        var at = clock.GetUtcNow();
        var document = new KeptDocument(kept.Id.Value.ToString("N"), kept.Id.Value, loinc, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
        var supply = new SupplyDocument(document, caller.ToActor(), at);
        var next = await NextAsync(authorizationId, PackageAssembly.After(state, supply), packages, at, cancel);
        return (await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var outcome = await work.DecideAsync<PriorAuthorizationCommand>(authorizationId, supply, c);
                return outcome is Outcome.Accepted ? await CoverageChecks.CoverageAnswers.DecideAllAsync(work, authorizationId, next, outcome, c) : outcome;
            },
            cancel)).ToHttp();
    }

    private static async Task<IReadOnlyList<PriorAuthorizationCommand>> NextAsync(Guid id, PriorAuthorization after, PackageAssembly packages, DateTimeOffset at, CancellationToken cancel)
    {
        if (after is PriorAuthorization.Incomplete) return await packages.PrepareAsync(id, after, at, cancel);
        if (after is not PriorAuthorization.AtPayer waiting || !waiting.Items.Any(i => i.IsInformationWanted)) return [];
        var (package, problems) = await packages.ChangeAsync(id, waiting, Purposes.Information, waiting.Request.Items, at, cancel);
        return package is null ? [new RecordUnusableAnswer(problems is [var first, ..] ? first : "not-written", AnswerId: null, at, problems)] : [new SubmitUpdate(Purposes.Information, waiting.Request.Items, package, at)];
    }

    [GeneratedRegex(@"\A\d{1,7}-\d\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Loinc();
}
