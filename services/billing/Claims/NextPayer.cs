using Healthcare.Billing.Payers;
using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>A coverage of the patient beside the one that was billed first; the patient is its subscriber.</summary>
public sealed record OtherCoverage(string PayerId, Sealed<string> MemberNumber);

/// <summary>What the payer before this one decided, as the next must be told it (005010X222A1 loops 2320, 2330 and 2430); amounts in dollars.</summary>
/// <param name="ClaimId">The claim that it decided.</param>
/// <param name="PayerControlNumber">Its own number of that claim (REF*F8 of 2330B).</param>
public sealed record PriorDecision(
    Guid ClaimId, string PayerId, string? PayerControlNumber, decimal Paid, decimal PatientResponsibility, DateOnly PaidOn, IReadOnlyList<PriorAdjustment> Adjustments)
{
    /// <summary>What is left to the patient (group PR) is stated where it was decided: at the lines, or at the claim.</summary>
    internal bool IsByLine => Adjustments.All(a => a.Line is not null);

    internal decimal PatientsShareOf(int line) => Adjustments.Where(a => a.Line == line && a.Group == "PR").Sum(a => a.Amount);

    /// <summary>SVD02: a line balances, so that what was not adjusted was paid.</summary>
    internal decimal PaidOf(BilledLine line) => line.Charge - Adjustments.Where(a => a.Line == line.Number).Sum(a => a.Amount);
}

/// <summary>One adjustment (CAS), of a service line or (null) of the whole claim.</summary>
public sealed record PriorAdjustment(int? Line, string Group, string Reason, decimal Amount);

/// <summary>The claim to the next payer: the same services under the same control number, with what the first payer decided (N9).</summary>
internal static class NextPayer
{
    /// <summary>One claim for each further payer.</summary>
    public static Guid ClaimOf(Guid primaryClaimId, string payerId) => DerivedId.Of($"claim/{primaryClaimId:D}/{payerId}");

    /// <summary>Builds the claim once the coverage is known and the first payer has decided; nothing while either is missing.</summary>
    public static IEnumerable<FollowUp> FollowUps(Guid claimId, Claim.Built claim, DateTimeOffset at)
    {
        if (claim is not { NextDue: { } payerId, FirstDecision: { } first } || claim.OtherCoverages.All(c => c.PayerId != payerId)) yield break;
        yield return new FollowUp(ClaimOf(claimId, payerId), new SubmitClaim(ContentOf(claimId, claim.Content, first, payerId), at));
    }

    // The first payer's authorization says nothing to the next, and what it would pay by its contract is not known here.
    private static ClaimContent ContentOf(Guid claimId, ClaimContent content, Adjudication first, string payerId) => content with
    {
        PayerId = payerId,
        Frequency = Frequencies.Original,
        OriginalPayerClaimNumber = null,
        PriorAuthorization = null,
        Documents = null,
        // Counted from the first payer's notice: before it nothing could be sent.
        FileBy = PayerTerms.Built.For(payerId, first.PaidOn).FileBy(first.PaidOn),
        Lines = [.. content.Lines.Select(l => l with { Expected = null })],
        Prior = new PriorDecision(
            claimId, content.PayerId, first.PayerControlNumber, first.Paid, first.PatientResponsibility, first.PaidOn,
            [.. first.Adjustments.Select(a => new PriorAdjustment(a.Line, a.Group, a.Reason, a.Amount))]),
    };
}
