using System.Globalization;
using Healthcare.X12;

namespace Healthcare.Billing.Claims;

/// <summary>What one acknowledgement says, with the numbers that it names its claim by.</summary>
internal sealed record AcknowledgementRead(string Kind, string Reference, AcknowledgementLevel Level, ClaimAnswer Answer, IReadOnlyList<string> Codes)
{
    public string? Isa13 { get; init; }

    public string? Gs06 { get; init; }

    public string? St02 { get; init; }

    public string? BatchId { get; init; }

    public string? Clm01 { get; init; }

    public string? PayerControlNumber { get; init; }

    /// <summary>STC01-1 of a 277.</summary>
    public string? Category { get; init; }

    /// <summary>LOINC codes of the records that the payer asks for, and by when.</summary>
    public IReadOnlyList<string> Loincs { get; init; } = [];

    public DateOnly? Due { get; init; }

    /// <summary>The payer's number of its request (TRN02).</summary>
    public string? Trace { get; init; }
}

/// <summary>Reads TA1, 999, 277CA and 277 files; interchange, set and claim are three levels, and a rejection at none of them is a denial.</summary>
internal static class AcknowledgementReading
{
    private const int LongestCode = 50;
    private const string AcknowledgementGuide = "005010X214";

    public static IReadOnlyList<AcknowledgementRead> Read(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        var interchanges = InterchangeAcknowledgement.Read(bytes, findings).Select(OfInterchange);
        var sets = Acknowledgement999.Read(bytes, new X12Findings()).SelectMany(OfGroup);
        var guides = GuidesOf277(bytes);
        var claims = guides.Contains(AcknowledgementGuide) ? ClaimAcknowledgement277.Read(bytes, new X12Findings()).SelectMany(OfClaims) : [];
        var messages = guides.Any(g => g != AcknowledgementGuide) ? ClaimStatusMessage.ReadAnswers(bytes, new X12Findings()).Where(m => m.Level is "22" or "23" or "PT").Select(OfStatus) : [];
        return [.. interchanges, .. sets, .. claims, .. messages];
    }

    // Three transactions are a 277; which one, their guide alone says.
    private static HashSet<string> GuidesOf277(ReadOnlyMemory<byte> bytes)
    {
        var guides = new HashSet<string>(StringComparer.Ordinal);
        using var reader = new X12Reader(bytes, new X12Findings());
        while (reader.Read())
        {
            if (reader is { Set: { Id: "277" } set, Group: { } group }) guides.Add((set.Implementation ?? group.Version).Contains("X214", StringComparison.Ordinal) ? AcknowledgementGuide : group.Version);
        }

        return guides;
    }

    private static AcknowledgementRead OfStatus(ClaimStatusMessage message)
    {
        var asks = message.Kind == ClaimStatusKind.InformationRequest;
        var status = message.Statuses is [var first, ..] ? first : null;
        var ours = message.References.FirstOrDefault(r => r.Qualifier == "EJ")?.Value ?? message.Trace.Number;
        return new AcknowledgementRead(
            asks ? "277RFAI" : "277", Code(ours), AcknowledgementLevel.Claim, asks ? ClaimAnswer.RecordsRequested : ClaimAnswer.Status, [.. message.Statuses.Select(CodeOf).Distinct(StringComparer.Ordinal).Take(20)])
        {
            Clm01 = ours,
            Category = status is null ? null : Code(status.Category),
            PayerControlNumber = message.PayerControlNumber is { } number && IsCode(number) ? number : null,
            Loincs = [.. message.RequestedDocuments.Where(IsCode).Distinct(StringComparer.Ordinal)],
            Due = message.RespondBy,
            Trace = Code(message.Trace.Number),
        };
    }

    private static AcknowledgementRead OfInterchange(InterchangeAcknowledgement ta1) =>
        new("TA1", Code(ta1.ControlNumber), AcknowledgementLevel.Interchange, AnswerOf(ta1.Outcome), ta1.NoteCode.Length == 0 ? [] : [Code(ta1.NoteCode)])
        {
            Isa13 = ta1.ControlNumber.PadLeft(9, '0'),
        };

    // A group that is rejected as a whole may name no set, and then speaks for all of them.
    private static IEnumerable<AcknowledgementRead> OfGroup(Acknowledgement999 group)
    {
        var gs06 = group.GroupControlNumber.TrimStart('0');
        var rejected = group.Outcome is AcknowledgementOutcome.Rejected or AcknowledgementOutcome.SecurityFailed;
        if (group.Sets.Count == 0)
            return [new AcknowledgementRead("999", Code(gs06), AcknowledgementLevel.Set, AnswerOf(group.Outcome), [.. group.ErrorCodes.Select(c => Code($"AK9-{c}"))]) { Gs06 = gs06 }];
        return group.Sets.Select(set => new AcknowledgementRead(
            "999", Code(gs06), AcknowledgementLevel.Set, rejected ? ClaimAnswer.Rejected : AnswerOf(set.Outcome), [.. CodesOf(group, set).Distinct(StringComparer.Ordinal).Take(20)])
        {
            Gs06 = gs06,
            St02 = set.ControlNumber,
        });
    }

    private static IEnumerable<string> CodesOf(Acknowledgement999 group, SetAcknowledgement set) =>
    [
        .. set.ErrorCodes.Select(c => Code($"IK5-{c}")),
        .. set.Errors.Select(e => Code($"IK3-{e.SegmentId}-{e.Code}")),
        .. set.Errors.SelectMany(e => e.Elements.Select(el => Code(string.Create(CultureInfo.InvariantCulture, $"IK4-{e.SegmentId}{el.Position:D2}-{el.Code}")))),
        .. group.ErrorCodes.Select(c => Code($"AK9-{c}")),
    ];

    private static IEnumerable<AcknowledgementRead> OfClaims(ClaimAcknowledgement277 file) => file.Claims.Select(claim => new AcknowledgementRead(
        "277CA", Code(claim.ClaimId), AcknowledgementLevel.Claim, AnswerOf(claim, file.Source), [.. claim.Statuses.Concat(claim.LineStatuses).Select(CodeOf).Distinct(StringComparer.Ordinal).Take(20)])
    {
        Clm01 = claim.ClaimId,
        BatchId = file.BatchReference.Length == 0 ? null : file.BatchReference,
        PayerControlNumber = claim.PayerControlNumber is { } number && IsCode(number) ? number : null,
    });

    // A1 is received only (X12 RFI 2203); A2 counts when the payer itself says it, for timely filing is proven to the payer.
    private static ClaimAnswer AnswerOf(ClaimAcknowledgement claim, Party source) => claim switch
    {
        { IsRejected: true } => ClaimAnswer.Rejected,
        { IsAccepted: true } when source.EntityCode == "PR" => ClaimAnswer.AcceptedByPayer,
        _ => ClaimAnswer.Acknowledged,
    };

    private static ClaimAnswer AnswerOf(AcknowledgementOutcome outcome) => outcome is AcknowledgementOutcome.Accepted or AcknowledgementOutcome.AcceptedWithErrors or AcknowledgementOutcome.PartiallyAccepted
        ? ClaimAnswer.Acknowledged
        : ClaimAnswer.Rejected;

    private static string CodeOf(ClaimStatus status) => Code(status.Entity is null ? $"{status.Category}-{status.Status}" : $"{status.Category}-{status.Status}-{status.Entity}");

    // Codes are kept for ever, and what a partner writes in one's place could name a patient.
    private static string Code(string value) => IsCode(value) ? value : "unreadable";

    private static bool IsCode(string value) => value.Length is > 0 and <= LongestCode && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/');
}
