using System.Text.Json.Serialization;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;

namespace Healthcare.Billing.Encounters;

/// <summary>What happens to an encounter on its way to a claim.</summary>
public abstract record EncounterEvent(DateTimeOffset At);

/// <summary>The case began: what was asked for, and where its packet is.</summary>
[StoredAs("referral_noted.v1")]
public sealed record ReferralNoted(ReferralFacts Referral, DateTimeOffset At) : EncounterEvent(At);

/// <summary>The payer approved care; a later approval replaces an earlier one.</summary>
[StoredAs("authorization_noted.v1")]
public sealed record AuthorizationNoted(AuthorizationFacts Authorization, DateTimeOffset At) : EncounterEvent(At);

/// <summary>The patient was seen.</summary>
[StoredAs("visit_noted.v1")]
public sealed record VisitNoted(VisitFacts Visit, DateTimeOffset At) : EncounterEvent(At);

/// <summary>All that the claim will rest on is here; <paramref name="Gaps"/> name, in codes, what is missing all the same.</summary>
[StoredAs("encounter_closed.v1")]
public sealed record EncounterClosed(string EncounterId, Sealed<SubscriberFacts> Subscriber, IReadOnlyList<string> Gaps, DateTimeOffset At) : EncounterEvent(At);

/// <summary>What was done, at the prices of the charge master.</summary>
[StoredAs("charges_captured.v1")]
public sealed record ChargesCaptured(string MasterVersion, IReadOnlyList<Charge> Charges, DateTimeOffset At) : EncounterEvent(At);

/// <summary>A person corrected what is charged.</summary>
[StoredAs("charges_corrected.v1")]
public sealed record ChargesCorrected(IReadOnlyList<Charge> Charges, string By, DateTimeOffset At) : EncounterEvent(At);

[StoredAs("coding_completed.v1")]
public sealed record CodingCompleted(Coding Coding, string CoderId, DateTimeOffset At) : EncounterEvent(At);

/// <summary>Authorization, encounter and charges do not say the same.</summary>
[StoredAs("three_way_match_failed.v1")]
public sealed record ThreeWayMatchFailed(IReadOnlyList<Difference> Diff, DateOnly FileBy, DateTimeOffset At) : EncounterEvent(At);

/// <summary>Authorization, encounter and charges agree, line by line: the claim is built.</summary>
[StoredAs("three_way_matched.v1")]
public sealed record ThreeWayMatched(Guid ClaimId, IReadOnlyList<MatchedLine> Lines, DateOnly FileBy, DateTimeOffset At) : EncounterEvent(At);

/// <summary>All agrees, and the payer's filing limit has passed.</summary>
[StoredAs("filing_limit_passed.v1")]
public sealed record FilingLimitPassed(DateOnly FileBy, DateTimeOffset At) : EncounterEvent(At);

/// <summary>A time was booked: where the EHR's word of this appointment belongs.</summary>
[StoredAs("booking_noted.v1")]
public sealed record BookingNoted(BookingFacts Booking, DateTimeOffset At) : EncounterEvent(At);

/// <summary>The EHR says what was done, by whom, how long and how often (HL7 v2 FT1, FHIR ChargeItem); its word counts before the charge master's guess.</summary>
[StoredAs("charges_reported.v1")]
public sealed record ChargesReported(string Source, string MessageId, IReadOnlyList<Charge> Charges, IReadOnlyList<string> Gaps, DateTimeOffset At) : EncounterEvent(At);

/// <summary>The EHR says otherwise after the claim was built; a person decides on a replacement.</summary>
[StoredAs("late_charges_reported.v1")]
public sealed record LateChargesReported(string Source, string MessageId, IReadOnlyList<Charge> Charges, DateTimeOffset At) : EncounterEvent(At);

/// <summary>A named person let the care go on without an authorization.</summary>
[StoredAs("care_proceeded_noted.v1")]
public sealed record CareProceededNoted(string Ground, DateTimeOffset DueAt, DateTimeOffset At) : EncounterEvent(At);

/// <summary>The approval that was noted does not hold any more.</summary>
[StoredAs("authorization_withdrawn.v1")]
public sealed record AuthorizationWithdrawn(Guid AuthorizationId, string Ending, DateTimeOffset At) : EncounterEvent(At);

