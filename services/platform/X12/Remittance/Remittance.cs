namespace Healthcare.X12;

/// <summary>What a remittance advice (005010X221A1) yields, in the order of the file: its header, its claims, its summary.</summary>
public abstract record RemittanceRecord
{
    /// <summary>Ordinal of the interchange in the file, 0 in a fragment.</summary>
    public required int Interchange { get; init; }

    /// <summary>Ordinal of the transaction set in the file, 1 for the first.</summary>
    public required int Set { get; init; }

    /// <summary>Segments that no typed member holds, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];
}

/// <summary>The header of one 835: how much, how, when, from whom, under which trace number.</summary>
public sealed record Remittance : RemittanceRecord
{
    /// <summary>ISA06.</summary>
    public string? InterchangeSender { get; init; }

    /// <summary>ISA08.</summary>
    public string? InterchangeReceiver { get; init; }

    /// <summary>ISA13.</summary>
    public string? InterchangeControlNumber { get; init; }

    /// <summary>ST02.</summary>
    public string? ControlNumber { get; init; }

    /// <summary>ST03, else GS08; null in a fragment without either.</summary>
    public string? Implementation { get; init; }

    /// <summary>BPR01: I remittance only, C with payment, D with payment by other route, H notification, P prenotification, U split, X.</summary>
    public string? Handling { get; init; }

    /// <summary>BPR02 in dollars.</summary>
    public decimal Payment { get; init; }

    /// <summary>BPR03: C credit, D debit.</summary>
    public string? CreditOrDebit { get; init; }

    /// <summary>BPR04: ACH, CHK, FWT, BOP or NON.</summary>
    public string? Method { get; init; }

    /// <summary>BPR05 to BPR15, null where none of them is sent.</summary>
    public PaymentAccounts? Accounts { get; init; }

    /// <summary>BPR16, the day of the cheque or of the deposit.</summary>
    public DateOnly? EffectiveDate { get; init; }

    /// <summary>TRN02 of the first TRN: the number that the bank's addenda repeat.</summary>
    public string? TraceNumber { get; init; }

    /// <summary>TRN03: 1 and the payer's tax number.</summary>
    public string? PayerIdentifier { get; init; }

    /// <summary>DTM*405.</summary>
    public DateOnly? ProductionDate { get; init; }

    /// <summary>N1*PR with what follows it.</summary>
    public Party? Payer { get; init; }

    /// <summary>N1*PE with what follows it; its identifier is the NPI where N103 is XX.</summary>
    public Party? Payee { get; init; }

    /// <summary>REF segments before the first party.</summary>
    public IReadOnlyList<Reference> References { get; init; } = [];
}

/// <summary>How an electronic payment travels: BPR05 its format, BPR06 to BPR09 the payer's bank and account, BPR10 and BPR11 the originator, BPR12 to BPR15 the payee's bank and account.</summary>
public sealed record PaymentAccounts
{
    /// <summary>CCP or CTX.</summary>
    public string? Format { get; init; }

    public BankAccount? Payer { get; init; }

    /// <summary>1 and the payer's tax number, as TRN03 has it.</summary>
    public string? Originator { get; init; }

    public string? OriginatorSupplement { get; init; }

    public BankAccount? Payee { get; init; }
}

/// <summary>A bank and an account in it.</summary>
/// <param name="BankQualifier">01 is an ABA routing number.</param>
/// <param name="AccountQualifier">DA demand deposit, SG savings.</param>
public sealed record BankAccount(string? BankQualifier, string? Bank, string? AccountQualifier, string? Account);

/// <summary>One CAS triple: group, reason (CARC), amount in dollars, quantity. A positive amount lowers the payment.</summary>
/// <param name="Group">CO, OA, PI or PR; CR only before 005010.</param>
public sealed record ClaimAdjustment(string Group, string Reason, decimal Amount, decimal? Quantity);

/// <summary>A claim as CLP pays it, with its adjustments, service lines and remark codes.</summary>
public sealed record ClaimPayment : RemittanceRecord
{
    /// <summary>Ordinal of the claim in its set, 1 for the first.</summary>
    public required int Number { get; init; }

    /// <summary>LX01 of the header number that the claim stands under, null where there is none.</summary>
    public string? HeaderNumber { get; init; }

    /// <summary>TS3 and TS2 between LX and the claim, as received.</summary>
    public IReadOnlyList<RawSegment> Before { get; init; } = [];

    /// <summary>CLP01, the patient control number that the claim was sent with (CLM01).</summary>
    public required string ClaimId { get; init; }

    /// <summary>CLP02: 1 to 3 processed, 4 denied, 19 to 21 forwarded too, 22 reversal, 23 not ours, 25 predetermination.</summary>
    public required string Status { get; init; }

    /// <summary>CLP03 in dollars.</summary>
    public required decimal Charge { get; init; }

    /// <summary>CLP04 in dollars.</summary>
    public required decimal Paid { get; init; }

    /// <summary>CLP05 in dollars, null where it is empty.</summary>
    public decimal? PatientResponsibility { get; init; }

    /// <summary>CLP06.</summary>
    public string? FilingIndicator { get; init; }

    /// <summary>CLP07.</summary>
    public string? PayerControlNumber { get; init; }

    /// <summary>CLP08.</summary>
    public string? FacilityCode { get; init; }

    /// <summary>CLP09.</summary>
    public string? Frequency { get; init; }

    /// <summary>CLP11.</summary>
    public string? DrgCode { get; init; }

    /// <summary>CAS before the first service line.</summary>
    public IReadOnlyList<ClaimAdjustment> Adjustments { get; init; } = [];

    public IReadOnlyList<ServicePayment> Lines { get; init; } = [];

