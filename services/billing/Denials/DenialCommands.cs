using Healthcare.Billing.Claims;
using Healthcare.EventStore;

namespace Healthcare.Billing.Denials;

/// <summary>What may be asked of a denial.</summary>
public abstract record DenialCommand(DateTimeOffset At);

/// <summary>The payer refused money; asked again it changes nothing. Never refuses.</summary>
public sealed record OpenDenial(DenialFacts Denial, DenialClass Class, DateTimeOffset At) : DenialCommand(At);

/// <summary>Rules know now what they did not. Never refuses.</summary>
public sealed record ReclassifyDenial(DenialClass Class, DateTimeOffset At) : DenialCommand(At);

public sealed record SupplyDocuments(IReadOnlyList<SuppliedDocument> Documents, string By, DateTimeOffset At) : DenialCommand(At), IJudgment;

/// <summary>A coder says which codes stand; the corrected claim goes by itself.</summary>
public sealed record ReviewCoding(ClaimChanges Changes, string? Guideline, string By, DateTimeOffset At) : DenialCommand(At), IJudgment;

/// <summary>An authorization came; the corrected claim goes by itself.</summary>
public sealed record FindAuthorization(string CertificationNumber, DateTimeOffset At) : DenialCommand(At);

public sealed record FileAppeal(string Kind, IReadOnlyList<string> Evidence, string By, DateTimeOffset DecisionDue, DateTimeOffset At) : DenialCommand(At), IJudgment;

/// <summary>Files the proof of timely filing; without one there is nothing to file.</summary>
public sealed record FileProof(bool IsProven, IReadOnlyList<string> Artefacts, string By, DateTimeOffset DecisionDue, DateTimeOffset At) : DenialCommand(At), IJudgment;

/// <summary>A person says how it ended.</summary>
public sealed record ResolveDenial(string Resolution, string By, DateTimeOffset At) : DenialCommand(At), IJudgment;

/// <summary>It ended by what became of the claim. Never refuses.</summary>
public sealed record SettleDenial(string Resolution, DateTimeOffset At) : DenialCommand(At);

public sealed record ProposeWriteOff(decimal Amount, string ReasonCode, string ApproverRole, string By, DateTimeOffset At) : DenialCommand(At), IJudgment;

/// <param name="Roles">Those of <paramref name="By"/> that may approve; higher ones may too.</param>
public sealed record ApproveWriteOff(IReadOnlyList<string> Roles, string By, DateTimeOffset At) : DenialCommand(At), IJudgment;

public sealed record RefuseWriteOff(string ReasonCode, string By, DateTimeOffset At) : DenialCommand(At), IJudgment;

/// <summary>The deadline clock's command: the payer's limit has passed.</summary>
public sealed record FireDenialDeadline(DateTimeOffset DueAt, DateTimeOffset At) : DenialCommand(At);

/// <summary>How a denial ends.</summary>
internal static class DenialResolutions
{
    public const string Resubmitted = "resubmitted";
    public const string Appealed = "appealed";
    public const string Corrected = "corrected";
    public const string WrittenOff = "written-off";
    public const string PatientBilled = "patient-billed";
    public const string DuplicateConfirmed = "duplicate-confirmed";
    public const string Disputed = "disputed";
    public const string Upheld = "upheld";

    /// <summary>What a person may say, by what is waited for.</summary>
    public static IReadOnlyList<string> At(DenialStep step) => step switch
    {
        DenialStep.AwaitingConfirmation => [DuplicateConfirmed],
        DenialStep.AwaitingPatient => [PatientBilled, Corrected],
        DenialStep.AwaitingDispute => [Disputed],
        DenialStep.AwaitingPayer => [Appealed, Upheld],
        DenialStep.AwaitingCorrection => [Corrected, PatientBilled],
        _ => [],
    };
}
