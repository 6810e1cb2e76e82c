namespace Healthcare.X12;

/// <summary>Writes remittance advices, 835 005010X221A1, from the records that the reader yields.</summary>
public static class RemittanceWriting
{
    /// <summary>GS08, as HIPAA adopted it; an 835 has no ST03.</summary>
    public const string Version = "005010X221A1";

    /// <summary>GS01.</summary>
    public const string FunctionalId = "HP";

    /// <summary>Writes one 835 set into the writer's open group; what does not balance is written as it is.</summary>
    public static void Write(X12Writer writer, string setControlNumber, RemittanceAdvice advice)
    {
        var header = advice.Header;
        writer.BeginSet("835", setControlNumber, withImplementation: false);
        WriteHeader(writer, header);
        string? number = null;
        foreach (var claim in advice.Claims)
        {
            if (claim.HeaderNumber is { } open && open != number) writer.Write("LX", open);
            number = claim.HeaderNumber;
            foreach (var before in claim.Before) writer.Write(before);
            WriteClaim(writer, claim);
        }

        foreach (var adjustment in advice.Summary.ProviderAdjustments)
        {
            writer.Write("PLB", adjustment.ProviderId, adjustment.FiscalPeriod, X12Element.Composite(adjustment.Code, adjustment.Reference), adjustment.Amount);
        }

        foreach (var unknown in advice.Summary.Unknown) writer.Write(unknown);
        writer.EndSet();
    }

    private static void WriteHeader(X12Writer writer, Remittance header)
    {
        var kept = new KeptSegments(writer, header.Unknown);
        var accounts = header.Accounts ?? new PaymentAccounts();
        var (payer, payee) = (accounts.Payer ?? new BankAccount(null, null, null, null), accounts.Payee ?? new BankAccount(null, null, null, null));
        kept.Write(
            "BPR", header.Handling, header.Payment, header.CreditOrDebit, header.Method, accounts.Format, payer.BankQualifier, payer.Bank, payer.AccountQualifier, payer.Account,
            accounts.Originator, accounts.OriginatorSupplement, payee.BankQualifier, payee.Bank, payee.AccountQualifier, payee.Account, header.EffectiveDate);
        kept.Write("TRN", "1", header.TraceNumber, header.PayerIdentifier);
        foreach (var reference in header.References) kept.Write("REF", reference.Qualifier, reference.Value);
        if (header.ProductionDate is { } produced) kept.Write("DTM", "405", produced);
        kept.WriteRest();
        header.Payer?.WriteN1Loop(writer, "PR");
        header.Payee?.WriteN1Loop(writer, "PE");
    }

    private static void WriteClaim(X12Writer writer, ClaimPayment claim)
    {
        var kept = new KeptSegments(writer, claim.Unknown);
        kept.Write(
            "CLP", claim.ClaimId, claim.Status, claim.Charge, claim.Paid, claim.PatientResponsibility, claim.FilingIndicator, claim.PayerControlNumber, claim.FacilityCode,
            claim.Frequency, "", claim.DrgCode);
        WriteAdjustments(kept, claim.Adjustments);
        // An 835 names people without address or birth date.
        foreach (var party in claim.Parties) party.WriteNm1(writer);
        claim.Inpatient?.Write(kept);
        claim.Outpatient?.Write(kept);
        foreach (var reference in claim.References) kept.Write("REF", reference.Qualifier, reference.Value);
        WriteDates(kept, claim.Dates);
        foreach (var amount in claim.Amounts) kept.Write("AMT", amount.Qualifier, amount.Amount);
        kept.WriteRest();
        foreach (var line in claim.Lines) WriteLine(writer, line);
    }

    private static void WriteLine(X12Writer writer, ServicePayment line)
    {
        var kept = new KeptSegments(writer, line.Unknown);
        kept.Write(
            "SVC", X12Element.Composite([line.Qualifier, line.Procedure, .. line.Modifiers]), line.Charge, line.Paid, line.RevenueCode, line.Units == 1 ? (decimal?)null : line.Units,
            X12Element.Composite(line.OriginalProcedure?.Split(':') ?? []), line.OriginalUnits);
        WriteDates(kept, line.Dates);
        WriteAdjustments(kept, line.Adjustments);
        foreach (var reference in line.References) kept.Write("REF", reference.Qualifier, reference.Value);
        foreach (var amount in line.Amounts) kept.Write("AMT", amount.Qualifier, amount.Amount);
        foreach (var remark in line.RemarkCodes) kept.Write("LQ", "HE", remark);
        kept.WriteRest();
    }

    private static void WriteDates(KeptSegments kept, IReadOnlyList<QualifiedDate> dates)
    {
        foreach (var date in dates)
        {
            if (date.From is { } from) kept.Write("DTM", date.Qualifier, from);
        }
    }

    internal static void WriteAdjustments(KeptSegments kept, IReadOnlyList<ClaimAdjustment> adjustments)
    {
        // Up to six reasons of one group stand in one CAS; their order is kept.
        for (var i = 0; i < adjustments.Count;)
        {
            var group = adjustments[i].Group;
            List<X12Element> elements = [group];
            for (; i < adjustments.Count && adjustments[i].Group == group && elements.Count < 19; i++)
            {
                elements.AddRange([adjustments[i].Reason, adjustments[i].Amount, adjustments[i].Quantity]);
            }

            kept.Write("CAS", [.. elements]);
        }
    }
}
