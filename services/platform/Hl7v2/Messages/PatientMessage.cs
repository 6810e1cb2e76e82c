namespace Healthcare.Hl7v2;

/// <summary>What an ADT tells of a patient (table 0003).</summary>
public enum PatientAction
{
    Unknown,
    Admitted,
    Transferred,
    Discharged,
    Registered,
    Preadmitted,
    BecameInpatient,
    BecameOutpatient,
    Updated,
    AdmissionCancelled,
    TransferCancelled,
    DischargeCancelled,
    PreadmissionCancelled,
    PersonAdded,
    PersonUpdated,
    Merged,
}

/// <summary>ADT: what happened to a patient or a visit.</summary>
public sealed class PatientMessage : MessageView
{
    private PatientMessage(Hl7Message message)
        : base(message)
    {
        Merges = All("MRG", s => new Mrg(s));
        Procedures = All("PR1", s => new Pr1(s));
        Observations = All("OBX", s => new Obx(s));
    }

    public PatientAction Action => Message.Event switch
    {
        "A01" => PatientAction.Admitted,
        "A02" => PatientAction.Transferred,
        "A03" => PatientAction.Discharged,
        "A04" => PatientAction.Registered,
        "A05" => PatientAction.Preadmitted,
        "A06" => PatientAction.BecameInpatient,
        "A07" => PatientAction.BecameOutpatient,
        "A08" => PatientAction.Updated,
        "A11" => PatientAction.AdmissionCancelled,
        "A12" => PatientAction.TransferCancelled,
        "A13" => PatientAction.DischargeCancelled,
        "A38" => PatientAction.PreadmissionCancelled,
        "A28" => PatientAction.PersonAdded,
        "A31" => PatientAction.PersonUpdated,
        "A18" or "A30" or "A34" or "A35" or "A36" or "A39" or "A40" or "A41" or "A42" => PatientAction.Merged,
        _ => PatientAction.Unknown,
    };

    /// <summary>What is merged into the patient.</summary>
    public IReadOnlyList<Mrg> Merges { get; }

    public IReadOnlyList<Pr1> Procedures { get; }

    public IReadOnlyList<Obx> Observations { get; }

    /// <summary>Null for another message.</summary>
    public static PatientMessage? Of(Hl7Message message) => message.Type == "ADT" ? new PatientMessage(message) : null;
}
