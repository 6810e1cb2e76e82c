using System.Globalization;
using System.Text.Json;
using Healthcare.Local.Stories;

namespace Healthcare.Local.Demo;

/// <summary>A case's money, exact to the cent.</summary>
internal sealed record Money(decimal Charged, decimal Paid, decimal Adjusted, decimal PatientResponsibility, decimal Open, decimal Debits, decimal Credits)
{
    public bool Balances => Charged == Paid + Adjusted + PatientResponsibility + Open && Debits == Credits && Debits > 0;
}

internal sealed record Step(DateTimeOffset At, string Service, string Type, string Role);

/// <summary>What the people who look at a case see of it: its id, its steps, its money.</summary>
internal sealed class CaseFile(Door compliance, Door finance)
{
    public async Task<string?> IdOfAsync(string trackingId, CancellationToken cancel)
    {
        var cases = await compliance.GetAsync($"/api/audit/v1/cases?trackingId={trackingId}", cancel);
        return cases.GetProperty("items").EnumerateArray().Select(c => c.GetProperty("caseId").GetString()).FirstOrDefault();
    }

    public async Task<IReadOnlyList<Step>> TimelineAsync(string caseId, CancellationToken cancel)
    {
        var timeline = await compliance.GetAsync($"/api/audit/v1/cases/{caseId}/timeline", cancel);
        return
        [
            .. timeline.GetProperty("events").EnumerateArray().Select(e => new Step(
                e.GetProperty("at").GetDateTimeOffset(), e.GetProperty("service").GetString() ?? "", e.GetProperty("type").GetString() ?? "", e.GetProperty("role").GetString() ?? "")),
        ];
    }

    /// <summary>Boundary by boundary: who owned it, how long, why it waited.</summary>
    public async Task<IReadOnlyList<Boundary>> BoundariesAsync(string caseId, CancellationToken cancel)
    {
        var seen = await compliance.GetAsync($"/api/audit/v1/cases/{caseId}/boundaries", cancel);
        return
        [
            .. seen.GetProperty("attempts").EnumerateArray().Select(b => new Boundary(
                b.GetProperty("boundary").GetString() ?? "", b.GetProperty("service").GetString() ?? "", b.GetProperty("ownerRole").GetString() ?? "",
                b.GetProperty("from").GetDateTimeOffset(), b.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.String ? to.GetDateTimeOffset() : null,
                b.GetProperty("outcome").GetString() ?? "", [.. b.GetProperty("why").EnumerateArray().Select(w => w.GetString() ?? "")])),
        ];
    }

    public async Task<Money?> MoneyAsync(string caseId, CancellationToken cancel)
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
