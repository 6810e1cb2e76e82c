using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Healthcare.X12;

namespace Healthcare.SystemTests.Sandbox;

public sealed class SendingClaims : AtTheSandbox
{
    private const string Claims = "/clearinghouse/claims";
    private const string Acknowledgements = "/partner/v1/acknowledgements";
    private const string Remittances = "/partner/v1/remittances";
    private const string Deposits = "/partner/v1/deposits";

    [Test, CancelAfter(300_000)]
    public async Task A_claim_is_acknowledged_accepted_paid_and_deposited(CancellationToken cancel)
    {
        await SendAsync(Samples.Claims(101, Samples.Claim("CLM101", ("99243", 250.00m), ("97110", 133.33m))), cancel);
        var advice = await RemittanceAsync("CLM101", cancel);
        var acknowledged = Sandbox.Gateway.On(Acknowledgements, "HARBOR");
        var functional = acknowledged.SelectMany(a => Acknowledgement999.Read(a.Body, new X12Findings())).Single(a => a.GroupControlNumber == "101");
        var statuses = acknowledged.SelectMany(a => ClaimAcknowledgement277.Read(a.Body, new X12Findings())).SelectMany(a => a.Claims).Where(c => c.ClaimId == "CLM101").ToList();
        var claim = advice.Claims.Single();
        Assert.Multiple(() =>
        {
            Assert.That(functional.Outcome, Is.EqualTo(AcknowledgementOutcome.Accepted));
            Assert.That(statuses.Select(s => s.Statuses[0].Category), Is.EqualTo(new[] { "A1", "A2" }));
            Assert.That(statuses.Select(s => s.IsAccepted), Is.EqualTo(new[] { false, true }));
            Assert.That(statuses[1].PayerControlNumber, Is.Not.Empty.And.EqualTo(claim.PayerControlNumber));
            Assert.That(claim.Charge, Is.EqualTo(383.33m));
            Assert.That(claim.Lines.Select(l => l.Paid), Is.EqualTo(new[] { 180.00m, 85.33m }));
            Assert.That(claim.Lines.SelectMany(l => l.Adjustments).Select(a => (a.Group, a.Reason, a.Amount)), Is.EqualTo(new[] { ("CO", "45", 50.00m), ("PR", "3", 20.00m), ("CO", "45", 26.67m), ("PR", "2", 21.33m) }));
            Assert.That(claim.PatientResponsibility, Is.EqualTo(41.33m));
            Assert.That(claim.Lines.Select(l => l.LineControlNumber), Is.EqualTo(new[] { "CLM101-1", "CLM101-2" }));
            Assert.That(advice.Header.Payee?.Id, Is.EqualTo(Samples.Npi));
        });
        var deposit = await DepositAsync(advice.Header.TraceNumber ?? "", cancel);
        Assert.That(deposit.GetProperty("amount").GetString(), Is.EqualTo("265.33"));
        Assert.That(advice.Summary.Payment, Is.EqualTo(265.33m));
        Assert.That(deposit.GetProperty("originatorId").GetString(), Is.EqualTo(advice.Header.PayerIdentifier));
    }

