using Healthcare.X12;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>An institutional bill (837I) as the payer prices it: what both forms have in common.</summary>
internal static class Bills
{
    internal static ProfessionalClaim AsClaim(InstitutionalClaim bill) => new()
    {
        ClaimId = bill.ClaimId,
        Charge = bill.Charge,
        PlaceOfService = bill.FacilityType,
        Frequency = bill.Frequency,
        BillingProvider = bill.BillingProvider,
        Subscriber = bill.Subscriber,
        FilingIndicator = bill.FilingIndicator,
        Patient = bill.Patient,
        PatientRelationship = bill.PatientRelationship,
        Payer = bill.Payer,
        PriorAuthorization = bill.PriorAuthorization,
        PayerControlNumber = bill.PayerControlNumber,
        Paperwork = bill.Paperwork,
        Diagnoses = [.. bill.Codes.Where(c => c.Qualifier is "ABK" or "ABF").Select(c => new Diagnosis(c.Qualifier, c.Code))],
        Set = bill.Set,
        Lines =
        [
            .. bill.Lines.Select(l => new ProfessionalServiceLine
            {
                ProcedureQualifier = l.Procedure is null ? "NU" : "HC",
                Procedure = l.Procedure ?? l.RevenueCode,
                Modifiers = l.Modifiers,
                Charge = l.Charge,
                Quantity = l.Quantity,
                ServiceDate = l.ServiceDate ?? bill.StatementFrom,
                LineControlNumber = l.LineControlNumber,
            }),
        ],
    };
}