/// <summary>The patient accepted the cost and no authorization came: nothing goes to the payer until one does.</summary>
[StoredAs("self_pay_held.v1")]
public sealed record SelfPayHeld(decimal Amount, DateOnly FileBy, DateTimeOffset At) : EncounterEvent(At);

/// <summary>What is booked.</summary>
public sealed record BookingFacts(Guid AppointmentId, string PractitionerNpi, string PlaceOfService, DateOnly ServiceDate);

/// <summary>A referral in ids and codes.</summary>
public sealed record ReferralFacts(
    Guid CaseId, Guid ReferralId, string PacketHash, Guid PatientId, string PayerId, string ReferrerNpi, IReadOnlyList<ServiceAsked> Services, IReadOnlyList<string> Diagnoses)
{
    /// <summary>What the referring partner follows the case by; the claim names it (REF*9F).</summary>
    public string? TrackingId { get; init; }

    /// <summary>What kind of care it is; it says on which form the claim goes.</summary>
    public string? ServiceLine { get; init; }
}

/// <summary>One service that was asked for.</summary>
public sealed record ServiceAsked(int Sequence, string System, string Code, int Units);

/// <summary>An approval.</summary>
public sealed record AuthorizationFacts(Guid AuthorizationId, string PayerId, IReadOnlyList<AuthorizedItem> Items)
{
    /// <summary>The version of the payer's catalogue by which none is needed; null where one is.</summary>
    public string? NotRequiredBy { get; init; }
}

/// <summary>One item that the payer approved, under which number, for which days.</summary>
public sealed record AuthorizedItem(
    int Sequence, string System, string Code, int Units, string CertificationNumber, DateOnly From, DateOnly To, string? PlaceOfService);

/// <summary>A visit as the EHR closed it.</summary>
public sealed record VisitFacts(Guid AppointmentId, string EncounterId, string PractitionerNpi, string PlaceOfService, DateOnly ServiceDate, DateTimeOffset AttendedAt);

/// <summary>
/// One charge: the service that it stands for, its procedure (HCPCS or CPT), units, dollars for all units, what the payer's contract says it will pay, and who rendered it where.
/// </summary>
public sealed record Charge(
    int Line, string System, string Code, string Procedure, int Units, decimal Amount, decimal? Expected, string PractitionerNpi, string PlaceOfService, DateOnly ServiceDate)
{
    /// <summary>How long it took, where the EHR says so.</summary>
    public int? Minutes { get; init; }
}

/// <summary>What a coder says was done and why: one code for each charge, and the diagnoses (ICD-10-CM), the principal one first.</summary>
public sealed record Coding(IReadOnlyList<LineCode> Codes, IReadOnlyList<string> Diagnoses)
{
    /// <summary>Whether both say the same.</summary>
    public bool Says(Coding other) =>
        Diagnoses.SequenceEqual(other.Diagnoses, StringComparer.Ordinal) && Codes.Count == other.Codes.Count && Codes.Zip(other.Codes).All(pair => pair.First.Says(pair.Second));
}

/// <summary>The procedure of one charge, with modifiers and the ordinals of the diagnoses that it was done for.</summary>
public sealed record LineCode(int Line, string Procedure, IReadOnlyList<string> Modifiers, IReadOnlyList<int> DiagnosisPointers)
{
    internal bool Says(LineCode other) =>
        Line == other.Line && Procedure == other.Procedure && Modifiers.SequenceEqual(other.Modifiers, StringComparer.Ordinal) && DiagnosisPointers.SequenceEqual(other.DiagnosisPointers);
}

/// <summary>One field on which the three do not agree; <paramref name="Source"/> is the one to correct: authorization, encounter or charge.</summary>
public sealed record Difference(string Field, int Line, string Source, string? AuthItem, string? EncounterItem, string? ChargeItem);

/// <summary>A charge and the authorized item that covers it.</summary>
public sealed record MatchedLine(int Line, int AuthorizedSequence, string CertificationNumber);

/// <summary>What a claim says about people; from intake's packet, the least that a claim needs.</summary>
public sealed record SubscriberFacts(PacketPatient Patient, PacketCoverage Coverage, PacketRequester Requester)
{
    /// <summary>By which a payer after the first knows the patient; never stored here.</summary>
    [JsonIgnore]
    public string? NextMemberNumber { get; init; }

    public static SubscriberFacts Of(ReferralPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return new SubscriberFacts(packet.Patient, packet.Coverage, packet.Requester);
    }

    public override string ToString() => nameof(SubscriberFacts);
}
