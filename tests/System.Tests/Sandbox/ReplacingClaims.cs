using System.Text;
using Healthcare.X12;

namespace Healthcare.SystemTests.Sandbox;

/// <summary>A payer that is strict about replacements, is asked where a claim stands, and asks for records.</summary>
public sealed class ReplacingClaims : AtTheSandbox
{
    private const string Claims = "/clearinghouse/claims";
    private const string Acknowledgements = "/partner/v1/acknowledgements";
    private const string Remittances = "/partner/v1/remittances";

    [Test, CancelAfter(300_000)]
    public async Task A_claim_that_was_denied_as_told_is_paid_once_it_is_replaced(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "RPL1" }, behaviour = "deny", step = "remittance", reason = "CO-252", text = "M127" }, cancel);
        var original = Samples.Claim("RPL1", ("97110", 80m));
        await SendAsync(Samples.Claims(601, original), cancel);
        var denied = (await RemittancesAsync("RPL1", 1, cancel))[0].Claims.Single();
        await SendAsync(Samples.Claims(602, original with { Frequency = "7", PayerControlNumber = denied.PayerControlNumber }), cancel);
        var paid = (await RemittancesAsync("RPL1", 2, cancel))[1].Claims.Single();
        Assert.Multiple(() =>
        {
            Assert.That((denied.Status, denied.Lines.Single().Adjustments.Single()), Is.EqualTo(("4", new ClaimAdjustment("CO", "252", 80m, null))));
            Assert.That(denied.Lines.Single().RemarkCodes, Is.EqualTo(new[] { "M127" }));
            Assert.That((paid.Status, paid.Paid, paid.PayerControlNumber == denied.PayerControlNumber), Is.EqualTo(("1", 51.20m, false)));
        });
    }

    [TestCase("7", false, 611)]
    [TestCase("8", false, 612)]
    [TestCase("1", true, 613)]
    [CancelAfter(300_000)]
    public async Task A_number_that_does_not_go_with_its_frequency_is_refused_by_277CA(string frequency, bool names, int interchange, CancellationToken cancel)
    {
        var id = $"F8N{interchange}";
        // Our writer refuses to write such a claim, so the bytes are bent.
        var sound = Samples.Claim(id, ("97110", 80m)) with { Frequency = names ? "7" : "1", PayerControlNumber = names ? "ICN1" : null };
        var text = Encoding.ASCII.GetString(Samples.Claims(interchange, sound).Span).Replace($"11:B:{sound.Frequency}*", $"11:B:{frequency}*", StringComparison.Ordinal);
        await SendAsync(Encoding.ASCII.GetBytes(text), cancel);
        var arrived = await Sandbox.Gateway.WaitAsync(Acknowledgements, $"TRN*2*{id}~STC*A3", 1, cancel);
        var refused = arrived.SelectMany(a => ClaimAcknowledgement277.Read(a.Body, new X12Findings())).SelectMany(a => a.Claims).Single(c => c.ClaimId == id && c.IsRejected);
        Assert.That((refused.Statuses[0].Category, refused.Statuses[0].Status), Is.EqualTo(("A3", "464")));
        Assert.That(Sandbox.Gateway.On(Remittances, id), Is.Empty);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_void_takes_back_what_was_paid(CancellationToken cancel)
    {
        var original = Samples.Claim("VOID1", ("97110", 80m));
        await SendAsync(Samples.Claims(621, original), cancel);
        var paid = (await RemittancesAsync("VOID1", 1, cancel))[0].Claims.Single();
        await SendAsync(Samples.Claims(622, original with { Frequency = "8", PayerControlNumber = paid.PayerControlNumber }), cancel);
        var voided = (await RemittancesAsync("VOID1", 2, cancel))[1];
        Assert.That((voided.Claims.Single().IsReversal, voided.Claims.Single().Paid, voided.Summary.Payment, voided.Summary.Balances), Is.EqualTo((true, -51.20m, 0m, true)));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_file_that_was_lost_is_acknowledged_when_the_same_bytes_come_again(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "LOST1" }, behaviour = "never", step = "claim", times = 1 }, cancel);
        var bytes = Samples.Claims(631, Samples.Claim("LOST1", ("97110", 80m)));
        await SendAsync(bytes, cancel);
        Assert.That(Sandbox.Gateway.On(Acknowledgements, "LOST1"), Is.Empty);
        await SendAsync(bytes, cancel);
        Assert.That((await RemittancesAsync("LOST1", 1, cancel))[0].Claims.Single().ClaimId, Is.EqualTo("LOST1"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_script_for_one_claim_of_a_file_leaves_its_neighbour_alone(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "ONE1" }, behaviour = "reject-claim", step = "claim" }, cancel);
        await SendAsync(Samples.Claims(641, Samples.Claim("ONE1", ("97110", 80m)), Samples.Claim("TWO1", ("97110", 90m))), cancel);
        Assert.That((await RemittancesAsync("TWO1", 1, cancel))[0].Claims.Select(c => c.ClaimId), Is.EqualTo(new[] { "TWO1" }));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_payer_says_where_a_claim_stands_and_asks_for_records(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { patientControlNumber = "ASK1" }, behaviour = "request-records", step = "claim", reason = "11504-8" }, cancel);
        await SendAsync(Samples.Claims(651, Samples.Claim("ASK1", ("97110", 80m))), cancel);
        await RemittancesAsync("ASK1", 1, cancel);
        var request = Sandbox.Gateway.On(Acknowledgements, "ASK1").SelectMany(a => ClaimStatusMessage.ReadAnswers(a.Body, new X12Findings())).Single(m => m.Kind == ClaimStatusKind.InformationRequest);
        await SendAsync(Question("ASK1", 652), cancel, "/clearinghouse/claim-status");
        await SendAsync(Question("NOBODY1", 653), cancel, "/clearinghouse/claim-status");
        var final = await AnswerAsync("ASK1", "F1", cancel);
        var pending = await AnswerAsync("NOBODY1", "P1", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(request.References.Single(r => r.Qualifier == "EJ").Value, Is.EqualTo("ASK1"));
            Assert.That(request.RequestedDocuments, Is.EqualTo(new[] { "11504-8" }));
            Assert.That(request.RespondBy, Is.Not.Null);
            Assert.That((final.Statuses[0].Category, pending.Statuses[0].Category), Is.EqualTo(("F1", "P1")));
        });
    }

    private static ReadOnlyMemory<byte> Question(string id, int interchange)
    {
        var claim = Samples.Claim(id, ("97110", 80m));
        var message = new ClaimStatusMessage
        {
            Kind = ClaimStatusKind.Request, Reference = id, At = new DateTime(2026, 3, 9, 12, 0, 0), Source = claim.Payer, Receiver = new Party { EntityCode = "41", Name = "HARBOR", IdQualifier = "46", Id = "HARBOR" },
            Provider = claim.BillingProvider with { EntityCode = "1P", Address = null, References = [] }, Subscriber = claim.Subscriber, Level = "22", Trace = new TraceNumber("1", id),
        };
        return X12Document.Write(
            new InterchangeEnvelope("ZZ", "HARBOR", "ZZ", "CLEARHOUSE", message.At, interchange),
            new GroupEnvelope(ClaimStatusMessage.RequestFunctionalId, "HARBOR", "CLEARHOUSE", message.At, interchange, ClaimStatusMessage.Version),
            writer => message.Write(writer, "0001")).Bytes;
    }

    private async Task<ClaimStatusMessage> AnswerAsync(string id, string category, CancellationToken cancel)
    {
        var arrived = await Sandbox.Gateway.WaitAsync(Acknowledgements, $"TRN*2*{id}~STC*{category}", 1, cancel);
        return arrived.SelectMany(a => ClaimStatusMessage.ReadAnswers(a.Body, new X12Findings())).Last(m => m.Kind == ClaimStatusKind.Answer && m.Trace.Number == id);
    }

    private async Task<IReadOnlyList<RemittanceAdvice>> RemittancesAsync(string id, int count, CancellationToken cancel)
    {
        var advices = new List<RemittanceAdvice>();
        foreach (var arrived in await Sandbox.Gateway.WaitAsync(Remittances, id, count, cancel))
        {
            using var stream = new MemoryStream(arrived.Body);
            advices.AddRange(await RemittanceReader.ReadAdvicesAsync(stream, new X12Findings(), cancel));
        }

        return advices;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel, string path = Claims)
    {
        using var answer = await Sandbox.PostAsync(path, bytes.ToArray(), RunningSandbox.X12, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(202), await answer.Content.ReadAsStringAsync(cancel));
    }
}
