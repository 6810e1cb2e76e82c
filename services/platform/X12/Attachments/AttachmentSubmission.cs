namespace Healthcare.X12;

/// <summary>One 275: documents that support a claim (006020X314) or a review, solicited by a payer's trace number or not.</summary>
public sealed record AttachmentSubmission
{
    /// <summary>Claims attachments, as 91 FR 14350 adopted them; compliance 26 May 2028.</summary>
    public const string Version = "006020X314";

    /// <summary>GS01.</summary>
    public const string FunctionalId = "PI";

    /// <summary>BGN01: 02 unsolicited, 11 response to a request.</summary>
    public required string Purpose { get; init; }

    /// <summary>BGN02.</summary>
    public required string Reference { get; init; }

    /// <summary>BGN03 and BGN04.</summary>
    public required DateTime At { get; init; }

    /// <summary>NM1 loops in their order: PR payer, 41 submitter, 1P or 85 provider, QC patient.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    /// <summary>DTP and DTM of the heading.</summary>
    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    /// <summary>One for each LX.</summary>
    public IReadOnlyList<AttachedDocument> Documents { get; init; } = [];

    /// <summary>Segments of the heading that say more than the members above, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    /// <summary>NM1*QC.</summary>
    public Party? Patient => Parties.FirstOrDefault(p => p.EntityCode == "QC");

    /// <summary>Writes one 275 set into the writer's open group.</summary>
    public void Write(X12Writer writer, string setControlNumber) => AttachmentSegments.Write(this, writer, setControlNumber);

    public static IReadOnlyList<AttachmentSubmission> Read(ReadOnlyMemory<byte> bytes, X12Findings findings) =>
        TransactionSet.Views<AttachmentSubmission>(bytes, findings, "275", s => [AttachmentSegments.Read(s)]);

    public static IAsyncEnumerable<AttachmentSubmission> ReadAsync(Stream stream, X12Findings findings, CancellationToken cancel) =>
        TransactionSet.ViewsAsync<AttachmentSubmission>(stream, findings, "275", s => [AttachmentSegments.Read(s)], cancel);
}

/// <summary>One LX: what a document answers, what it is, and its bytes.</summary>
public sealed record AttachedDocument
{
    /// <summary>LX01.</summary>
    public required string Number { get; init; }

    /// <summary>TRN: the payer's number of the request, or the provider's own where it was not asked for.</summary>
    public TraceNumber? Trace { get; init; }

    /// <summary>STC: the LOINC code that was asked for.</summary>
    public IReadOnlyList<ClaimStatus> Statuses { get; init; } = [];

    public IReadOnlyList<Reference> References { get; init; } = [];

    public IReadOnlyList<QualifiedDate> Dates { get; init; } = [];

    /// <summary>CAT01: AE attachment.</summary>
    public string? Category { get; init; }

    /// <summary>CAT02: HL HL7, TX text, MB other.</summary>
    public string? Format { get; init; }

    /// <summary>EFI01, security level.</summary>
    public string? SecurityLevel { get; init; }

    /// <summary>BDS01: ASC, B64, UUE; null for BIN, which has no filter.</summary>
    public string? Filter { get; init; }

    /// <summary>The data of BDS or BIN as sent; null where there is none, or where its stated length was not its length.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>Segments that say more than the members above, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    /// <summary>The document's bytes with the filter B64 taken off; null where there are none or they are not Base64.</summary>
    public byte[]? Content()
    {
        if (Data is not { } data) return null;
        if (Filter != "B64") return data.ToArray();
        try
        {
            return Convert.FromBase64String(System.Text.Encoding.Latin1.GetString(data.Span));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
