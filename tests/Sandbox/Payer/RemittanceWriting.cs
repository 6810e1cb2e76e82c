using Healthcare.X12;

namespace Healthcare.Sandbox.Payer;

/// <summary>Bank numbers of BPR: the payer's and the provider's.</summary>
internal sealed record BankAccounts(string PayerRouting, string PayerAccount, string PayeeRouting, string PayeeAccount)
{
    /// <summary>Routing numbers with a check digit that holds, of no bank.</summary>
    internal static BankAccounts Usual { get; } = new("999999992", "7000123456", "999999992", "8000654321");
}

/// <summary>Writes one 835 set (005010X221A1) of the records that the reader of remittances yields.</summary>
internal static class RemittanceWriting
{
    internal static void Write(X12Writer writer, string setControlNumber, RemittanceAdvice advice, BankAccounts accounts)
    {
        var header = advice.Header;
        writer.BeginSet("835", setControlNumber, withImplementation: false);
        WritePayment(writer, header, accounts);
        writer.Write("TRN", "1", header.TraceNumber, header.PayerIdentifier);
        writer.Write("DTM", "405", header.ProductionDate);
        WriteParty(writer, header.Payer, "PR");
        writer.Write("PER", "BL", "PROVIDER SERVICES", "TE", "4105550100");
        WriteParty(writer, header.Payee, "PE");
        if (advice.Claims.Count > 0) writer.Write("LX", 1);
        foreach (var claim in advice.Claims) WriteClaim(writer, claim);
        foreach (var adjustment in advice.Summary.ProviderAdjustments)
            writer.Write("PLB", adjustment.ProviderId, adjustment.FiscalPeriod, X12Element.Composite(adjustment.Code, adjustment.Reference), adjustment.Amount);
        writer.EndSet();
    }

    private static void WritePayment(X12Writer writer, Remittance header, BankAccounts accounts)
    {
        if (header.Method == "NON")
        {
            writer.Write("BPR", header.Handling, header.Payment, header.CreditOrDebit, "NON", "", "", "", "", "", "", "", "", "", "", "", header.EffectiveDate);
            return;
        }

        writer.Write(
            "BPR", header.Handling, header.Payment, header.CreditOrDebit, header.Method, "CCP", "01", accounts.PayerRouting, "DA", accounts.PayerAccount, header.PayerIdentifier, "",
            "01", accounts.PayeeRouting, "DA", accounts.PayeeAccount, header.EffectiveDate);
    }

    private static void WriteParty(X12Writer writer, Party? party, string entity)
    {
        if (party is null) return;
        writer.Write("N1", entity, party.Name, party.Id is null ? null : party.IdQualifier, party.Id);
        if (party.Address is { } address)
        {
            if (address.Line1 is not null) writer.Write("N3", address.Line1, address.Line2);
            writer.Write("N4", address.City, address.State, address.PostalCode);
        }

        foreach (var reference in party.References) writer.Write("REF", reference.Qualifier, reference.Value);
    }

    private static void WriteClaim(X12Writer writer, ClaimPayment claim)
    {
        writer.Write(
            "CLP", claim.ClaimId, claim.Status, claim.Charge, claim.Paid, claim.PatientResponsibility is 0 ? null : claim.PatientResponsibility, claim.FilingIndicator,
            claim.PayerControlNumber, claim.FacilityCode, claim.Frequency);
        WriteAdjustments(writer, claim.Adjustments);
        foreach (var party in claim.Parties)
        {
            writer.Write(
                "NM1", party.EntityCode, party.IsPerson ? "1" : "2", party.Name, party.FirstName, party.MiddleName, "", party.Suffix, party.Id is null ? null : party.IdQualifier, party.Id);
        }

        foreach (var line in claim.Lines) WriteLine(writer, line);
    }

    private static void WriteLine(X12Writer writer, ServicePayment line)
    {
        writer.Write(
            "SVC", X12Element.Composite([line.Qualifier, line.Procedure, .. line.Modifiers]), line.Charge, line.Paid, line.RevenueCode, line.Units == 1 ? (decimal?)null : line.Units);
        foreach (var date in line.Dates) writer.Write("DTM", date.Qualifier, date.From);
        WriteAdjustments(writer, line.Adjustments);
        foreach (var reference in line.References) writer.Write("REF", reference.Qualifier, reference.Value);
        foreach (var amount in line.Amounts) writer.Write("AMT", amount.Qualifier, amount.Amount);
        foreach (var remark in line.RemarkCodes) writer.Write("LQ", "HE", remark);
    }

    private static void WriteAdjustments(X12Writer writer, IEnumerable<ClaimAdjustment> adjustments)
    {
        // Up to six reasons of one group stand in one CAS.
        foreach (var six in adjustments.GroupBy(a => a.Group, StringComparer.Ordinal).SelectMany(g => g.Chunk(6)))
            writer.Write("CAS", [six[0].Group, .. six.SelectMany(a => new X12Element[] { a.Reason, a.Amount, a.Quantity })]);
    }
}
