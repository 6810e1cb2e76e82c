using Healthcare.Billing.Claims;
using Healthcare.X12;

namespace Healthcare.Billing.Tests.Claims;

public sealed class ReadingAcknowledgements
{
    [TestCase(AcknowledgementOutcome.Accepted, ClaimAnswer.Acknowledged)]
    [TestCase(AcknowledgementOutcome.AcceptedWithErrors, ClaimAnswer.Acknowledged)]
    [TestCase(AcknowledgementOutcome.Rejected, ClaimAnswer.Rejected)]
    public void A_TA1_speaks_of_the_interchange(AcknowledgementOutcome outcome, ClaimAnswer answer)
    {
        var read = Read(Files.Ta1("000000017", outcome, "024"));
        Assert.That((read.Kind, read.Level, read.Answer, read.Isa13, read.Codes[0]), Is.EqualTo(("TA1", AcknowledgementLevel.Interchange, answer, "000000017", "024")));
    }

    [Test]
    public void A_999_speaks_of_the_set_and_keeps_codes_but_no_values()
    {
        var read = Read(Files.Set999("17", "000000017", AcknowledgementOutcome.Rejected));
        Assert.That((read.Level, read.Answer, read.Gs06, read.St02), Is.EqualTo((AcknowledgementLevel.Set, ClaimAnswer.Rejected, "17", "000000017")));
        Assert.That(read.Codes, Is.EqualTo(new[] { "IK5-I5", "IK3-CLM-8", "IK4-CLM01-7" }));
        Assert.That(Read(Files.Set999("17", "000000017", AcknowledgementOutcome.Accepted)).Answer, Is.EqualTo(ClaimAnswer.Acknowledged));
    }

    // X12 RFI 2203: A1 is received only; timely filing is proven by the payer's own A2.
    [TestCase("A1", "WQ", "AY", ClaimAnswer.Acknowledged)]
    [TestCase("A1", "WQ", "PR", ClaimAnswer.Acknowledged)]
    [TestCase("A2", "WQ", "AY", ClaimAnswer.Acknowledged)]
    [TestCase("A2", "WQ", "PR", ClaimAnswer.AcceptedByPayer)]
    [TestCase("A7", "U", "PR", ClaimAnswer.Rejected)]
    [TestCase("A3", "U", "AY", ClaimAnswer.Rejected)]
    public void A_277CA_speaks_of_the_claim(string category, string action, string source, ClaimAnswer answer)
    {
        var read = Read(Files.Claim277("C1", "B000000017", category, action, source));
        Assert.That((read.Level, read.Answer, read.Clm01, read.BatchId, read.Codes[0]), Is.EqualTo((AcknowledgementLevel.Claim, answer, "C1", "B000000017", $"{category}-20-PR")));
        Assert.That(read.PayerControlNumber, Is.EqualTo(category == "A2" ? "ICN1" : null));
    }

    [Test]
    public void What_stands_in_the_place_of_a_code_is_not_kept() =>
        Assert.That(Read(Files.Claim277("C1", "B1", "A7", "U", status: "Zyxcanary, Tessa")).Codes, Is.EqualTo(new[] { "unreadable" }));

    [Test]
    public void Anything_else_says_nothing() => Assert.That(AcknowledgementReading.Read("nonsense"u8.ToArray(), new X12Findings()), Is.Empty);

    private static AcknowledgementRead Read(byte[] file)
    {
        var findings = new X12Findings();
        var read = AcknowledgementReading.Read(file, findings).Single();
        Assert.That(findings.Errors, Is.Zero);
        return read;
    }
}
