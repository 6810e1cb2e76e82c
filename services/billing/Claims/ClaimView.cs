using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>Where a claim stands, as people see it.</summary>
public enum ClaimState
{
    /// <summary>Waits for its batch.</summary>
    Built,
    Held,
    Submitted,
    Acknowledged,

    /// <summary>By TA1.</summary>
    InterchangeRejected,

    /// <summary>By 999.</summary>
    SetRejected,

    /// <summary>By 277CA.</summary>
    ClaimRejected,
    PayerAccepted,

    /// <summary>The payer said that it is pending (277 P).</summary>
    InAdjudication,

    /// <summary>The payer waits for records (277, 006020X313).</summary>
    RecordsRequested,
    Paid,
    PartiallyPaid,
    ZeroPaid,
    Denied,
    Reversed,

    /// <summary>The payer took the void (frequency 8).</summary>
    Voided,
    Closed,
}

/// <summary>A claim as people see it, and what answers find it by.</summary>
public sealed record ClaimDocument
{
    public required Guid ClaimId { get; init; }

    public required long Version { get; init; }

    public required ClaimContent Content { get; init; }

    public required ClaimState State { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>All sendings, the last one last.</summary>
    public IReadOnlyList<SubmissionRow> Submissions { get; init; } = [];

    /// <summary>What was said of it, in order.</summary>
    public IReadOnlyList<AnswerRow> Answers { get; init; } = [];

    /// <summary>What keeps it from being sent.</summary>
    public IReadOnlyList<string> Obstacles { get; init; } = [];

    /// <summary>What edits found when it was held.</summary>
    public IReadOnlyList<EditFinding> Edits { get; init; } = [];

    public string? PayerControlNumber { get; init; }

    public bool IsOverdue { get; init; }

    /// <summary>The payer took it once: from then on it changes by replacement only.</summary>
    public bool WasTaken { get; init; }

    /// <summary>The payer is to be asked where it stands.</summary>
    public bool IsAskDue { get; init; }

    public RecordsAsked? Records { get; init; }

    public IReadOnlyList<AdjudicationRow> Adjudications { get; init; } = [];

    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsRejected => State is ClaimState.InterchangeRejected or ClaimState.SetRejected or ClaimState.ClaimRejected;
}

/// <summary>One sending; <paramref name="Frequency"/> is CLM05-3 of it.</summary>
public sealed record SubmissionRow(Submission Submission, DateTimeOffset At, string Frequency = Frequencies.Original, string? ReasonCode = null);

/// <summary>One answer: acknowledged, rejected, accepted, contradicted, status, records-requested; at a level, with its codes and the original that says it.</summary>
public sealed record AnswerRow(string Answer, AcknowledgementLevel Level, IReadOnlyList<string> Codes, DateTimeOffset At)
{
    public Guid? OriginalId { get; init; }

    /// <summary>The sending that it answers, by its number.</summary>
    public int Submission { get; init; }
}

/// <summary>Records that the payer waits for, by LOINC.</summary>
public sealed record RecordsAsked(IReadOnlyList<string> Loincs, DateOnly Due, string Trace);

/// <summary>What one 835 said.</summary>
public sealed record AdjudicationRow(Adjudication Adjudication, AdjudicationOutcome Outcome, DateTimeOffset At);

/// <summary>Claims by case, by state, and by the numbers that TA1, 999, 277CA and 277 name them by; committed with each event.</summary>
public sealed class ClaimView : View<ClaimDocument>
{
    public const string All = "all";

    /// <summary>The payers of these are to be asked.</summary>
    public const string AskDue = "ask-due";

    public override string Name => "claims_v3";

    public override string? InlineOf => ClaimAggregate.Name;

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OfState(ClaimState state) => $"state:{state}";

    public static string OfInterchange(string partner, string isa13) => $"isa:{partner}:{isa13}";

    public static string OfGroup(string partner, string gs06) => $"gs:{partner}:{gs06}";

    public static string OfControlNumber(string partner, string clm01) => $"clm:{partner}:{clm01}";

    /// <summary>Claims to the payers after the first one of a claim.</summary>
    public static string OfPrimary(Guid claimId) => $"primary:{claimId:D}";

    public static string OfServices(Guid patientId, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"services:{patientId:D}:{day:yyyyMMdd}");

