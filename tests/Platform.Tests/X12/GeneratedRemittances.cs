using FsCheck;
using FsCheck.Fluent;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

/// <summary>Remittances that balance by construction, and what one changed cent does to them.</summary>
public sealed class GeneratedRemittances
{
    private static readonly Gen<decimal> Cents = from cents in Gen.Choose(-99_999, 999_999) select cents / 100m;

    private static readonly Gen<(string Group, decimal Amount)[]> Adjustments =
        (from @group in Gen.Elements("CO", "PR", "OA", "PI") from amount in Cents select (@group, amount)).ArrayOf();

    private static readonly Gen<Line> Lines = from charge in Cents from adjustments in Adjustments select new Line(charge, adjustments);

    private static readonly Gen<Claim> Claims = from lines in Lines.ArrayOf() from adjustments in Adjustments from charge in Cents select new Claim(charge, lines, adjustments);

    private static readonly Gen<Advice> Advices =
        from claims in Claims.ArrayOf() from provider in Cents.ArrayOf() from delimiters in Properties.Delimiters select new Advice(claims, provider, delimiters);

    [Test]
    public void What_balances_by_construction_balances()
    {
        Properties.Hold(Advices, advice =>
        {
            var bytes = Write(advice, centsOffBpr: 0, centsOffClaim: 0);
            var (records, findings) = Sample.Read(bytes);
            Assert.That(findings.Kept.Where(f => f.Severity == X12Severity.Error), Is.Empty);
            var summary = records.OfType<RemittanceSummary>().Single();
            Assert.That((summary.Charged, summary.Paid, summary.ProviderAdjustmentTotal), Is.EqualTo((advice.Claims.Sum(c => c.Charge), advice.Claims.Sum(c => c.Paid), advice.Provider.Sum())));
            var totals = RemittanceChecker.Check(bytes, new X12Findings());
            Assert.That((totals.Payment, totals.Paid, totals.Claims, totals.Lines), Is.EqualTo((summary.Payment, summary.Paid, (long)advice.Claims.Length, (long)advice.Claims.Sum(c => c.Lines.Length))));
        });
    }

    [Test]
    public void One_cent_off_the_payment_is_found_as_one_cent()
    {
        Properties.Hold(Advices, advice =>
        {
            var imbalance = Sample.Read(Write(advice, centsOffBpr: 1, centsOffClaim: 0)).Findings.Kept.OfType<OutOfBalance>().Single();
            Assert.That((imbalance.Level, imbalance.Difference), Is.EqualTo((BalanceLevel.Transaction, 0.01m)));
        });
    }

    [Test]
    public void One_cent_off_a_claim_is_found_at_that_claim_and_in_the_transaction()
    {
        Properties.Hold(from advice in Advices where advice.Claims.Length > 0 select advice, advice =>
        {
            var imbalances = Sample.Read(Write(advice, centsOffBpr: 0, centsOffClaim: -1)).Findings.Kept.OfType<OutOfBalance>().ToList();
            Assert.That(imbalances.Select(i => (i.Level, i.Difference)), Is.EqualTo(new[] { (BalanceLevel.Claim, -0.01m), (BalanceLevel.Transaction, 0.01m) }));
            Assert.That(imbalances[0].Reference, Is.EqualTo("C0"));
        });
    }

    private static byte[] Write(Advice advice, int centsOffBpr, int centsOffClaim) => Sample.Require(Sample.Document(
        "HP",
        "005010X221A1",
        writer =>
        {
            writer.BeginSet("835", "0001", withImplementation: false);
            writer.Write("BPR", "I", advice.Claims.Sum(c => c.Paid) - advice.Provider.Sum() + (centsOffBpr / 100m), "C", "ACH");
            writer.Write("TRN", "1", "T1", "1234567890");
            for (var i = 0; i < advice.Claims.Length; i++)
            {
                var claim = advice.Claims[i];
                writer.Write("CLP", $"C{i}", "1", claim.Charge, claim.Paid + (i == 0 ? centsOffClaim / 100m : 0));
                Write(writer, claim.Adjustments);
                foreach (var line in claim.Lines)
                {
                    writer.Write("SVC", X12Element.Composite("HC", "99213"), line.Charge, line.Charge - line.Adjustments.Sum(a => a.Amount));
                    Write(writer, line.Adjustments);
                }
            }

            foreach (var pair in advice.Provider.Chunk(6)) writer.Write("PLB", ["1999999984", "20261231", .. pair.SelectMany(a => new X12Element[] { X12Element.Composite("WO", "R"), a })]);
            writer.EndSet();
        },
        advice.Delimiters));

    private static void Write(X12Writer writer, (string Group, decimal Amount)[] adjustments)
    {
        foreach (var same in adjustments.GroupBy(a => a.Group))
        {
            foreach (var six in same.Chunk(6)) writer.Write("CAS", [same.Key, .. six.SelectMany(a => new X12Element[] { "45", a.Amount, "" })]);
        }
    }

    private sealed record Line(decimal Charge, (string Group, decimal Amount)[] Adjustments);

    private sealed record Claim(decimal Charge, Line[] Lines, (string Group, decimal Amount)[] Adjustments)
    {
        internal decimal Paid => Charge - Adjustments.Sum(a => a.Amount) - Lines.Sum(l => l.Adjustments.Sum(a => a.Amount));
    }

    private sealed record Advice(Claim[] Claims, decimal[] Provider, X12Delimiters Delimiters);
}
