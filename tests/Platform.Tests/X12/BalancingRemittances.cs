using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class BalancingRemittances
{
    private static readonly string[] Claim =
    [
        "CLP*CASE-1*1*200*130*20*MC*PAYER-1*11*1", "CAS*CO*45*30", "NM1*QC*1*SAMPLE*PERSON****MI*W1", "SVC*HC:99213:25*100*80**1", "DTM*472*20260615", "CAS*CO*45*20",
        "REF*6R*LINE-1", "AMT*B6*80", "LQ*HE*N130", "SVC*HC:99214*100*80**2", "CAS*PR*2*20",
    ];

    [Test]
    public void A_balanced_remittance_has_no_findings()
    {
        var (records, findings) = Sample.Read(Sample.Remittance("80", [.. Claim, "PLB*1999999984*20261231*WO:OLD*50"]));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(records.OfType<RemittanceSummary>().Single().Balances, Is.True);
    }

    [Test]
    public void A_positive_provider_adjustment_lowers_the_payment_and_a_negative_one_raises_it()
    {
        Assert.That(Sample.Read(Sample.Remittance("180", [.. Claim, "PLB*1999999984*20261231*L6*-50"])).Findings.Kept, Is.Empty);
        var wrong = Sample.Read(Sample.Remittance("180", [.. Claim, "PLB*1999999984*20261231*L6*50"])).Findings.Kept.Single();
        Assert.That(wrong, Is.EqualTo(new OutOfBalance(BalanceLevel.Transaction, "TRACE-1", 80, 180, 1, 1, 2, "BPR", 2)));
        Assert.That(((OutOfBalance)wrong).Difference, Is.EqualTo(100m));
    }

    [Test]
    public void Every_pair_of_a_provider_adjustment_counts()
    {
        var (records, findings) = Sample.Read(Sample.Remittance("64.5", [.. Claim, "PLB*1999999984*20261231*WO:A*50*72:B*-1.5*FB:T*2*J1*3*CS*4*LE*8"]));
        Assert.That(findings.Kept, Is.Empty);
        var adjustments = records.OfType<RemittanceSummary>().Single().ProviderAdjustments;
        Assert.That(adjustments.Select(a => (a.Code, a.Reference, a.Amount)), Is.EqualTo(new (string, string?, decimal)[]
        {
            ("WO", "A", 50m), ("72", "B", -1.5m), ("FB", "T", 2m), ("J1", null, 3m), ("CS", null, 4m), ("LE", null, 8m),
        }));
    }

    [Test]
    public void A_claim_is_held_against_the_adjustments_of_both_its_levels()
    {
        var findings = Sample.Read(Sample.Remittance("130.01", [.. Claim.Select(s => s.Replace("*200*130*", "*200*130.01*", StringComparison.Ordinal))])).Findings;
        Assert.That(findings.Kept.Single(), Is.EqualTo(new OutOfBalance(BalanceLevel.Claim, "CASE-1", 130m, 130.01m, 1, 1, 10, "CLP", 4)));
    }

    [Test]
    public void A_service_line_is_held_against_its_own_adjustments()
    {
        string[] segments = [.. Claim.Select(s => s.Replace("*100*80**2", "*100*79.99**2", StringComparison.Ordinal))];
        var findings = Sample.Read(Sample.Remittance("130", segments)).Findings;
        Assert.That(findings.Kept.Single(), Is.EqualTo(new OutOfBalance(BalanceLevel.ServiceLine, "CASE-1/2", 80m, 79.99m, 1, 1, 19, "SVC", 3)));
    }

    [Test]
    public void A_reversal_negates_every_amount_under_its_original_group_and_balances()
    {
        string[] segments = ["CLP*CASE-1*22*-200*-150**MC*P1*11*1", "SVC*HC:99213*-200*-150", "CAS*CO*45*-50", "CLP*CASE-1*1*200*160**MC*P1*11*1", "SVC*HC:99213*200*160", "CAS*CO*45*40"];
        var (records, findings) = Sample.Read(Sample.Remittance("10", segments));
        Assert.That(findings.Kept, Is.Empty);
        var reversal = records.OfType<ClaimPayment>().First();
        Assert.That((reversal.IsReversal, reversal.Paid, reversal.Lines[0].Adjustments[0].Amount), Is.EqualTo((true, -150m, -50m)));
    }

    [Test]
    public void A_takeback_larger_than_the_payment_is_brought_to_zero_with_a_negative_forward_balance()
    {
        string[] segments = ["CLP*CASE-1*22*-200*-150**MC*P1*11*1", "CAS*CO*45*-50", "PLB*1999999984*20261231*FB:TRACE-1*-150"];
        Assert.That(Sample.Read(Sample.Remittance("0", segments)).Findings.Kept, Is.Empty);
    }

    [Test]
    public void A_negative_payment_is_a_warning_even_where_it_balances()
    {
        var findings = Sample.Read(Sample.Remittance("-150", "CLP*CASE-1*22*-200*-150**MC*P1*11*1", "CAS*CO*45*-50")).Findings;
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.NegativePayment }));
        Assert.That(findings.Errors, Is.Zero);
    }

    [Test]
    public void Group_code_CR_belongs_to_4010_only()
    {
        string[] segments = ["CLP*CASE-1*22*-200*-150**MC*P1*11*1", "CAS*CR*45*-50"];
        Assert.That(Sample.Read(Sample.Remittance("-150", segments)).Findings.Codes(), Does.Contain(X12FindingCode.AdjustmentGroupUnknown));
        Assert.That(Sample.Read(Sample.RemittanceOf("004010X091A1", "-150", segments)).Findings.Codes(), Does.Not.Contain(X12FindingCode.AdjustmentGroupUnknown));
    }

    [Test]
    public void Cents_are_exact_where_floating_point_is_not()
    {
        string[] segments = [.. Enumerable.Range(0, 1000).SelectMany(i => new[] { $"CLP*C{i}*1*.3*.1**MC*P*11*1", "CAS*CO*45*.2" })];
        var (records, findings) = Sample.Read(Sample.Remittance("100", segments));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(records.OfType<RemittanceSummary>().Single().Paid, Is.EqualTo(100m));
    }

    [Test]
    public void Amounts_of_eighteen_digits_are_summed_without_loss()
    {
        string[] segments = [.. Enumerable.Range(0, 9).SelectMany(i => new[] { $"CLP*C{i}*1*999999999999999999*999999999999999998**MC*P*11*1", "CAS*CO*45*1" })];
        var (records, findings) = Sample.Read(Sample.Remittance("8999999999999999982", segments));
        Assert.That(findings.Codes(), Is.Empty);
        Assert.That(records.OfType<RemittanceSummary>().Single().Paid, Is.EqualTo(8_999_999_999_999_999_982m));
    }

    [Test]
    public void An_amount_that_is_no_number_is_an_error_with_its_place_and_counts_as_zero()
    {
        var findings = Sample.Read(Sample.Remittance("100", "CLP*CASE-1*1*100*100**MC*P*11*1", "CAS*CO*45*1x0")).Findings;
        var finding = findings.Kept.Single();
        Assert.That((finding.Code, finding.SegmentId, finding.Element, finding.SegmentNumber), Is.EqualTo((X12FindingCode.AmountUnreadable, "CAS", 3, 11L)));
    }

    [Test]
    public void An_amount_finer_than_a_cent_is_kept_exactly_and_reported()
    {
        var (records, findings) = Sample.Read(Sample.Remittance("99.995", "CLP*CASE-1*1*100*99.995**MC*P*11*1", "CAS*CO*45*.005"));
        Assert.That(findings.Codes().Distinct(), Is.EqualTo(new[] { X12FindingCode.AmountFinerThanCent }));
        Assert.That(records.OfType<ClaimPayment>().Single().Paid, Is.EqualTo(99.995m));
    }

    [TestCase("BPR", X12FindingCode.PaymentHeaderMissing)]
    [TestCase("TRN", X12FindingCode.TraceMissing)]
    public void A_remittance_without_payment_or_trace_is_an_error(string segment, X12FindingCode code)
    {
        var text = System.Text.Encoding.ASCII.GetString(Sample.Remittance("130", Claim));
        var start = text.IndexOf($"\n{segment}*", StringComparison.Ordinal);
        var without = text.Remove(start, text.IndexOf('~', start) - start + 1);
        Assert.That(Sample.Read(Sample.Bytes(without)).Findings.Codes(), Does.Contain(code));
    }

    [Test]
    public void Line_charges_that_are_not_the_claims_charge_are_a_warning()
    {
        var findings = Sample.Read(Sample.Remittance("80", "CLP*CASE-1*1*100*80**MC*P*11*1", "CAS*CO*45*20", "SVC*HC:99213*70*70")).Findings;
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.LineChargesDifferFromClaim }));
    }

    [Test]
    public void The_fast_check_finds_what_the_typed_reading_finds()
    {
        byte[] bytes = Sample.Remittance("81", [.. Claim, "CLP*CASE-2*1*10*9.5**MC*P*11*1", "CAS*XX*1*0.25", "PLB*1999999984*20261231*WO:OLD*50"]);
        var typed = Sample.Read(bytes).Findings;
        var fast = new X12Findings();
        var totals = RemittanceChecker.Check(bytes, fast);
        Assert.That(fast.Kept, Is.EqualTo(typed.Kept));
        Assert.That(typed.Imbalances, Is.EqualTo(2));
        Assert.That(totals, Is.EqualTo(new RemittanceTotals(bytes.Length, 1, 2, 2, 81m, 210m, 139.5m, 50m)));
    }

    [Test]
    public void The_typed_records_hold_every_segment_of_the_set()
    {
        string[] segments = ["TS3*1*11*20261231*1*1", .. Claim, "MOA***MA01*MA02", "ZZZ*kept"];
        // MOA belongs to the claim, so it stands before its lines.
        segments = [.. segments[..3], "MOA***MA01*MA02", .. segments[3..^2], "ZZZ*kept", "PLB*1999999984*20261231*WO:OLD*50"];
        var (records, findings) = Sample.Read(Sample.Remittance("80", segments));
        Assert.That(findings.Kept, Is.Empty);
        var header = records.OfType<Remittance>().Single();
        Assert.That((header.Handling, header.Payment, header.Method, header.EffectiveDate), Is.EqualTo(("I", 80m, "ACH", (DateOnly?)new DateOnly(2026, 6, 20))));
        Assert.That((header.TraceNumber, header.PayerIdentifier, header.Payer?.Id, header.Payee?.Id), Is.EqualTo(("TRACE-1", "1234567890", "PLAN1", "1999999984")));
        Assert.That((header.Payer?.Address?.City, header.ProductionDate, header.Implementation), Is.EqualTo(("DURHAM", (DateOnly?)new DateOnly(2026, 6, 19), "005010X221A1")));
        var claim = records.OfType<ClaimPayment>().Single();
        Assert.That((claim.ClaimId, claim.Status, claim.Charge, claim.Paid, claim.PatientResponsibility, claim.PayerControlNumber), Is.EqualTo(("CASE-1", "1", 200m, 130m, (decimal?)20m, "PAYER-1")));
        Assert.That(claim.RemarkCodes, Is.EqualTo(new[] { "MA01", "MA02" }));
        Assert.That(claim.Before.Concat(claim.Unknown).Concat(claim.Lines[^1].Unknown).Select(u => u.Id), Is.EqualTo(new[] { "TS3", "ZZZ" }));
        Assert.That(claim.Outpatient, Is.Not.Null);
        var line = claim.Lines[0];
        Assert.That((line.Procedure, line.Modifiers.Single(), line.LineControlNumber, line.RemarkCodes.Single()), Is.EqualTo(("99213", "25", "LINE-1", "N130")));
        Assert.That((line.Amounts.Single(), line.Dates.Single().From, claim.Lines[1].Units), Is.EqualTo((new QualifiedAmount("B6", 80m), (DateOnly?)new DateOnly(2026, 6, 15), 2m)));
    }

    [Test]
    public async Task Several_sets_on_one_trace_are_several_advices()
    {
        var text = System.Text.Encoding.ASCII.GetString(Sample.Remittance("130", Claim));
        var set = text[text.IndexOf("ST*", StringComparison.Ordinal)..text.IndexOf("GE*", StringComparison.Ordinal)];
        var two = text.Replace("GE*1*", set.Replace("*0001~", "*0002~", StringComparison.Ordinal).Replace("ST*835*0001", "ST*835*0002", StringComparison.Ordinal) + "GE*2*", StringComparison.Ordinal);
        var findings = new X12Findings();
        var advices = await RemittanceReader.ReadAdvicesAsync(new MemoryStream(Sample.Bytes(two)), findings, CancellationToken.None);
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.TraceRepeated }));
        Assert.That(advices.Select(a => (a.Header.Set, a.Header.TraceNumber, a.Claims.Count)), Is.EqualTo(new[] { (1, "TRACE-1", 1), (2, "TRACE-1", 1) }));
    }

    [Test]
    public void A_claim_too_large_to_hold_is_cut_short_but_its_money_is_counted()
    {
        string[] segments = ["CLP*CASE-1*1*120000*0**MC*P*11*1", .. Enumerable.Repeat("CAS*CO*45*1", 120_000), "CLP*CASE-2*1*1*1**MC*P*11*1"];
        var (records, findings) = Sample.Read(Sample.Remittance("1", segments));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.RecordTooLarge }));
        Assert.That(records.OfType<ClaimPayment>().Select(c => (c.ClaimId, c.Balances)), Is.EqualTo(new[] { ("CASE-1", true), ("CASE-2", true) }));
        Assert.That(records.OfType<ClaimPayment>().First().Adjustments, Has.Count.LessThan(120_000));
    }
}
