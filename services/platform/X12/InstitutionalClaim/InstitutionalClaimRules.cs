namespace Healthcare.X12;

/// <summary>What 005010X223A2 asks of a claim before it may be sent.</summary>
public static class InstitutionalClaimRules
{
    private const int LongestClaimId = 20;
    private const int MostLines = 999;

    /// <summary>The first rule that the claim breaks, null where it breaks none.</summary>
    public static X12Refusal? Check(InstitutionalClaim claim) =>
        Broken(claim) is var (code, segment, element, meaning) ? new X12Refusal(code, segment, 0, element, meaning) : null;

    internal static void Check(InstitutionalClaim claim, X12Writer writer)
    {
        if (Broken(claim) is var (code, segment, element, meaning)) writer.Refuse(code, segment, element, meaning);
    }

    private static (X12RefusalCode Code, string Segment, int Element, string Meaning)? Broken(InstitutionalClaim claim)
    {
        if (claim.ClaimId.Length == 0) return (X12RefusalCode.Missing, "CLM", 1, "CLM01 is empty");
        if (claim.ClaimId.Length > LongestClaimId) return (X12RefusalCode.TooLong, "CLM", 1, "CLM01 has at most 20 characters");
        if (claim.FacilityType.Length != 2 || claim.Frequency.Length != 1) return (X12RefusalCode.NotAllowed, "CLM", 5, "The type of bill has two digits and a frequency");
        // X12 RFI 2110 and 2173: F8 goes with a replacement or a void, may go with a reopening, and with nothing else.
        if (claim.Frequency is "7" or "8" && claim.PayerControlNumber is null) return (X12RefusalCode.Missing, "REF", 2, "REF*F8 is required with a replacement or a void");
        if (claim.Frequency is not ("7" or "8" or "Q") && claim.PayerControlNumber is not null) return (X12RefusalCode.NotAllowed, "REF", 1, "REF*F8 must not be sent with an original claim");
        if (claim.PatientStatus.Length == 0) return (X12RefusalCode.Missing, "CL1", 3, "CL103 is required");
        // NUBC: status 30 says that the patient is still there, which an interim bill (2, 3) alone may say.
        if (claim.PatientStatus == "30" && claim.Frequency is "1" or "4") return (X12RefusalCode.NotAllowed, "CL1", 3, "Patient status 30 does not go with a complete or a last bill");
        if (claim.Lines.Count is 0 or > MostLines) return (X12RefusalCode.NotAllowed, "LX", 0, "A claim has one to 999 service lines");
        if (claim.Lines.Sum(l => l.Charge) != claim.Charge) return (X12RefusalCode.NotAllowed, "CLM", 2, "CLM02 is not the sum of SV203");
        if (claim.PrincipalDiagnosis is null) return (X12RefusalCode.Missing, "HI", 1, "The claim has no principal diagnosis");
        if (string.IsNullOrEmpty(claim.BillingProvider.Id)) return (X12RefusalCode.Missing, "NM1", 9, "The billing provider has no NPI");
        if (string.IsNullOrEmpty(claim.Subscriber.Id)) return (X12RefusalCode.Missing, "NM1", 9, "The subscriber has no member number");
        if (string.IsNullOrEmpty(claim.Payer.Id)) return (X12RefusalCode.Missing, "NM1", 9, "The payer has no identifier");
        return null;
    }
}
