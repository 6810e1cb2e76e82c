using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>999 (005010X231A1): what became of one functional group and of each of its sets.</summary>
public sealed record Acknowledgement999
{
    public const string Version = "005010X231A1";

    /// <summary>GS01.</summary>
    public const string FunctionalId = "FA";

    /// <summary>AK101, GS01 of the group that is acknowledged.</summary>
    public required string GroupFunctionalId { get; init; }

    /// <summary>AK102, GS06 of that group.</summary>
    public required string GroupControlNumber { get; init; }

    /// <summary>AK103, GS08 of that group.</summary>
    public string? GroupVersion { get; init; }

    public IReadOnlyList<SetAcknowledgement> Sets { get; init; } = [];

    /// <summary>AK901.</summary>
    public required AcknowledgementOutcome Outcome { get; init; }

    /// <summary>AK902.</summary>
    public required int SetsIncluded { get; init; }

    /// <summary>AK903.</summary>
    public required int SetsReceived { get; init; }

    /// <summary>AK904.</summary>
    public required int SetsAccepted { get; init; }

    /// <summary>AK905 to AK909.</summary>
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];

    /// <summary>Segments that say more than the members above, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    /// <summary>Writes one 999 set into the writer's open group.</summary>
    public void Write(X12Writer writer, string setControlNumber)
    {
        writer.BeginSet("999", setControlNumber);
        writer.Write("AK1", GroupFunctionalId, GroupControlNumber, GroupVersion);
        foreach (var set in Sets)
        {
            writer.Write("AK2", set.SetId, set.ControlNumber, set.Implementation);
            foreach (var error in set.Errors) error.Write(writer);
            writer.Write("IK5", [set.Outcome.Code(), .. Codes(set.ErrorCodes)]);
        }

        foreach (var unknown in Unknown) writer.Write(unknown);
        writer.Write("AK9", [Outcome.Code(), SetsIncluded, SetsReceived, SetsAccepted, .. Codes(ErrorCodes)]);
        writer.EndSet();
    }

    /// <summary>Reads every 999 of a file, and every 997 as what it says of sets and group.</summary>
    public static IReadOnlyList<Acknowledgement999> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        return [.. new Acknowledgement999Builder(reader).ReadAll()];
    }

    public static async IAsyncEnumerable<Acknowledgement999> ReadAsync(Stream stream, X12Findings findings, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new X12Reader(stream, findings);
        await foreach (var read in new Acknowledgement999Builder(reader).ReadAllAsync(cancel).ConfigureAwait(false)) yield return read;
    }

    private static IEnumerable<X12Element> Codes(IEnumerable<string> codes) => codes.Select(c => (X12Element)c);
}

/// <summary>AK2 to IK5: what became of one transaction set.</summary>
public sealed record SetAcknowledgement
{
    /// <summary>AK201, such as 837.</summary>
    public required string SetId { get; init; }

    /// <summary>AK202, ST02 of the set.</summary>
    public required string ControlNumber { get; init; }

    /// <summary>AK203, ST03 of the set.</summary>
    public string? Implementation { get; init; }

    public IReadOnlyList<SegmentError> Errors { get; init; } = [];

    /// <summary>IK501.</summary>
    public required AcknowledgementOutcome Outcome { get; init; }

    /// <summary>IK502 to IK506.</summary>
    public IReadOnlyList<string> ErrorCodes { get; init; } = [];
}

/// <summary>IK3 with its IK4: one segment that was faulted.</summary>
/// <param name="Position">IK302, counted from ST as 1.</param>
/// <param name="Loop">IK303.</param>
/// <param name="Code">IK304: 1 unrecognised, 2 unexpected, 3 required and missing, 4 too often, 5 over limit, 6 out of place, 7 not in sequence, 8 has element errors, I4 not used.</param>
public sealed record SegmentError(string SegmentId, int Position, string? Loop, string? Code)
{
    /// <summary>CTX segments as received.</summary>
    public IReadOnlyList<RawSegment> Context { get; init; } = [];

    public IReadOnlyList<ElementError> Elements { get; init; } = [];

    internal void Write(X12Writer writer)
    {
        writer.Write("IK3", SegmentId, Position, Loop, Code);
        foreach (var context in Context) writer.Write(context);
        foreach (var element in Elements)
        {
            var position = element.Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
            writer.Write("IK4", X12Element.Composite(position, element.Component, element.Repetition), element.Reference, element.Code, element.BadValue);
        }
    }
}

/// <summary>IK4: one element that was faulted.</summary>
/// <param name="Position">IK401-1.</param>
/// <param name="Component">IK401-2.</param>
/// <param name="Repetition">IK401-3.</param>
/// <param name="Reference">IK402, the data element's number.</param>
/// <param name="Code">IK403: 1 required and missing, 5 too long, 6 bad character, 7 bad code, 8 bad date, and so on.</param>
/// <param name="BadValue">IK404, which may hold patient data.</param>
public sealed record ElementError(int Position, string? Component, string? Repetition, string? Reference, string Code, string? BadValue);
