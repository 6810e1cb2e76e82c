using Healthcare.Billing.Claims;
using Healthcare.Billing.Denials;
using Healthcare.Billing.Encounters;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Testing;

namespace Healthcare.Billing.Tests;

/// <summary>One case, in ids and codes; nobody in it exists.</summary>
internal static class Samples
{
    public const string Payer = "maryland-capital";
    public const string Npi = "1679576722";
    public static readonly DateTimeOffset Noon = new(2026, 3, 9, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly Day = new(2026, 3, 9);
    public static readonly DateOnly FileBy = new(2026, 6, 7);
    public static readonly Guid CaseId = new("018f0000-0000-7000-8000-000000000001");
    public static readonly Guid ReferralId = new("018f0000-0000-7000-8000-000000000002");
    public static readonly Guid PatientId = new("018f0000-0000-7000-8000-000000000003");
    public static readonly Guid AuthorizationId = new("018f0000-0000-7000-8000-000000000004");
    public static readonly Guid AppointmentId = new("018f0000-0000-7000-8000-000000000005");
    public static readonly Guid FileId = new("018f0000-0000-7000-8000-000000000006");
    public static readonly Guid AnswerId = new("018f0000-0000-7000-8000-000000000007");
    public static readonly Guid EncounterId = EncounterAggregate.IdOf(CaseId);
    public static readonly Guid ClaimId = ClaimIds.Of(CaseId);

    public static readonly ReferralFacts Referral = new(CaseId, ReferralId, new string('a', 64), PatientId, Payer, "1245319599", [new ServiceAsked(1, "X12-1365", "3", 1)], []);

    public static readonly AuthorizationFacts Authorization =
        new(AuthorizationId, Payer, [new AuthorizedItem(1, "X12-1365", "3", 1, "AU1", new DateOnly(2026, 3, 1), new DateOnly(2026, 8, 31), PlaceOfService: null)]);

    public static readonly VisitFacts Visit = new(AppointmentId, "ENC1", Npi, "11", Day, Noon);

    public static readonly Charge Fee = new(1, "X12-1365", "3", "99243", 1, 250.00m, 180.00m, Npi, "11", Day);

    public static readonly SubscriberFacts People = new(
        new PacketPatient
        {
            Id = PatientId,
            Given = ["Tessa"],
            Family = "Zyxcanary",
            BirthDate = new DateOnly(1980, 5, 17),
            Gender = "female",
            Address = new PacketAddress { Lines = ["2 Pier Road"], City = "Baltimore", State = "MD", PostalCode = "21202" },
        },
        new PacketCoverage { MemberNumber = "MZYX0001", PayerIdentifier = "1234567893", Relationship = "self" },
        new PacketRequester { Npi = "1245319599", Family = "Healer", Given = ["Hanna"] });

    public static readonly Closing ToClose = new(Sealed.For(PatientId, People), "2026-01", [Fee], []);

    public static readonly Coding Codes = new([new LineCode(1, "99243", [], [1])], ["Z00.00"]);

    public static readonly ClaimContent Content = new()
    {
        CaseId = CaseId,
        EncounterId = EncounterId,
        PatientId = PatientId,
        PayerId = Payer,
        Clm01 = ClaimIds.Clm01Of(ClaimId),
        Total = 250.00m,
        ServiceDate = Day,
        PlaceOfService = "11",
        PractitionerNpi = Npi,
        PriorAuthorization = "AU1",
        Diagnoses = ["Z00.00"],
        Lines = [new BilledLine(1, "99243", [], [1], 1, 250.00m, 180.00m)],
    };

    public static readonly Submission Sending = new(1, "clearhouse", "B000000017", "000000017", "17", "000000017", FileId, new string('b', 64));

    public static readonly Guid RemittanceId = new("018f0000-0000-7000-8000-000000000009");

    public static readonly SuppliedDocument Record = new("11504-8", "DocumentReference/1", "A1");

    public static readonly OtherCoverage Other = new("atlantic-mutual", Sealed.For(PatientId, "MZYX0002"));

    public static readonly DenialFacts RefusedMoney = new()
    {
        CaseId = CaseId,
        ClaimId = ClaimId,
        EncounterId = EncounterId,
        PatientId = PatientId,
        RemittanceId = RemittanceId,
        PayerId = Payer,
        ServiceDate = Day,
        NoticeOn = Day.AddDays(10),
        Adjustments = [new DeniedAmount(1, "CO", "252", ["M127"], 250.00m, [])],
        Amount = 250.00m,
    };

    public static readonly DenialClass ForDocuments = WhenClaimAdjudicated.ClassOf(DenialRules.Built, "missing-documentation", ["D01"], Payer, Day, Day.AddDays(10));

    public static DeciderSpec<Denial, DenialCommand, DenialEvent> NewDenial => Spec.Of(DenialAggregate.Value);

    public static RecordAcknowledgement Accept(string? number = "ICN1") => Answer(AcknowledgementLevel.Claim, ClaimAnswer.AcceptedByPayer) with { PayerControlNumber = number };

    /// <summary>Denied as a whole, for want of a document.</summary>
    public static Adjudication Denied(string type = "missing-documentation", string group = "CO", string reason = "252", params string[] remarks) => new(
        RemittanceId, "4", "ICN1", 250.00m, 0m, 0m, [new AdjudicatedAmount(1, group, reason, remarks is [] ? ["M127"] : remarks, 250.00m, type)], Day.AddDays(10));

    /// <summary>Paid as the contract says.</summary>
    public static Adjudication Paid(Guid? remittanceId = null) => new(
        remittanceId ?? RemittanceId, "1", "ICN1", 250.00m, 180.00m, 20.00m,
        [new AdjudicatedAmount(1, "CO", "45", [], 50.00m, "expected"), new AdjudicatedAmount(1, "PR", "3", [], 20.00m, "expected")], Day.AddDays(10));

    public static RecordAdjudication Adjudicate(Adjudication adjudication) => new(adjudication, Noon);

    public static DeciderSpec<Encounter, EncounterCommand, EncounterEvent> NewEncounter => Spec.Of(EncounterAggregate.Value);

    public static DeciderSpec<Claim, ClaimCommand, ClaimEvent> NewClaim => Spec.Of(ClaimAggregate.Value);

    public static NoteReferral NoteReferral(Closing? closing = null) => new(Referral, closing, Noon);

    public static NoteVisit NoteVisit(Closing? closing = null) => new(Visit, closing, Noon);

    public static NoteAuthorization NoteAuthorization(AuthorizationFacts? authorization = null) => new(authorization ?? Authorization, Noon);

    public static CompleteCoding Code(Coding? coding = null, DateOnly? fileBy = null) => new(coding ?? Codes, "coder-1", fileBy ?? FileBy, Noon);

    public static SubmitClaim Build(ClaimContent? content = null) => new(content ?? Content, Noon);

    public static SendClaim Send(Submission? submission = null) => new(submission ?? Sending, Noon);

    /// <summary>Built, and gone in its first file.</summary>
    public static ClaimCommand[] Submit() => [Build(), Send()];

    public static RecordAcknowledgement Answer(AcknowledgementLevel level, ClaimAnswer answer, params string[] codes) => new(level, answer, codes, AnswerId, Noon);
}
