using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>Reads 835 files (005010X221A1, and what is left of 4010) into typed records one by one, whatever the file's size; every imbalance is a finding.</summary>
public static class RemittanceReader
{
    public static IEnumerable<RemittanceRecord> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        foreach (var record in new RemittanceBuilder(reader).ReadAll()) yield return record;
    }

    public static IEnumerable<RemittanceRecord> Read(Stream stream, X12Findings findings)
    {
        using var reader = new X12Reader(stream, findings);
        foreach (var record in new RemittanceBuilder(reader).ReadAll()) yield return record;
    }

    public static async IAsyncEnumerable<RemittanceRecord> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var record in new RemittanceBuilder(reader).ReadAllAsync(cancel).ConfigureAwait(false)) yield return record;
    }

    /// <summary>Reads a whole file into advices; for files that are known to be small.</summary>
    public static async Task<IReadOnlyList<RemittanceAdvice>> ReadAdvicesAsync(Stream stream, X12Findings findings, CancellationToken cancel)
    {
        List<RemittanceAdvice> advices = [];
        Remittance? header = null;
        List<ClaimPayment> claims = [];
        await foreach (var record in ReadAsync(stream, findings, cancel).ConfigureAwait(false))
        {
            switch (record)
            {
                case Remittance remittance:
                    header = remittance;
                    break;
                case ClaimPayment claim:
                    claims.Add(claim);
                    break;
                case RemittanceSummary summary when header is not null:
                    advices.Add(new RemittanceAdvice(header, claims, summary));
                    claims = [];
                    break;
            }
        }

        return advices;
    }
}

/// <summary>One 835 transaction set as a whole.</summary>
public sealed record RemittanceAdvice(Remittance Header, IReadOnlyList<ClaimPayment> Claims, RemittanceSummary Summary);
