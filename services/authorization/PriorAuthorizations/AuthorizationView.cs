using System.Globalization;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>An authorization as people see it: where it stands, item by item; the payer's words stay sealed.</summary>
public sealed record AuthorizationDocument
{
    public required Guid AuthorizationId { get; init; }

    public required long Version { get; init; }

    public required Guid CaseId { get; init; }

    public required Guid ReferralId { get; init; }

    public required Guid PatientId { get; init; }

    public required string PayerId { get; init; }

    /// <summary>assembling, incomplete, held, submitted, rejected, at-payer, overdue, deemed-denied, or the status that follows from the items.</summary>
    public required string State { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required ReviewLevel Level { get; init; }

    public required DateOnly ServiceDate { get; init; }

    public required IReadOnlyList<string> Diagnoses { get; init; }

    public required IReadOnlyList<AuthorizationItemDocument> Items { get; init; }

    /// <summary>What the package lacks, or why the payer refused it.</summary>
    public IReadOnlyList<string> Requirements { get; init; } = [];

    public string? TraceNo { get; init; }

    public int Submissions { get; init; }

    public DateTimeOffset? PayerReceivedAt { get; init; }

    /// <summary>When the payer must have decided.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? ReleasedAt { get; init; }
}

/// <summary>One item: what was asked, and the payer's last word.</summary>
public sealed record AuthorizationItemDocument(int Sequence, string System, string Code, int Units)
{
    public ItemDecision? Decision { get; init; }

    public string? AdministrationReference { get; init; }

    public Sealed<string>? ReasonText { get; init; }
}

/// <summary>Authorizations by case and by state; committed with each event.</summary>
public sealed class AuthorizationView : View<AuthorizationDocument>
{
    public const string All = "all";

    public override string Name => "authorizations_v1";

    public override string? InlineOf => PriorAuthorizationAggregate.Name;

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public override AuthorizationDocument? Apply(string key, AuthorizationDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, AuthorizationRequested e) => Requested(e, envelope),
            (null, _) => null,
            ({ } d, PackageReturned e) => d with { State = "incomplete", Requirements = e.Requirements },
            ({ } d, PackageAssembled e) => d with { State = "held", TraceNo = e.Package.TraceNo, Requirements = [] },
            ({ } d, AuthorizationSubmitted e) => d with { State = "submitted", Submissions = e.Submission, Requirements = [] },
            ({ } d, SubmissionRejected e) => d with { State = "rejected", Requirements = e.Codes },
            ({ } d, SubmissionAcknowledged e) => d with { State = "at-payer", PayerReceivedAt = e.PayerReceivedAt, DueAt = e.DueAt, Requirements = [] },
            ({ } d, AuthorizationPended e) => Change(d, e.ItemSequence, i => i with { AdministrationReference = e.AdministrationReference }),
            ({ } d, AuthorizationDecided e) => Change(d, e.ItemSequence, i => i with { Decision = e.Decision, ReasonText = e.ReasonText }),
            ({ } d, DenialReasonGiven e) =>
                Change(d, e.ItemSequence, i => i with { Decision = i.Decision is { } decision ? decision with { ReasonCode = e.ReasonCode } : null, ReasonText = e.ReasonText }),
            ({ } d, DecisionOverdue) => d with { State = "overdue" },
            ({ } d, DecisionDeemedDenied) => d with { State = "deemed-denied" },
            ({ } d, AuthorizationConcluded e) => d with { State = e.Status, DueAt = null },
            ({ } d, AuthorizationReleased e) => d with { ReleasedAt = e.At },
            _ => document,
        };
        if (applied is null) return null;
        return applied with { Version = envelope.Version, Since = applied.State == document?.State ? document.Since : envelope.Timestamp };
    }

    public override IEnumerable<string> TermsOf(AuthorizationDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return All;
        yield return OfCase(document.CaseId);
        yield return $"state:{document.State}";
    }

    public override string SortOf(AuthorizationDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.Since.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
    }

    private static AuthorizationDocument Requested(AuthorizationRequested e, EventEnvelope envelope) => new()
    {
        AuthorizationId = envelope.StreamId,
        Version = envelope.Version,
        CaseId = e.Request.CaseId,
        ReferralId = e.Request.ReferralId,
        PatientId = e.Request.PatientId,
        PayerId = e.Request.PayerId,
        State = "assembling",
        Since = envelope.Timestamp,
        Level = e.Request.Level,
        ServiceDate = e.Request.ServiceDate,
        Diagnoses = e.Request.Diagnoses,
        Items = [.. e.Request.Items.Select(i => new AuthorizationItemDocument(i.Sequence, i.System, i.Code, i.Units))],
    };

    private static AuthorizationDocument Change(AuthorizationDocument document, int sequence, Func<AuthorizationItemDocument, AuthorizationItemDocument> change) =>
        document with { Items = [.. document.Items.Select(i => i.Sequence == sequence ? change(i) : i)] };
}
