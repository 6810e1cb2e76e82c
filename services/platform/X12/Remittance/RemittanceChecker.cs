namespace Healthcare.X12;

/// <summary>What a check of money and envelope counted; amounts in dollars, exact to the cent.</summary>
/// <param name="Payment">ΣBPR02 of all sets.</param>
/// <param name="Charged">ΣCLP03.</param>
/// <param name="Paid">ΣCLP04.</param>
/// <param name="ProviderAdjustments">ΣPLB; positive lowers the payment.</param>
public sealed record RemittanceTotals(
    long Bytes, long Sets, long Claims, long Lines, decimal Payment, decimal Charged, decimal Paid, decimal ProviderAdjustments);

/// <summary>The fast path: checks money and envelope of 835 files of any size without building records; findings say what is wrong and where.</summary>
public static class RemittanceChecker
{
    public static RemittanceTotals Check(Stream stream, X12Findings findings)
    {
        using var reader = new X12Reader(stream, findings);
        return Check(reader);
    }

    public static RemittanceTotals Check(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        return Check(reader);
    }

    public static async Task<RemittanceTotals> CheckAsync(Stream stream, X12Findings findings, CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        var balance = new RemittanceBalance(reader);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false)) balance.Accept();
        balance.EndSet();
        return balance.Totals;
    }

    private static RemittanceTotals Check(X12Reader reader)
    {
        var balance = new RemittanceBalance(reader);
        while (reader.Read()) balance.Accept();
        balance.EndSet();
        return balance.Totals;
    }
}
