using System.Globalization;
using Healthcare.X12;

namespace Healthcare.Billing.Claims;

/// <summary>What an 837 tells the next payer of the one before: 2320 and 2330 of the claim, 2430 of each line (005010X222A1, 005010X223A2 §1.4.1).</summary>
internal static class PriorPayerLoops
{
    private const int MostInOneSegment = 6;

    /// <summary>SBR*P with what that payer took from the whole claim, paid (AMT*D) and left to the patient (AMT*EAF), its subscriber, and itself with its own number of the claim.</summary>
    public static OtherInsurance OfClaim(PriorDecision prior, Party subscriber, string relationship, string filingIndicator, Party payer) => new()
    {
        PayerResponsibility = "P",
        Relationship = relationship,
        FilingIndicator = filingIndicator,
        Adjustments = [.. prior.Adjustments.Where(a => a.Line is null).Select(a => new ClaimAdjustment(a.Group, a.Reason, a.Amount, Quantity: null))],
        // What is left to the patient is stated once: at the lines where each of them says it.
        Amounts = prior.IsByLine ? [new QualifiedAmount("D", prior.Paid)] : [new QualifiedAmount("D", prior.Paid), new QualifiedAmount("EAF", prior.PatientResponsibility)],
        BenefitsAssigned = "Y",
        ReleaseOfInformation = "Y",
        // 2330A has no DMG.
        Parties = [subscriber with { BirthDate = null, Gender = null }, payer with { References = prior.PayerControlNumber is { } number ? [new Reference("F8", number)] : [] }],
    };

    /// <summary>SVD, CAS by group, the day of the decision (DTP*573), and the patient's share (AMT*EAF).</summary>
    public static IEnumerable<RawSegment> OfLine(BilledLine line, PriorDecision prior, string payerIdentifier, string? revenueCode = null)
    {
        yield return new RawSegment("SVD", [payerIdentifier, Money(prior.PaidOf(line)), string.Join(':', new[] { "HC", line.Procedure }.Concat(line.Modifiers)), revenueCode ?? "", line.Units.ToString(CultureInfo.InvariantCulture)]);
        foreach (var group in prior.Adjustments.Where(a => a.Line == line.Number).GroupBy(a => a.Group))
        {
            foreach (var some in group.Chunk(MostInOneSegment)) yield return new RawSegment("CAS", [group.Key, .. some.SelectMany((a, n) => n == 0 ? new[] { a.Reason, Money(a.Amount) } : ["", a.Reason, Money(a.Amount)])]);
        }

        yield return new RawSegment("DTP", ["573", "D8", prior.PaidOn.ToString("yyyyMMdd", CultureInfo.InvariantCulture)]);
        if (prior.IsByLine) yield return new RawSegment("AMT", ["EAF", Money(prior.PatientsShareOf(line.Number))]);
    }

    private static string Money(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);
}
