using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Billing.Claims;

/// <summary>Where a claim stands, as people see it.</summary>
public enum ClaimState
{
    Built,
    Held,
    Submitted,
    Acknowledged,
    Rejected,
    PayerAccepted,
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

    public string? PayerControlNumber { get; init; }

    public bool IsOverdue { get; init; }
}

/// <summary>One sending.</summary>
public sealed record SubmissionRow(Submission Submission, DateTimeOffset At);

/// <summary>One answer: acknowledged, rejected, accepted or contradicted, at a level, with its codes.</summary>
public sealed record AnswerRow(string Answer, AcknowledgementLevel Level, IReadOnlyList<string> Codes, DateTimeOffset At);

/// <summary>Claims by case, by state, and by the numbers that TA1, 999 and 277CA name them by; committed with each event.</summary>
public sealed class ClaimView : View<ClaimDocument>
{
    public const string All = "all";

    public override string Name => "claims_v1";

    public override string? InlineOf => ClaimAggregate.Name;

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OfState(ClaimState state) => $"state:{state}";

    public static string OfInterchange(string partner, string isa13) => $"isa:{partner}:{isa13}";

    public static string OfGroup(string partner, string gs06) => $"gs:{partner}:{gs06}";

    public static string OfControlNumber(string partner, string clm01) => $"clm:{partner}:{clm01}";

    public static string OfServices(Guid patientId, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"services:{patientId:D}:{day:yyyyMMdd}");

    public override ClaimDocument? Apply(string key, ClaimDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, ClaimBuilt e) => new ClaimDocument { ClaimId = envelope.StreamId, Version = envelope.Version, Content = e.Content, State = ClaimState.Built, Since = e.At },
            (null, _) => null,
            ({ } d, ClaimHeld e) => d with { State = ClaimState.Held, Obstacles = e.Obstacles, Since = e.At },
            ({ } d, ClaimSubmitted e) => d with { State = ClaimState.Submitted, Submissions = [.. d.Submissions, new SubmissionRow(e.Submission, e.At)], Obstacles = [], IsOverdue = false, Since = e.At },
            ({ } d, ClaimAcknowledged e) => d with { State = ClaimState.Acknowledged, Answers = [.. d.Answers, new AnswerRow("acknowledged", e.Level, e.Codes, e.At)], IsOverdue = false, Since = e.At },
            ({ } d, ClaimRejected e) => d with { State = ClaimState.Rejected, Answers = [.. d.Answers, new AnswerRow("rejected", e.Level, e.Codes, e.At)], IsOverdue = false, Since = e.At },
            ({ } d, ClaimAcceptedByPayer e) => d with
            {
                State = ClaimState.PayerAccepted,
                PayerControlNumber = e.PayerControlNumber,
                Answers = [.. d.Answers, new AnswerRow("accepted", AcknowledgementLevel.Claim, [], e.At)],
                IsOverdue = false,
                Since = e.At,
            },
            ({ } d, ClaimAcknowledgementContradicted e) => d with { Answers = [.. d.Answers, new AnswerRow("contradicted", e.Level, e.Codes, e.At)] },
            ({ } d, ClaimAcknowledgementOverdue) => d with { IsOverdue = true },
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
        foreach (var partner in document.Submissions.Select(s => s.Submission.Partner).Distinct(StringComparer.Ordinal)) yield return OfControlNumber(partner, document.Content.Clm01);
        foreach (var (submission, _) in document.Submissions)
        {
            yield return OfInterchange(submission.Partner, submission.Isa13);
            yield return OfGroup(submission.Partner, submission.Gs06);
        }
    }

    public override string SortOf(ClaimDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Since.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
    }
}
