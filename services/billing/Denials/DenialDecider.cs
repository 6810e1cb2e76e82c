using Healthcare.EventStore;

namespace Healthcare.Billing.Denials;

/// <summary>Every rule of a denial.</summary>
internal static class DenialDecider
{
    public static Decision<DenialEvent> Decide(Denial denial, DenialCommand command) => (denial, command) switch
    {
        (Denial.NotOpened, OpenDenial c) => [new DenialOpened(c.Denial, c.At), new DenialClassified(c.Class, c.At)],
        (_, OpenDenial) => [],
        (Denial.NotOpened, SettleDenial or ReclassifyDenial or FireDenialDeadline) => [],
        (Denial.NotOpened, _) => DenialRefusals.Unknown,

        (Denial.Working { Step: DenialStep.AwaitingTriage }, ReclassifyDenial c) when c.Class.Type != DenialTypes.Unclassified => new DenialClassified(c.Class, c.At),
        (_, ReclassifyDenial) => [],

        (Denial.Working { Proposed: not null }, SupplyDocuments or ReviewCoding or FileAppeal or FileProof or ResolveDenial) => DenialRefusals.WriteOffPending,

        (Denial.Working { Step: DenialStep.AwaitingDocument }, SupplyDocuments c) => new RecordsSupplied(c.Documents, c.By, c.At),
        (Denial.Working s, SupplyDocuments c) when c.Documents.All(d => s.Documents.Contains(d)) => [],
        (Denial.Working { Step: DenialStep.AwaitingCoding }, ReviewCoding c) =>
        [
            new CodingReviewed(c.Changes.Codes is not null || c.Changes.Diagnoses is not null, c.Changes.Codes ?? [], c.Changes.Diagnoses ?? [], c.Guideline, c.By, c.At),
            new DenialResolved(DenialResolutions.Resubmitted, c.By, c.At),
        ],
        (Denial.Working { Step: DenialStep.AwaitingAuthorization }, FindAuthorization c) => [new AuthorizationFound(c.CertificationNumber, c.At), new DenialResolved(DenialResolutions.Resubmitted, By: null, c.At)],
        (_, FindAuthorization) => [],
        (Denial.Working { IsWithPayer: false, Step: not (DenialStep.AwaitingTriage or DenialStep.AwaitingConfirmation) }, FileAppeal c) => new AppealFiled(c.Kind, c.Evidence, c.By, c.DecisionDue, c.At),
        (Denial.Working { Step: DenialStep.AwaitingProof }, FileProof { IsProven: false }) => DenialRefusals.NotProven,
        (Denial.Working { Step: DenialStep.AwaitingProof }, FileProof c) =>
            [new TimelyFilingProofAssembled(c.Artefacts, c.By, c.At), new AppealFiled("timely-filing-proof", c.Artefacts, c.By, c.DecisionDue, c.At)],
        (Denial.Working s, ResolveDenial c) => DenialResolutions.At(s.Step).Contains(c.Resolution, StringComparer.Ordinal) ? new DenialResolved(c.Resolution, c.By, c.At) : DenialRefusals.NotThisWay,

        // A duplicate is confirmed by a person; that something was sent does not confirm it.
        (Denial.Working { Step: DenialStep.AwaitingConfirmation }, SettleDenial { Resolution: DenialResolutions.Resubmitted }) => [],
        (Denial.Working, SettleDenial c) => new DenialResolved(c.Resolution, By: null, c.At),
        (_, SettleDenial) => [],

        (Denial.Resolved s, ResolveDenial c) when s.Resolution == c.Resolution => [],
        (Denial.Resolved, ProposeWriteOff or ApproveWriteOff or RefuseWriteOff) => DenialRefusals.Resolved,
        (Denial.Opened { Proposed: { } known }, ProposeWriteOff c) => known.By == c.By && known.Amount == c.Amount ? [] : DenialRefusals.WriteOffPending,
        (Denial.Opened s, ProposeWriteOff c) when c.Amount <= 0 || c.Amount > s.Facts.Amount => DenialRefusals.AmountWrong,
        (Denial.Opened, ProposeWriteOff c) => new WriteOffProposed(c.Amount, c.ReasonCode, c.By, c.ApproverRole, c.At),
        (Denial.Opened { Proposed: null }, ApproveWriteOff or RefuseWriteOff) => DenialRefusals.NothingProposed,
        // Dual control: who proposes does not approve, whatever their role.
        (Denial.Opened { Proposed: { } proposed }, ApproveWriteOff c) when proposed.By == c.By => DenialRefusals.SamePerson,
        (Denial.Opened { Proposed: { } proposed }, ApproveWriteOff c) when !c.Roles.Contains(proposed.ApproverRole, StringComparer.Ordinal) => DenialRefusals.RoleTooLow,
        (Denial.Opened { Proposed: { } proposed } s, ApproveWriteOff c) =>
            [new WriteOffApproved(s.Facts.ClaimId, proposed.Amount, c.By, proposed.ApproverRole, c.At), new DenialResolved(DenialResolutions.WrittenOff, c.By, c.At)],
        (Denial.Opened { Proposed: { } proposed }, RefuseWriteOff c) => proposed.By == c.By ? DenialRefusals.SamePerson : new WriteOffRefused(c.ReasonCode, c.By, c.At),

        (Denial.Working { IsWithPayer: false } s, FireDenialDeadline c) => Lose(s, c.At),
        (_, FireDenialDeadline) => [],

        (Denial.Resolved or Denial.Lost, _) => DenialRefusals.Resolved,
        _ => DenialRefusals.OutOfOrder,
    };

    private static Decision<DenialEvent> Lose(Denial.Working s, DateTimeOffset at)
    {
        var dwelt = Dwelling.Add(s.Dwelt, s.Current.Boundary, at - s.StepSince);
        var longest = dwelt.OrderByDescending(d => d.Held).ThenBy(d => d.Boundary, StringComparer.Ordinal).First();
        return new LostToDeadline(longest.Boundary, longest.Held, s.Class.HardStop, at);
    }
}

/// <summary>Why a denial says no.</summary>
internal static class DenialRefusals
{
    public static readonly Refusal Unknown = new("denial-unknown", "There is no denial under this id.");
    public static readonly Refusal OutOfOrder = new("denial-out-of-order", "The denial waits for something else.");
    public static readonly Refusal Resolved = new("denial-resolved", "The denial is settled, or its limit has passed.");
    public static readonly Refusal NotThisWay = new("denial-not-this-way", "A denial of this kind does not end this way.");
    public static readonly Refusal NotProven = new("filing-not-proven", "No acceptance by the payer proves that the claim was filed in time; what is left is a write-off.");
    public static readonly Refusal WriteOffPending = new("write-off-pending", "A write-off is proposed and not decided.");
    public static readonly Refusal NothingProposed = new("write-off-not-proposed", "No write-off is proposed.");
    public static readonly Refusal SamePerson = new("write-off-same-person", "Who proposed the write-off does not decide it.");
    public static readonly Refusal RoleTooLow = new("write-off-role-too-low", "This amount is for a higher role to approve.");
    public static readonly Refusal AmountWrong = new("write-off-amount-wrong", "A write-off is more than nothing, and at most what was refused.");
}