    [Test, CancelAfter(300_000)]
    public async Task Every_remittance_of_random_claims_balances_to_the_cent([Values(1, 2, 3, 4, 5)] int seed, CancellationToken cancel)
    {
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
        var random = new Random(seed);
        var claims = Enumerable.Range(1, 20).Select(n => Samples.Claim(
            string.Create(CultureInfo.InvariantCulture, $"R{seed}N{n}"),
            [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => (random.Next(2) == 0 ? "99213" : "97110", random.Next(1, 100_000) / 100m))])).ToArray();
        await SendAsync(Samples.Claims(200 + seed, claims), cancel);
        var advice = await RemittanceAsync(string.Create(CultureInfo.InvariantCulture, $"CLP*R{seed}N1*"), cancel);
        var deposit = await DepositAsync(advice.Header.TraceNumber ?? "", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(advice.Claims, Has.Count.EqualTo(20));
            Assert.That(advice.Summary.Charged, Is.EqualTo(claims.Sum(c => c.Charge)));
            Assert.That(advice.Claims.All(c => c.Balances && c.Lines.All(l => l.Imbalance == 0)), Is.True);
            Assert.That(advice.Summary.Balances, Is.True);
            Assert.That(decimal.Parse(deposit.GetProperty("amount").GetString() ?? "", CultureInfo.InvariantCulture), Is.EqualTo(advice.Summary.Payment));
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task The_same_interchange_again_changes_nothing(CancellationToken cancel)
    {
        var bytes = Samples.Claims(301, Samples.Claim("CLM301", ("97110", 80m)));
        var first = await SendAsync(bytes, cancel);
        var again = await SendAsync(bytes, cancel);
        Assert.That(again, Is.EqualTo(first));
        await RemittanceAsync("CLM301", cancel);
        Assert.That(Sandbox.Gateway.On(Remittances, "CLM301"), Has.Count.EqualTo(1));
    }

    [Test, CancelAfter(300_000)]
    public async Task Another_interchange_under_the_same_control_number_is_refused(CancellationToken cancel)
    {
        await SendAsync(Samples.Claims(302, Samples.Claim("CLM302", ("97110", 80m))), cancel);
        await SendAsync(Samples.Claims(302, Samples.Claim("CLM302B", ("97110", 80m))), cancel);
        Assert.That((await InterchangeAsync("000000302", cancel)).NoteCode, Is.EqualTo("025"));
        Assert.That(Sandbox.Gateway.On(Remittances, "CLM302B"), Is.Empty);
    }

    [TestCase("IEA*1*000000303", "IEA*2*000000303", "021")]
    [TestCase("IEA*1*000000303", "IEA*1*000000304", "001")]
    [TestCase("IEA*1*000000303~", "", "023")]
    [CancelAfter(300_000)]
    public async Task An_envelope_that_does_not_hold_is_refused_whole(string was, string isNow, string note, CancellationToken cancel)
    {
        // Each case is an interchange of its own.
        var number = note switch { "021" => "311", "001" => "312", _ => "313" };
        var text = Encoding.ASCII.GetString(Samples.Claims(303, Samples.Claim("CLM" + number, ("97110", 80m))).Span)
            .Replace(was, isNow, StringComparison.Ordinal).Replace("000000303", "000000" + number, StringComparison.Ordinal);
        await SendAsync(Encoding.ASCII.GetBytes(text), cancel);
        var refused = await InterchangeAsync("000000" + number, cancel);
        Assert.That(refused.Outcome, Is.EqualTo(AcknowledgementOutcome.Rejected));
        Assert.That(refused.NoteCode, Is.EqualTo(note));
    }

    [TestCase("SE*", "SE*9", "4", 321)]
    [TestCase("CLM*CLM322*80*", "CLM*CLM322*90*", "I5", 322)]
    [CancelAfter(300_000)]
    public async Task A_set_that_breaks_count_or_guide_is_refused_and_not_paid(string was, string isNow, string code, int interchange, CancellationToken cancel)
    {
        var claim = string.Create(CultureInfo.InvariantCulture, $"CLM{interchange}");
        var text = Encoding.ASCII.GetString(Samples.Claims(interchange, Samples.Claim(claim, ("97110", 80m))).Span).Replace(was, isNow, StringComparison.Ordinal);
        await SendAsync(Encoding.ASCII.GetBytes(text), cancel);
        var control = interchange.ToString(CultureInfo.InvariantCulture);
        var arrived = await Sandbox.Gateway.WaitAsync(Acknowledgements, $"AK1*HC*{control}", 1, cancel);
        var refused = Acknowledgement999.Read(arrived[0].Body, new X12Findings()).Single();
        Assert.Multiple(() =>
        {
            Assert.That(refused.Outcome, Is.EqualTo(AcknowledgementOutcome.Rejected));
            Assert.That(refused.Sets.Single().ErrorCodes, Does.Contain(code));
            Assert.That(Sandbox.Gateway.On(Remittances, claim), Is.Empty);
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task A_claim_for_a_payer_that_nobody_knows_is_refused_and_its_neighbour_is_paid(CancellationToken cancel)
    {
        var known = Samples.Claim("CLM331", ("97110", 80m));
        var unknown = Samples.Claim("CLM332", ("97110", 80m));
        await SendAsync(Samples.Claims(331, known, unknown with { Payer = unknown.Payer with { Id = "NOBODY" } }), cancel);
        Assert.That((await RemittanceAsync("CLM331", cancel)).Claims.Select(c => c.ClaimId), Is.EqualTo(new[] { "CLM331" }));
        Assert.That(await DecidedAsync("CLM332", cancel), Is.EqualTo(("A7", "U")));
    }

    [TestCase("reject-set")]
    [TestCase("reject-claim")]
    [TestCase("never")]
    [CancelAfter(300_000)]
    public async Task A_script_keeps_a_claim_from_being_paid(string behaviour, CancellationToken cancel)
    {
        var id = $"CS-{behaviour}";
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = id }, behaviour, step = "claim" }, cancel);
        await SendAsync(Samples.Claims(400 + behaviour.Length, Samples.Claim(id, ("97110", 80m))), cancel);
        // A later batch that went all the way shows that nothing more is to come of this one.
        await SendAsync(Samples.Claims(450 + behaviour.Length, Samples.Claim($"AFTER-{behaviour}", ("97110", 80m))), cancel);
        await RemittanceAsync($"AFTER-{behaviour}", cancel);
        Assert.That(Sandbox.Gateway.On(Remittances, id), Is.Empty);
        if (behaviour == "reject-claim") Assert.That(await DecidedAsync(id, cancel), Is.EqualTo(("A7", "U")));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_remittance_out_of_balance_says_so_in_its_bytes(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "CLM501" }, behaviour = "out-of-balance", amount = 5m }, cancel);
        await SendAsync(Samples.Claims(501, Samples.Claim("CLM501", ("97110", 80m))), cancel);
        var advice = await RemittanceAsync("CLM501", cancel, balanced: false);
        Assert.That(advice.Summary.Imbalance, Is.EqualTo(5m));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_denied_claim_is_paid_nothing_and_nothing_is_deposited(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "CLM502" }, behaviour = "deny", step = "remittance", reason = "197" }, cancel);
        await SendAsync(Samples.Claims(502, Samples.Claim("CLM502", ("97110", 80m))), cancel);
        var advice = await RemittanceAsync("CLM502", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(advice.Claims.Single().Status, Is.EqualTo("4"));
            Assert.That(advice.Claims.Single().Lines.Single().Adjustments.Single(), Is.EqualTo(new ClaimAdjustment("CO", "197", 80m, null)));
            Assert.That(advice.Header.Method, Is.EqualTo("NON"));
        });
        var outbox = await Sandbox.GetAsync("/sandbox/outbox?step=deposit", cancel);
        Assert.That(outbox.ToString(), Does.Not.Contain(advice.Header.TraceNumber));
    }

    [Test, CancelAfter(300_000)]
    public async Task Money_that_is_taken_back_reverses_every_amount_and_pays_nothing(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "CLM503" }, behaviour = "take-back" }, cancel);
        await SendAsync(Samples.Claims(503, Samples.Claim("CLM503", ("99213", 120m))), cancel);
        var arrived = await Sandbox.Gateway.WaitAsync(Remittances, "CLM503", 2, cancel);
        var (paid, reversed) = (await ReadAsync(arrived[0], balanced: true, cancel), await ReadAsync(arrived[1], balanced: true, cancel));
        Assert.Multiple(() =>
        {
            Assert.That(reversed.Claims.Single().IsReversal, Is.True);
            Assert.That(reversed.Claims.Single().Paid, Is.EqualTo(-paid.Claims.Single().Paid));
            Assert.That(reversed.Summary.Payment, Is.Zero);
            Assert.That(reversed.Summary.ProviderAdjustments.Single().Code, Is.EqualTo("FB"));
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task A_recoupment_lowers_the_payment_and_the_deposit_alike(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "CLM504" }, behaviour = "recoup", amount = 7.5m }, cancel);
        await SendAsync(Samples.Claims(504, Samples.Claim("CLM504", ("97110", 100m))), cancel);
        var advice = await RemittanceAsync("CLM504", cancel);
        Assert.That(advice.Summary.Payment, Is.EqualTo(64m - 7.5m));
        Assert.That((await DepositAsync(advice.Header.TraceNumber ?? "", cancel)).GetProperty("amount").GetString(), Is.EqualTo("56.50"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_deposit_of_another_amount_and_a_remittance_sent_twice_come_when_told(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "CLM505" }, behaviour = "wrong-amount", amount = 3m }, cancel);
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "CLM505" }, behaviour = "twice", step = "remittance" }, cancel);
        await SendAsync(Samples.Claims(505, Samples.Claim("CLM505", ("97110", 100m))), cancel);
        var arrived = await Sandbox.Gateway.WaitAsync(Remittances, "CLM505", 2, cancel);
        var advice = await ReadAsync(arrived[1], balanced: true, cancel);
        Assert.That((await DepositAsync(advice.Header.TraceNumber ?? "", cancel)).GetProperty("amount").GetString(), Is.EqualTo("67.00"));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_is_not_x12_is_refused_at_the_door(CancellationToken cancel)
    {
        using var json = await Sandbox.PostAsync(Claims, "{}"u8.ToArray(), "application/json", cancel);
        using var noise = await Sandbox.PostAsync(Claims, "hello"u8.ToArray(), RunningSandbox.X12, cancel);
        Assert.That(json.StatusCode, Is.EqualTo(HttpStatusCode.UnsupportedMediaType));
        Assert.That(noise.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    private static async Task<RemittanceAdvice> ReadAsync(Arrived arrived, bool balanced, CancellationToken cancel)
    {
        var findings = new X12Findings();
        using var stream = new MemoryStream(arrived.Body);
        var advice = (await RemittanceReader.ReadAdvicesAsync(stream, findings, cancel)).Single();
        if (balanced) Assert.That(findings.Kept, Is.Empty, Encoding.ASCII.GetString(arrived.Body));
        return advice;
    }

    private async Task<string> SendAsync(ReadOnlyMemory<byte> interchange, CancellationToken cancel)
    {
        using var answer = await Sandbox.PostAsync(Claims, interchange, RunningSandbox.X12, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    private async Task<RemittanceAdvice> RemittanceAsync(string holding, CancellationToken cancel, bool balanced = true) =>
        await ReadAsync((await Sandbox.Gateway.WaitAsync(Remittances, holding, 1, cancel))[0], balanced, cancel);

    private async Task<JsonElement> DepositAsync(string trace, CancellationToken cancel) =>
        JsonElement.Parse((await Sandbox.Gateway.WaitAsync(Deposits, trace, 1, cancel))[0].Body);

    private async Task<InterchangeAcknowledgement> InterchangeAsync(string control, CancellationToken cancel) =>
        InterchangeAcknowledgement.Read((await Sandbox.Gateway.WaitAsync(Acknowledgements, $"TA1*{control}", 1, cancel))[0].Body, new X12Findings()).Single();

    private async Task<(string Category, string Action)> DecidedAsync(string claimId, CancellationToken cancel)
    {
        var arrived = await Sandbox.Gateway.WaitAsync(Acknowledgements, $"TRN*2*{claimId}~STC*A7", 1, cancel);
        var claim = arrived.SelectMany(a => ClaimAcknowledgement277.Read(a.Body, new X12Findings())).SelectMany(a => a.Claims).Single(c => c.ClaimId == claimId && c.IsRejected);
        return (claim.Statuses[0].Category, claim.Statuses[0].Action);
    }
}