    public override ClaimDocument? Apply(string key, ClaimDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, ClaimBuilt e) => new ClaimDocument { ClaimId = envelope.StreamId, Version = envelope.Version, Content = e.Content, State = ClaimState.Built, Since = e.At },
            (null, _) => null,
            ({ } d, ClaimHeld e) => d with { State = ClaimState.Held, Obstacles = e.Obstacles, Edits = e.Edits ?? [], Since = e.At },
            ({ } d, ClaimResubmitted e) => d with { State = ClaimState.Built, Content = e.Content, Obstacles = [], Edits = [], IsOverdue = false, IsAskDue = false, Since = e.At },
            ({ } d, ClaimSubmitted e) => d with
            {
                State = ClaimState.Submitted,
                Content = e.Content,
                Submissions = [.. d.Submissions, new SubmissionRow(e.Submission, e.At, e.Content.Frequency)],
                Obstacles = [],
                Edits = [],
                IsOverdue = false,
                Since = e.At,
            },
            ({ } d, ClaimFileResent) => d with { IsOverdue = false },
            ({ } d, ClaimAcknowledged e) => Said(d, "acknowledged", e.Level, e.Codes, e.OriginalId, e.At) with { State = ClaimState.Acknowledged, IsOverdue = false, Since = e.At },
            ({ } d, ClaimRejected e) => Said(d, "rejected", e.Level, e.Codes, e.OriginalId, e.At) with { State = RejectedAt(e.Level), IsOverdue = false, Since = e.At },
            ({ } d, ClaimAcceptedByPayer e) => Said(d, "accepted", AcknowledgementLevel.Claim, [], e.OriginalId, e.At) with
            {
                State = d.State is ClaimState.Built or ClaimState.Held || (d.Adjudications.Count > 0 && d.Adjudications[^1].At >= d.Submissions[^1].At) ? d.State : ClaimState.PayerAccepted,
                WasTaken = true,
                PayerControlNumber = e.PayerControlNumber ?? d.PayerControlNumber,
                IsOverdue = false,
                Since = e.At,
            },
            ({ } d, ClaimAcknowledgementContradicted e) => Said(d, "contradicted", e.Level, e.Codes, e.OriginalId, e.At),
            ({ } d, ClaimAcknowledgementOverdue) => d with { IsOverdue = true },
            ({ } d, ClaimStatusDue) => d with { IsAskDue = true },
            ({ } d, ClaimStatusAsked) => d with { IsAskDue = false },
            ({ } d, ClaimStatusAnswered e) => Said(d, "status", AcknowledgementLevel.Claim, [e.Category, .. e.Codes], e.OriginalId, e.At) with
            {
                State = d.State == ClaimState.PayerAccepted && e.Category.StartsWith('P') ? ClaimState.InAdjudication : d.State,
            },
            ({ } d, DocumentationRequestedByPayer e) => Said(d, "records-requested", AcknowledgementLevel.Claim, e.Loincs, e.OriginalId, e.At) with
            {
                State = ClaimState.RecordsRequested,
                Records = new RecordsAsked(e.Loincs, e.Due, e.Trace),
                Since = e.At,
            },
            ({ } d, RequestedDocumentsSent e) => d with { State = ClaimState.InAdjudication, Records = null, Since = e.At },
            ({ } d, ClaimAdjudicated e) => d with
            {
                State = StateOf(d, e),
                Adjudications = [.. d.Adjudications, new AdjudicationRow(e.Adjudication, e.Outcome, e.At)],
                PayerControlNumber = e.Adjudication.PayerControlNumber ?? d.PayerControlNumber,
                IsOverdue = false,
                IsAskDue = false,
                WasTaken = true,
                Records = null,
                Since = e.At,
            },
            ({ } d, ClaimClosed e) => d with { State = ClaimState.Closed, Since = e.At },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(ClaimDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return All;
        yield return OfCase(document.Content.CaseId);
        yield return OfState(document.State);
        yield return OfServices(document.Content.PatientId, document.Content.ServiceDate);
        if (document.IsAskDue) yield return AskDue;
        if (document.Content.Prior is { } prior) yield return OfPrimary(prior.ClaimId);
        foreach (var partner in document.Submissions.Select(s => s.Submission.Partner).Distinct(StringComparer.Ordinal)) yield return OfControlNumber(partner, document.Content.Clm01);
        foreach (var row in document.Submissions)
        {
            yield return OfInterchange(row.Submission.Partner, row.Submission.Isa13);
            yield return OfGroup(row.Submission.Partner, row.Submission.Gs06);
        }
    }

    public override string SortOf(ClaimDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Since.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
    }

    private static ClaimDocument Said(ClaimDocument document, string answer, AcknowledgementLevel level, IReadOnlyList<string> codes, Guid? originalId, DateTimeOffset at) =>
        document with { Answers = [.. document.Answers, new AnswerRow(answer, level, codes, at) { OriginalId = originalId, Submission = document.Submissions.Count }] };

    private static ClaimState RejectedAt(AcknowledgementLevel level) => level switch
    {
        AcknowledgementLevel.Interchange => ClaimState.InterchangeRejected,
        AcknowledgementLevel.Set => ClaimState.SetRejected,
        _ => ClaimState.ClaimRejected,
    };

    // An 835 that comes while a replacement waits or is held says nothing of the replacement.
    private static ClaimState StateOf(ClaimDocument document, ClaimAdjudicated e) => e.Outcome switch
    {
        _ when document.State is ClaimState.Built or ClaimState.Held => document.State,
        AdjudicationOutcome.Reversed when document.Content.Frequency == Frequencies.Void => ClaimState.Voided,
        AdjudicationOutcome.Reversed => ClaimState.Reversed,
        AdjudicationOutcome.Paid => ClaimState.Paid,
        AdjudicationOutcome.PartiallyPaid => ClaimState.PartiallyPaid,
        AdjudicationOutcome.Denied => ClaimState.Denied,
        _ => ClaimState.ZeroPaid,
    };
}
