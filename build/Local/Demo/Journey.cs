using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Healthcare.Local.Demo;

/// <summary>What became of one case.</summary>
internal sealed record CaseResult(int Number, string TrackingId, string? CaseId, string Stage, TimeSpan Took, Money? Money, IReadOnlyList<Step> Timeline, string? Problem)
{
    public bool Arrived => Problem is null;
}

/// <summary>A case's money, exact to the cent.</summary>
internal sealed record Money(decimal Charged, decimal Paid, decimal Adjusted, decimal PatientResponsibility, decimal Open, decimal Debits, decimal Credits)
{
    public bool Balances => Charged == Paid + Adjusted + PatientResponsibility + Open && Debits == Credits && Debits > 0;
}

internal sealed record Step(DateTimeOffset At, string Service, string Type, string Role);

/// <summary>One case from the partner's POST to the journal, as its partner and its people see it.</summary>
internal sealed class Journey(Door partner, Door compliance, Door finance, Action<int, string> stageReached)
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
        var caseId = await CaseIdAsync(trackingId, cancel);
        if (caseId is null) return new CaseResult(number, trackingId, CaseId: null, stage, took, Money: null, [], "the audit trail knows no such case");
        var timeline = await TimelineAsync(caseId, cancel);
        var money = await MoneyAsync(caseId, cancel);
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

            if (stage is "posted" or "denied" or "rejected") return stage;
            await Task.Delay(TimeSpan.FromMilliseconds(150), TimeProvider.System, cancel);
        }

        return stage;
    }

    private async Task<string?> CaseIdAsync(string trackingId, CancellationToken cancel)
    {
        var cases = await compliance.GetAsync($"/api/audit/v1/cases?trackingId={trackingId}", cancel);
        return cases.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("caseId").GetString()).FirstOrDefault();
    }

    private async Task<IReadOnlyList<Step>> TimelineAsync(string caseId, CancellationToken cancel)
    {
        var timeline = await compliance.GetAsync($"/api/audit/v1/cases/{caseId}/timeline", cancel);
        return
        [
            .. timeline.GetProperty("events").EnumerateArray().Select(e => new Step(
                e.GetProperty("at").GetDateTimeOffset(), e.GetProperty("service").GetString() ?? "", e.GetProperty("type").GetString() ?? "", e.GetProperty("role").GetString() ?? "")),
        ];
    }

    private async Task<Money?> MoneyAsync(string caseId, CancellationToken cancel)
    {
        var accounts = await finance.GetAsync($"/api/reconciliation/v1/claim-accounts?caseId={caseId}", cancel);
        Money? sum = null;
        foreach (var account in accounts.GetProperty("items").EnumerateArray())
        {
            var journals = account.GetProperty("journals").EnumerateArray().ToList();
            var one = new Money(
                Amount(account, "charged"), Amount(account, "paid"), Amount(account, "adjusted"), Amount(account, "patientResponsibility"), Amount(account, "open"),
                journals.Sum(j => Amount(j, "debits")), journals.Sum(j => Amount(j, "credits")));
            sum = sum is null
                ? one
                : new Money(
                    sum.Charged + one.Charged, sum.Paid + one.Paid, sum.Adjusted + one.Adjusted, sum.PatientResponsibility + one.PatientResponsibility,
                    sum.Open + one.Open, sum.Debits + one.Debits, sum.Credits + one.Credits);
        }

        return sum;
    }

    private static decimal Amount(JsonElement parent, string name) => decimal.Parse(parent.GetProperty(name).GetString() ?? "", CultureInfo.InvariantCulture);
}
