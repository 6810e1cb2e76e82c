using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace Healthcare.Local.Demo;

/// <summary>What became of one case.</summary>
internal sealed record CaseResult(int Number, string TrackingId, string? CaseId, string Stage, TimeSpan Took, Money? Money, IReadOnlyList<Step> Timeline, string? Problem)
{
    public bool Arrived => Problem is null;
}

/// <summary>One case from the partner's POST to the journal, as its partner and its people see it.</summary>
internal sealed class Journey(Door partner, CaseFile cases, Action<int, string> stageReached)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    public async Task<CaseResult> RunAsync(int number, byte[] referral, string key, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var (answer, receipt) = await partner.SendAsync(
            HttpMethod.Post,
            "/partner/v1/referrals",
            () => new ByteArrayContent(referral) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } },
            cancel,
            idempotencyKey: key);
        using (answer)
        {
            if (answer.StatusCode is not (HttpStatusCode.Created or HttpStatusCode.OK or HttpStatusCode.Accepted))
                return new CaseResult(number, "", CaseId: null, "refused", clock.Elapsed, Money: null, [], $"the referral was answered with {(int)answer.StatusCode}: {receipt}");
        }

        var trackingId = receipt.GetProperty("trackingId").GetString() ?? "";
        var stage = await FollowAsync(number, trackingId, clock, cancel);
        var took = clock.Elapsed;
        var caseId = await cases.IdOfAsync(trackingId, cancel);
        if (caseId is null) return new CaseResult(number, trackingId, CaseId: null, stage, took, Money: null, [], "the audit trail knows no such case");
        var timeline = await cases.TimelineAsync(caseId, cancel);
        var money = await cases.MoneyAsync(caseId, cancel);
        var problem = stage != "posted" ? $"it stands at {stage}" : money is null ? "no money was found" : money.Balances ? null : $"its money does not balance: {money}";
        return new CaseResult(number, trackingId, caseId, stage, took, money, timeline, problem);
    }

    private async Task<string> FollowAsync(int number, string trackingId, Stopwatch clock, CancellationToken cancel)
    {
        var stage = "received";
        while (clock.Elapsed < Bound)
        {
            var (answer, body) = await partner.SendAsync(HttpMethod.Get, $"/partner/v1/cases/{trackingId}", content: null, cancel);
            using (answer)
            {
                // The trail follows the services by a moment.
                if (answer.IsSuccessStatusCode && body.GetProperty("stage").GetString() is { } now && now != stage) stageReached(number, stage = now);
            }

            if (stage is "posted" or "authorization-denied" or "declined" or "not-covered") return stage;
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, cancel);
        }

        return stage;
    }
}
