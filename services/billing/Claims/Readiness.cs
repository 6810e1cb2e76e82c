using Healthcare.Billing.Charges;
using Healthcare.Billing.Edits;
using Healthcare.Billing.Encounters;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Billing.Claims;

/// <summary>How much of what was done is ready to be billed, and what holds back the rest, in dollars; from encounters and claims as they stand.</summary>
internal static class ReadinessEndpoint
{
    private const int Most = 5_000;

    /// <param name="Ready">Built, or on its way and not taken by the payer yet.</param>
    /// <param name="ReadyShare">Of the dollars, from 0 to 100, as a decimal string.</param>
    internal sealed record Shown(int Encounters, int Ready, string Value, string ReadyValue, string ReadyShare, IReadOnlyList<Cause> Causes, IReadOnlyList<FailedConversion> Failed);

    /// <param name="Code">Such as <c>awaiting-codes</c>, <c>charges-incomplete</c>, <c>authorization-absent</c>, <c>edit:E005</c>.</param>
    /// <param name="Role">Whose it is.</param>
    internal sealed record Cause(string Code, string Role, int Count, string Value, string Share);

    /// <summary>A claim that could not be made of its encounter: what to do, and where to try again.</summary>
    internal sealed record FailedConversion(Guid ClaimId, Guid EncounterId, Guid CaseId, IReadOnlyList<string> Codes, string Fix, string Value, DateTimeOffset Since, string RetryUrl);

    internal static void Map(IEndpointRouteBuilder app) => app
        .MapGet("/readiness", GetAsync)
        .RequireAuthorization(BillingRoles.Readers)
        .WithTags("claims")
        .Described("readReadiness", "The share of closed encounters that are ready to be billed, by what holds back the rest, weighted by dollars; with conversions that failed, what mends them and where to try again");

    private static async Task<Ok<Shown>> GetAsync(Views<EncounterDocument> encounters, Views<ClaimDocument> claims, CancellationToken cancel)
    {
        var causes = new List<(string Code, string Role, decimal Value)>();
        foreach (var state in new[] { EncounterState.Charged, EncounterState.MatchFailed, EncounterState.TooLate, EncounterState.SelfPay })
        {
            foreach (var e in await AllAsync(encounters, EncounterView.OfState(state), cancel)) causes.Add((CodeOf(e), RoleOf(e), e.Charges.Sum(c => c.Amount)));
        }

        var held = await AllAsync(claims, ClaimView.OfState(ClaimState.Held), cancel);
        causes.AddRange(held.Select(c => (c.Obstacles is [var first, ..] ? first : ClaimObstacles.Failed, c.Edits is [var edit, ..] ? edit.Role : BillingRoles.ClaimsOperations, c.Content.Total)));
        var ready = new List<decimal>();
        foreach (var state in new[] { ClaimState.Built, ClaimState.Submitted, ClaimState.Acknowledged }) ready.AddRange((await AllAsync(claims, ClaimView.OfState(state), cancel)).Select(c => c.Content.Total));
        var whole = ready.Sum() + causes.Sum(c => c.Value);
        return TypedResults.Ok(new Shown(
            ready.Count + causes.Count,
            ready.Count,
            Money.Text(whole),
            Money.Text(ready.Sum()),
            Share(ready.Sum(), whole),
            [
                .. causes.GroupBy(c => (c.Code, c.Role)).Select(g => new Cause(g.Key.Code, g.Key.Role, g.Count(), Money.Text(g.Sum(c => c.Value)), Share(g.Sum(c => c.Value), whole)))
                    .OrderByDescending(c => c.Value.Length).ThenByDescending(c => c.Value, StringComparer.Ordinal),
            ],
            [.. held.Take(200).Select(c => new FailedConversion(c.ClaimId, c.Content.EncounterId, c.Content.CaseId, c.Obstacles, FixOf(c), Money.Text(c.Content.Total), c.Since, $"/claims/{c.ClaimId:D}/submission"))]));
    }

    private static async Task<IReadOnlyList<TDocument>> AllAsync<TDocument>(Views<TDocument> views, string term, CancellationToken cancel)
        where TDocument : class
    {
        var all = new List<TDocument>();
        ViewCursor? after = null;
        do
        {
            var page = await views.PageAsync(term, after, 500, cancel);
            all.AddRange(page.Documents);
            after = page.Next;
        }
        while (after is not null && all.Count < Most);
        return all;
    }

    private static string Share(decimal part, decimal whole) => Money.Text(whole == 0 ? 0 : Math.Round(part / whole * 100, 2));

    private static string CodeOf(EncounterDocument e) => e switch
    {
        { State: EncounterState.TooLate } => "filing-limit-passed",
        { State: EncounterState.SelfPay } => "self-pay",
        { Gaps.Count: > 0 } => "charges-incomplete",
        { State: EncounterState.Charged } => "awaiting-codes",
        { Diff: [{ Field: Sources.Absent }, ..] } => Sources.Absent,
        { Diff: [var first, ..] } => $"{first.Source}-differs:{first.Field}",
        _ => "match-failed",
    };

    private static string RoleOf(EncounterDocument e) => e switch
    {
        { State: EncounterState.TooLate } => BillingRoles.Lead,
        { State: EncounterState.SelfPay } => "financial-counsellor",
        { Gaps.Count: > 0 } => BillingRoles.Clinician,
        { State: EncounterState.Charged } => BillingRoles.Coder,
        { Diff: [{ Source: Sources.Authorization }, ..] } => "authorization-specialist",
        { Diff: [{ Source: Sources.Encounter }, ..] } => BillingRoles.Coder,
        _ => BillingRoles.Biller,
    };

    private static string FixOf(ClaimDocument claim) => (claim.Obstacles is [var first, ..] ? first : "") switch
    {
        var edit when edit.StartsWith(Claim.EditItem, StringComparison.Ordinal) => ClaimEdits.Built.Find(edit[Claim.EditItem.Length..])?.Fix ?? "Look at what the edit names.",
        ClaimObstacles.Duplicate => "Another claim bills the same service of that day: void or correct that one, or say that this one stands by sending it again.",
        ClaimObstacles.Erased => "The patient's data was erased; nothing can be sent for them.",
        ClaimObstacles.TooLarge => "The file is too large: send the claim in smaller parts.",
        ClaimObstacles.NotBatched => "The claim waited longer than a batch may; send it again.",
        ClaimObstacles.AtPayer => "The payer took an earlier file of this claim after all: replace it (correction) instead of sending it anew.",
        var x12 when x12.StartsWith("x12-", StringComparison.Ordinal) => $"The form lacks something that it must have ({x12[4..]}): complete the registration or the coding, then send it again.",
        _ => "The claim could not be made of the encounter: send it again, and tell the integration team where it fails twice.",
    };
}
