using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>277CA (005010X214): what became of the claims of a batch before adjudication.</summary>
public sealed record ClaimAcknowledgement277
{
    public const string Version = "005010X214";

    /// <summary>GS01.</summary>
    public const string FunctionalId = "HN";

    /// <summary>BHT03.</summary>
    public required string Reference { get; init; }

    /// <summary>BHT04 and BHT05.</summary>
    public required DateTime At { get; init; }

    /// <summary>NM1 of 2100A: the payer (PR) or clearinghouse (AY) that speaks.</summary>
    public required Party Source { get; init; }

    /// <summary>TRN02 of 2200A.</summary>
    public required string SourceTrace { get; init; }

    /// <summary>DTP*050.</summary>
    public DateOnly? Received { get; init; }

    /// <summary>DTP*009.</summary>
    public DateOnly? Processed { get; init; }

    /// <summary>NM1*41, who submitted the batch.</summary>
    public required Party Receiver { get; init; }

    /// <summary>TRN02 of 2200B, BHT03 of the batch.</summary>
    public required string BatchReference { get; init; }

    /// <summary>STC of 2200B.</summary>
    public IReadOnlyList<ClaimStatus> BatchStatuses { get; init; } = [];

    /// <summary>NM1*85.</summary>
    public Party? BillingProvider { get; init; }

    public IReadOnlyList<ClaimAcknowledgement> Claims { get; init; } = [];

    /// <summary>Segments above the claims that say more than the members above, as received, with HL03 of their level.</summary>
    public IReadOnlyList<LevelSegment> Unknown { get; init; } = [];

    /// <summary>Writes one 277 set into the writer's open group.</summary>
    public void Write(X12Writer writer, string setControlNumber) => ClaimAcknowledgementWriting.Write(this, writer, setControlNumber);

    public static IReadOnlyList<ClaimAcknowledgement277> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        return [.. new ClaimAcknowledgementBuilder(reader).ReadAll()];
    }

    public static async IAsyncEnumerable<ClaimAcknowledgement277> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var read in new ClaimAcknowledgementBuilder(reader).ReadAllAsync(cancel).ConfigureAwait(false)) yield return read;
    }
}

/// <summary>2200D: what became of one claim.</summary>
public sealed record ClaimAcknowledgement
{
    /// <summary>TRN02 of 2200D, CLM01 of the claim.</summary>
    public required string ClaimId { get; init; }

    public required IReadOnlyList<ClaimStatus> Statuses { get; init; }

    /// <summary>REF*1K.</summary>
    public string? PayerControlNumber { get; init; }

    /// <summary>DTP*472.</summary>
    public DateOnly? ServiceDate { get; init; }

    public DateOnly? ServiceDateEnd { get; init; }

    /// <summary>NM1*QC.</summary>
    public Party? Patient { get; init; }

    /// <summary>STC of the service lines (2220D).</summary>
    public IReadOnlyList<ClaimStatus> LineStatuses { get; init; } = [];

    /// <summary>Segments of the claim and its lines that say more than the members above, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    /// <summary>Taken for adjudication: STC03 is WQ and the category is A2; A1 says only that it was received (X12 RFI 2203, 1942).</summary>
    public bool IsAccepted => Statuses.Count > 0 && Statuses.All(s => s.Action == "WQ") && Statuses.Any(s => s.Category == "A2");

    /// <summary>STC03 is U, or a category says rejected (A3, A6, A7, A8).</summary>
    public bool IsRejected => Statuses.Any(s => s.Action == "U" || s.Category is "A3" or "A6" or "A7" or "A8");
}