    /// <summary>NM1 segments: QC patient, IL subscriber, 74 corrected, 82 rendering, TT crossover carrier, PR corrected priority payer.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    /// <summary>MIA, of an inpatient claim.</summary>
    public InpatientAdjudication? Inpatient { get; init; }

    /// <summary>MOA, of an outpatient or professional claim.</summary>
    public OutpatientAdjudication? Outpatient { get; init; }

    /// <summary>Remark codes (RARC) of MIA and MOA.</summary>
    public IReadOnlyList<string> RemarkCodes => [.. Inpatient?.RemarkCodes ?? [], .. Outpatient?.RemarkCodes ?? []];

    public IReadOnlyList<Reference> References { get; init; } = [];

    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    public IReadOnlyList<QualifiedAmount> Amounts { get; init; } = [];

    /// <summary>CLP03 less every CAS of claim and lines, less CLP04, in dollars; zero where the claim balances.</summary>
    public required decimal Imbalance { get; init; }

    public bool Balances => Imbalance == 0;

    /// <summary>Which payer of the patient speaks: 1 primary (CLP02 1, 19), 2 secondary (2, 20), 3 tertiary (3, 21); null where the status does not say.</summary>
    public int? PayerOrder => Status switch { "1" or "19" => 1, "2" or "20" => 2, "3" or "21" => 3, _ => null };

    /// <summary>CLP02 is 19 to 21 or 23: another payer has the claim now.</summary>
    public bool IsForwarded => Status is "19" or "20" or "21" or "23";

    /// <summary>CLP02 is 25: pricing only, no payment and no posting.</summary>
    public bool IsPredetermination => Status == "25";

    /// <summary>CLP02 is 22: every amount of the original comes back negated under its own group code.</summary>
    public bool IsReversal => Status == "22";
}

/// <summary>One SVC: what was charged and paid for a service, and why the two differ.</summary>
public sealed record ServicePayment
{
    /// <summary>Ordinal of the line in its claim, 1 for the first.</summary>
    public required int Number { get; init; }

    /// <summary>SVC01-1: HC, NU revenue code, N4 national drug code, AD, ER, HP, IV, WK.</summary>
    public string? Qualifier { get; init; }

    /// <summary>SVC01-2.</summary>
    public string? Procedure { get; init; }

    /// <summary>SVC01-3 to SVC01-6.</summary>
    public IReadOnlyList<string> Modifiers { get; init; } = [];

    /// <summary>SVC02 in dollars.</summary>
    public required decimal Charge { get; init; }

    /// <summary>SVC03 in dollars.</summary>
    public required decimal Paid { get; init; }

    /// <summary>SVC04.</summary>
    public string? RevenueCode { get; init; }

    /// <summary>SVC05, 1 where it is empty.</summary>
    public decimal Units { get; init; } = 1;

    /// <summary>SVC06 with its components divided by colons, where the payer paid another procedure than was billed.</summary>
    public string? OriginalProcedure { get; init; }

    public decimal? OriginalUnits { get; init; }

    public IReadOnlyList<ClaimAdjustment> Adjustments { get; init; } = [];

    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>AMT: B6 is the allowed amount.</summary>
    public IReadOnlyList<QualifiedAmount> Amounts { get; init; } = [];

    /// <summary>LQ*HE remark codes (RARC).</summary>
    public IReadOnlyList<string> RemarkCodes { get; init; } = [];

    /// <summary>Segments of the line that say more than the members above, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    /// <summary>REF*6R, the line control number that the claim was sent with.</summary>
    public string? LineControlNumber => References.FirstOrDefault(r => r.Qualifier == "6R")?.Value;

    /// <summary>SVC02 less CAS less SVC03, in dollars; zero where the line balances.</summary>
    public required decimal Imbalance { get; init; }
}

/// <summary>One PLB pair. A positive amount lowers the payment, a negative one raises it (005010X221A1 §1.10.2.1.3).</summary>
/// <param name="ProviderId">PLB01.</param>
/// <param name="FiscalPeriod">PLB02.</param>
/// <param name="Code">PLB03-1: WO overpayment recovery, FB forward balance, L6 interest, 72 authorised return, J1, CS, LE, IR and others.</param>
/// <param name="Reference">PLB03-2; for FB the TRN02 of the remittance that began it.</param>
/// <param name="Reason">PLB03 as sent.</param>
public sealed record ProviderAdjustment(string ProviderId, DateOnly? FiscalPeriod, string Code, string? Reference, decimal Amount, string Reason)
{
    public ProviderAdjustmentKind Kind => ProviderAdjustmentCodes.KindOf(Code);
}

/// <summary>The end of one 835: provider-level adjustments, totals in dollars, and whether the transaction balances.</summary>
public sealed record RemittanceSummary : RemittanceRecord
{
    public required int Claims { get; init; }

    /// <summary>BPR02.</summary>
    public required decimal Payment { get; init; }

    /// <summary>ΣCLP03.</summary>
    public required decimal Charged { get; init; }

    /// <summary>ΣCLP04.</summary>
    public required decimal Paid { get; init; }

    /// <summary>ΣCLP05.</summary>
    public required decimal PatientResponsibility { get; init; }

    /// <summary>ΣPLB.</summary>
    public required decimal ProviderAdjustmentTotal { get; init; }

    public IReadOnlyList<ProviderAdjustment> ProviderAdjustments { get; init; } = [];

    /// <summary>BPR02 less (ΣCLP04 less ΣPLB), in dollars; zero where the transaction balances.</summary>
    public decimal Imbalance => Payment - (Paid - ProviderAdjustmentTotal);

    public bool Balances => Imbalance == 0;

    /// <summary>Whether SE closed the set.</summary>
    public required bool Closed { get; init; }
}
