namespace Healthcare.X12;

/// <summary>What 005010X222A1 asks of a claim before it may be sent.</summary>
public static class ProfessionalClaimRules
{
    private const int LongestClaimId = 20;
    private const int MostDiagnoses = 12;
    private const int MostLines = 50;

    /// <summary>The first rule that the claim breaks, null where it breaks none.</summary>
    public static X12Refusal? Check(ProfessionalClaim claim)
    {
        var broken = Broken(claim);
        return broken is var (code, segment, element, meaning) ? new X12Refusal(code, segment, 0, element, meaning) : null;
    }

    internal static void Check(ProfessionalClaim claim, X12Writer writer)
    {
        if (Broken(claim) is var (code, segment, element, meaning)) writer.Refuse(code, segment, element, meaning);
    }

    private static (X12RefusalCode Code, string Segment, int Element, string Meaning)? Broken(ProfessionalClaim claim)
    {
        if (claim.ClaimId.Length == 0) return (X12RefusalCode.Missing, "CLM", 1, "CLM01 is empty");
        if (claim.ClaimId.Length > LongestClaimId) return (X12RefusalCode.TooLong, "CLM", 1, "CLM01 has at most 20 characters");
        if (claim.Frequency is not ("1" or "7" or "8")) return (X12RefusalCode.NotAllowed, "CLM", 5, "CLM05-3 is 1, 7 or 8");
        // X12 RFI 2110 and 2173: F8 goes with a replacement or a void, and with nothing else.
        if (claim.Frequency == "1" && claim.PayerControlNumber is not null) return (X12RefusalCode.NotAllowed, "REF", 1, "REF*F8 must not be sent with an original claim");
        if (claim.Frequency != "1" && string.IsNullOrEmpty(claim.PayerControlNumber)) return (X12RefusalCode.Missing, "REF", 2, "REF*F8 is required with a replacement or a void");
        if (claim.Lines.Count is 0 or > MostLines) return (X12RefusalCode.NotAllowed, "LX", 0, "A claim has one to fifty service lines");
        if (claim.Lines.Sum(l => l.Charge) != claim.Charge) return (X12RefusalCode.NotAllowed, "CLM", 2, "CLM02 is not the sum of SV102");
        if (claim.Diagnoses.Count is 0 or > MostDiagnoses) return (X12RefusalCode.NotAllowed, "HI", 0, "A claim has one to twelve diagnoses");
        if (claim.Lines.Any(l => l.DiagnosisPointers.Count is 0 or > 4)) return (X12RefusalCode.NotAllowed, "SV1", 7, "A line points at one to four diagnoses");
        if (claim.Lines.Any(l => l.DiagnosisPointers.Any(p => p < 1 || p > claim.Diagnoses.Count))) return (X12RefusalCode.NotAllowed, "SV1", 7, "SV107 points at no diagnosis of the claim");
        if (claim.Lines.Any(l => l.ServiceDate is null)) return (X12RefusalCode.Missing, "DTP", 3, "DTP*472 is required on each line");
        if (claim.Charge < 0 || claim.Lines.Any(l => l.Charge < 0)) return (X12RefusalCode.NotAllowed, "CLM", 2, "A charge is not negative");
        if (string.IsNullOrEmpty(claim.BillingProvider.Id)) return (X12RefusalCode.Missing, "NM1", 9, "The billing provider has no NPI");
        if (claim.BillingProvider.Address?.City is null) return (X12RefusalCode.Missing, "N4", 1, "The billing provider has no address");
        if (claim.BillingProvider.References.All(r => r.Qualifier is not ("EI" or "SY"))) return (X12RefusalCode.Missing, "REF", 1, "The billing provider has no tax number (REF*EI or REF*SY)");
        if (string.IsNullOrEmpty(claim.Subscriber.Id)) return (X12RefusalCode.Missing, "NM1", 9, "The subscriber has no member number");
        if (string.IsNullOrEmpty(claim.Payer.Id)) return (X12RefusalCode.Missing, "NM1", 9, "The payer has no identifier");
        return null;
    }
}
