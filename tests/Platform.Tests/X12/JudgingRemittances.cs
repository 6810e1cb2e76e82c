using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class JudgingRemittances
{
    [TestCase("1", 1)]
    [TestCase("19", 1)]
    [TestCase("2", 2)]
    [TestCase("20", 2)]
    [TestCase("3", 3)]
    [TestCase("21", 3)]
    [TestCase("4", null)]
    public void The_status_says_which_payer_speaks(string status, int? order)
    {
        var (records, findings) = Sample.Read(Sample.Remittance("130", $"CLP*CASE-1*{status}*200*130**MC*P*11*1", "CAS*CO*45*70"));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(records.OfType<ClaimPayment>().Single().PayerOrder, Is.EqualTo(order));
    }

    [Test]
    public void A_secondary_payment_balances_with_what_the_primary_paid_under_OA_23()
    {
        var (records, findings) = Sample.Read(Sample.Remittance("20", "CLP*CASE-1*2*200*20**MC*P*11*1", "CAS*OA*23*130", "CAS*CO*45*50"));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(records.OfType<ClaimPayment>().Single().Balances);
    }

    [Test]
    public void A_reversal_and_its_correction_balance_together_and_each_by_itself()
    {
        string[] segments = ["CLP*CASE-1*22*-200*-130**MC*P1*11*1", "CAS*CO*45*-50", "CAS*PR*1*-20", "CLP*CASE-1*1*200*110*40*MC*P2*11*7", "CAS*CO*45*50", "CAS*PR*1*40", "PLB*1999999984*20261231*FB:TRACE-1*-20"];
        var (records, findings) = Sample.Read(Sample.Remittance("0", segments));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(records.OfType<ClaimPayment>().Select(c => (c.IsReversal, c.Balances)), Is.EqualTo(new[] { (true, true), (false, true) }));
        Assert.That(records.OfType<RemittanceSummary>().Single().ProviderAdjustments.Single().Kind, Is.EqualTo(ProviderAdjustmentKind.ForwardBalance));
    }

    [Test]
    public void A_negative_CO_adjustment_raises_the_payment_and_is_no_fault()
    {
        var (records, findings) = Sample.Read(Sample.Remittance("210", "CLP*CASE-1*1*200*210**MC*P*11*1", "CAS*CO*144*-10"));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(records.OfType<ClaimPayment>().Single().Adjustments.Single().Amount, Is.EqualTo(-10m));
    }

    [Test]
    public void Takebacks_larger_than_the_new_payment_leave_nothing_and_move_the_rest_forward()
    {
        string[] segments = ["CLP*CASE-1*1*200*130**MC*P*11*1", "CAS*CO*45*70", "PLB*1999999984*20261231*WO:OLD-1*300*FB:TRACE-1*-170"];
        var (records, findings) = Sample.Read(Sample.Remittance("0", segments));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(records.OfType<RemittanceSummary>().Single().ProviderAdjustments.Select(p => p.Kind), Is.EqualTo(new[] { ProviderAdjustmentKind.OverpaymentRecovery, ProviderAdjustmentKind.ForwardBalance }));
    }

    [TestCase("NU:0300", "NU", "0300")]
    [TestCase("N4:00002323230", "N4", "00002323230")]
    [TestCase("HP:A0123", "HP", "A0123")]
    public void A_line_of_any_qualifier_is_read_and_balanced(string procedure, string qualifier, string code)
    {
        var (records, findings) = Sample.Read(Sample.Remittance("60", "CLP*CASE-1*1*100*60**MC*P*11*1", $"SVC*{procedure}*100*60", "CAS*CO*45*40"));
        Assert.That(findings.Kept, Is.Empty);
        var line = records.OfType<ClaimPayment>().Single().Lines.Single();
        Assert.That((line.Qualifier, line.Procedure, line.Imbalance), Is.EqualTo((qualifier, code, 0m)));
    }

    [Test]
    public void Remark_codes_of_inpatient_outpatient_and_line_are_all_kept()
    {
        string[] segments = ["CLP*CASE-1*1*100*60**MC*P*11*1", "MIA*0****MA01***************N1*N2*N3*N4", "MOA***MA07*MA08", "SVC*HC:99213*100*60", "CAS*CO*45*40", "LQ*HE*N130", "LQ*HE*N356"];
        var claim = Sample.Read(Sample.Remittance("60", segments)).Records.OfType<ClaimPayment>().Single();
        Assert.That(claim.RemarkCodes, Is.EqualTo(new[] { "MA01", "N1", "N2", "N3", "N4", "MA07", "MA08" }));
        Assert.That(claim.Lines.Single().RemarkCodes, Is.EqualTo(new[] { "N130", "N356" }));
        Assert.That((claim.Inpatient is null, claim.Outpatient is null, claim.Unknown.Count), Is.EqualTo((false, false, 0)));
    }

    [Test]
    public void A_predetermination_prices_and_pays_nothing()
    {
        Assert.That(Sample.Read(Sample.Remittance("0", "CLP*CASE-1*25*100*0**MC*P*11*1", "CAS*OA*101*100")).Findings.Kept, Is.Empty);
        var paid = Sample.Read(Sample.Remittance("60", "CLP*CASE-1*25*100*60**MC*P*11*1", "CAS*OA*101*40")).Findings.Kept.Single();
        Assert.That((paid.Code, paid.Severity, paid.SegmentId, paid.Element, paid.SegmentNumber), Is.EqualTo((X12FindingCode.PredeterminationPaid, X12Severity.Error, "CLP", 4, 10L)));
    }

    [TestCase("CLP*CASE-1*22*200*130**MC*P*11*1", "CAS*CO*45*70", X12FindingCode.ReversalNotNegated)]
    [TestCase("CLP*CASE-1*1*-200*-130**MC*P*11*1", "CAS*CO*45*-70", X12FindingCode.NegativeWithoutReversal)]
    [TestCase("CLP*CASE-1*9*200*130**MC*P*11*1", "CAS*CO*45*70", X12FindingCode.ClaimStatusUnknown)]
    [TestCase("CLP*CASE-1*1*200*130*30*MC*P*11*1", "CAS*PR*1*70", X12FindingCode.PatientResponsibilityDiffers)]
    [TestCase("CLP*CASE-1*1*200*130**MC*P*11*1", "CAS*CO*23*70", X12FindingCode.AdjustmentGroupNotAllowed)]
    [TestCase("CLP*CASE-1*1*200*130**MC*P*11*1", "CAS*OA*45*70", X12FindingCode.AdjustmentGroupNotAllowed)]
    [TestCase("CLP*CASE-1*4*200*0**MC*P*11*1", "CAS*CO*45*200", X12FindingCode.AdjustmentIsWholeCharge)]
    [TestCase("CLP*CASE-1*4*200*0**MC*P*11*1", "CAS*CO*252*200", X12FindingCode.RemarkCodeMissing)]
    public void A_claim_that_breaks_a_rule_is_reported_at_its_place_and_paid_as_sent(string clp, string cas, X12FindingCode code)
    {
        var paid = clp.Split('*')[4];
        var (records, findings) = Sample.Read(Sample.Remittance(paid, clp, cas));
        var finding = findings.Kept.Single(f => f.Code != X12FindingCode.NegativePayment);
        Assert.That((finding.Code, finding.SegmentId, finding.SegmentNumber), Is.EqualTo((code, "CLP", 10L)));
        Assert.That(records.OfType<RemittanceSummary>().Single().Balances);
    }

    [TestCase("PLB*1999999984*20261231*ZZ:X*10", X12FindingCode.ProviderAdjustmentUnknown)]
    [TestCase("PLB*1999999984*20261231*FB*10", X12FindingCode.ForwardBalanceReferenceMissing)]
    public void A_provider_adjustment_that_cannot_be_placed_is_reported_and_counted(string plb, X12FindingCode code)
    {
        var (records, findings) = Sample.Read(Sample.Remittance("120", "CLP*CASE-1*1*200*130**MC*P*11*1", "CAS*CO*45*70", plb));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { code }));
        Assert.That(records.OfType<RemittanceSummary>().Single().ProviderAdjustmentTotal, Is.EqualTo(10m));
    }

    [Test]
    public void Sets_on_one_trace_number_are_noted_because_one_deposit_pays_them_all()
    {
        var text = System.Text.Encoding.ASCII.GetString(Sample.Remittance("130", "CLP*CASE-1*1*200*130**MC*P*11*1", "CAS*CO*45*70"));
        var set = text[text.IndexOf("ST*", StringComparison.Ordinal)..text.IndexOf("GE*", StringComparison.Ordinal)];
        var findings = new X12Findings();
        _ = RemittanceReader.Read(Sample.Bytes(text.Replace("GE*1*", set.Replace("0001~", "0002~", StringComparison.Ordinal) + "GE*2*", StringComparison.Ordinal)), findings).Count();
        Assert.That(findings.Kept.Select(f => (f.Code, f.Severity, f.Set)), Is.EqualTo(new[] { (X12FindingCode.TraceRepeated, X12Severity.Note, 2) }));
    }
}
