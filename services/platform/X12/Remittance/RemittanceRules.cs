namespace Healthcare.X12;

/// <summary>What 005010X221A1 and the reason codes' own definitions ask of claims and summaries beside their balance; a breach is reported and the money stays as sent.</summary>
internal sealed class RemittanceRules(X12Findings findings)
{
    // Bounded, because a hostile file may hold any number of sets.
    private const int MostTraces = 10_000;

    // Their definitions say at least one remark code must be provided.
    private static readonly HashSet<string> NeedRemark = ["16", "96", "129", "148", "226", "227", "234", "250", "251", "252"];

    private static readonly HashSet<string> OtherAdjustmentOnly = ["18", "23", "133", "136"];

    private readonly HashSet<string> _traces = new(StringComparer.Ordinal);

    internal void Check(ClaimPayment claim, Remittance header, long segmentNumber)
    {
        if (IsOlder(header)) return;
        if (claim.Status is not ("1" or "2" or "3" or "4" or "19" or "20" or "21" or "22" or "23" or "25"))
            Report(X12FindingCode.ClaimStatusUnknown, X12Severity.Warning, 2, "CLP02 is not in its list");
        // X12 RFI 1147: a reversal repeats every amount of the original, negated.
        if (claim.IsReversal && (claim.Charge > 0 || claim.Paid > 0)) Report(X12FindingCode.ReversalNotNegated, X12Severity.Warning, 3, "The claim is a reversal, and its charge or payment is not negated");
        if (!claim.IsReversal && claim.Charge < 0) Report(X12FindingCode.NegativeWithoutReversal, X12Severity.Warning, 3, "CLP03 is negative, and CLP02 is not 22");
        if (claim.IsPredetermination && claim.Paid != 0) Report(X12FindingCode.PredeterminationPaid, X12Severity.Error, 4, "The claim is a predetermination, which pays nothing");
        var adjustments = claim.Adjustments.Concat(claim.Lines.SelectMany(l => l.Adjustments)).ToList();
        if (claim is { PatientResponsibility: { } owed, IsReversal: false } && owed != adjustments.Where(a => a.Group == "PR").Sum(a => a.Amount))
            Report(X12FindingCode.PatientResponsibilityDiffers, X12Severity.Note, 5, "CLP05 is not the sum of the PR adjustments");
        CheckReasons(claim, adjustments, Report);

        void Report(X12FindingCode code, X12Severity severity, int element, string meaning) =>
            findings.Add(new X12Finding(code, severity, header.Interchange, header.Set, segmentNumber, "CLP", element, meaning));
    }

    internal void Check(RemittanceSummary summary, Remittance header)
    {
        if (IsOlder(header)) return;
        foreach (var adjustment in summary.ProviderAdjustments)
        {
            if (adjustment.Kind == ProviderAdjustmentKind.Unknown) Report(X12FindingCode.ProviderAdjustmentUnknown, X12Severity.Warning, "PLB", 3, "PLB03-1 is not in its list");
            else if (adjustment is { Kind: ProviderAdjustmentKind.ForwardBalance, Reference: null })
                Report(X12FindingCode.ForwardBalanceReferenceMissing, X12Severity.Warning, "PLB", 3, "A forward balance names no remittance that began it, so it cannot be matched");
        }

        if (header.Method == "NON" && summary.Payment != 0) Report(X12FindingCode.PaymentMethodDiffers, X12Severity.Warning, "BPR", 4, "BPR04 says that there is no payment, and BPR02 is not zero");
        if (header.TraceNumber is not { } trace || _traces.Count >= MostTraces) return;
        // One deposit may be advised in several sets, which are then matched together.
        if (!_traces.Add(trace)) Report(X12FindingCode.TraceRepeated, X12Severity.Note, "TRN", 2, "An earlier set has the same trace number");

        void Report(X12FindingCode code, X12Severity severity, string segment, int element, string meaning) =>
            findings.Add(new X12Finding(code, severity, header.Interchange, header.Set, 0, segment, element, meaning));
    }

    private static void CheckReasons(ClaimPayment claim, List<ClaimAdjustment> adjustments, Action<X12FindingCode, X12Severity, int, string> report)
    {
        if (adjustments.Any(a => (OtherAdjustmentOnly.Contains(a.Reason) && a.Group != "OA") || (a.Reason == "45" && a.Group is not ("CO" or "PR"))))
            report(X12FindingCode.AdjustmentGroupNotAllowed, X12Severity.Warning, 0, "A reason code is sent under a group that its definition does not allow");
        if (claim.Charge > 0 && adjustments.Any(a => a.Reason == "45" && a.Amount == claim.Charge))
            report(X12FindingCode.AdjustmentIsWholeCharge, X12Severity.Warning, 0, "Reason 45 adjusts the whole charge, which its definition does not allow");
        var remarked = claim.RemarkCodes.Count > 0 || claim.Lines.Any(l => l.RemarkCodes.Count > 0);
        if (!remarked && adjustments.Any(a => NeedRemark.Contains(a.Reason)))
            report(X12FindingCode.RemarkCodeMissing, X12Severity.Warning, 0, "A reason code needs a remark code beside it, and there is none");
    }

    // 4010 has other lists.
    private static bool IsOlder(Remittance header) => header.Implementation?.StartsWith("004", StringComparison.Ordinal) == true;
}
