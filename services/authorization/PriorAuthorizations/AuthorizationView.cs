using System.Globalization;
using Healthcare.Authorization.Payers;
using Healthcare.Authorization.Requirements;
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

    /// <summary>
    /// assembling, requirement-unclear, not-required, incomplete, awaiting-documents, held, submitted, rejected, at-payer, information-requested, overdue, deemed-denied, the status that follows
    /// from the items, active, extended, exhausted, expired, voided, cancelling, withdrawn or superseded.
    /// </summary>
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

    /// <summary>The version of the catalogue that said what is needed.</summary>
    public string? Rule { get; init; }

    /// <summary>LOINC codes of what the ordering provider still has to hand in.</summary>
    public IReadOnlyList<string> MissingDocuments { get; init; } = [];

    /// <summary>pas, x12-278, manual, portal or fax.</summary>
    public string Transport { get; init; } = Transports.Pas;

    /// <summary>The purpose of a change that the payer has not answered.</summary>
    public string? Update { get; init; }

    /// <summary>By when the authorization must be there after all, where the care went on without.</summary>
    public DateTimeOffset? RetroDueAt { get; init; }
}

/// <summary>One item: what was asked, and the payer's last word.</summary>
public sealed record AuthorizationItemDocument(int Sequence, string System, string Code, int Units)
{
    /// <summary>needed, not-needed or conditional.</summary>
    public string? Need { get; init; }

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
            ({ } d, CoverageRequirementFound e) => (e.PaNeeded == Needs.Conditional ? d with { State = "requirement-unclear" } : d) with { Rule = e.Rule, Items = [.. d.Items.Select(i => i with { Need = e.Items.FirstOrDefault(r => r.Sequence == i.Sequence)?.Need })] },
            ({ } d, RequirementDecided e) => d with { State = "assembling", Items = [.. d.Items.Select(i => e.Needed.Contains(i.Sequence) ? i with { Need = Needs.Needed } : e.NotNeeded.Contains(i.Sequence) ? i with { Need = Needs.NotNeeded } : i)] },
            ({ } d, AuthorizationNotNeeded) => d with { State = "not-required" },
            ({ } d, ServicesChanged e) => Services(d with { Requirements = [], MissingDocuments = [] }, e.Items) with { State = d.PayerReceivedAt is null ? "assembling" : d.State },
            ({ } d, ServiceDateSet e) => d with { ServiceDate = e.ServiceDate },
            ({ } d, ReviewExpedited) => d with { Level = ReviewLevel.Expedited },
            ({ } d, PackageReturned { Documents: { } missing } e) => d with { State = "awaiting-documents", Requirements = e.Requirements, MissingDocuments = missing },
            ({ } d, PackageReturned e) => d with { State = "incomplete", Requirements = e.Requirements },
            ({ } d, DocumentsWaived) => d with { State = "assembling", Requirements = [], MissingDocuments = [] },
            ({ } d, PackageAssembled e) => d with { State = "held", TraceNo = e.Package.TraceNo, Requirements = [], MissingDocuments = [], Transport = e.Package.Transport ?? Transports.Pas },
            ({ } d, AuthorizationSubmitted e) => d with { State = "submitted", Submissions = e.Submission, Requirements = [], Transport = e.Transport },
            ({ } d, SubmissionRejected e) => d with { State = "rejected", Requirements = e.Codes },
            ({ } d, SubmissionAcknowledged e) => d with { State = "at-payer", PayerReceivedAt = e.PayerReceivedAt, DueAt = e.DueAt, Requirements = [] },
            ({ } d, AuthorizationPended e) => Change(e.InformationRequested is { Count: > 0 } ? d with { State = "information-requested" } : d, e.ItemSequence, i => i with { AdministrationReference = e.AdministrationReference }),
            ({ } d, InformationSubmittedToPayer) => d with { State = "at-payer" },
            ({ } d, AuthorizationDecided e) => Change(d, e.ItemSequence, i => i with { Decision = e.Decision, ReasonText = e.ReasonText }),
            ({ } d, DenialReasonGiven e) =>
                Change(d, e.ItemSequence, i => i with { Decision = i.Decision is { } decision ? decision with { ReasonCode = e.ReasonCode } : null, ReasonText = e.ReasonText }),
            ({ } d, DecisionOverdue) => d with { State = "overdue" },
            ({ } d, DecisionDeemedDenied) => d with { State = "deemed-denied" },
            ({ } d, AuthorizationConcluded e) => d with { State = e.Status, DueAt = null, Update = null },
            ({ } d, AuthorizationReleased e) => d with { ReleasedAt = e.At, RetroDueAt = null },
            _ => Later(document, happened),
        };
        if (applied is null) return null;
        return applied with { Version = envelope.Version, Since = applied.State == document?.State ? document.Since : envelope.Timestamp };
    }

    private static AuthorizationDocument? Later(AuthorizationDocument? document, object happened) => (document, happened) switch
    {
        ({ } d, UpdateSubmitted { Purpose: Purposes.Cancellation }) => d with { State = "cancelling", Update = Purposes.Cancellation },
        ({ } d, UpdateSubmitted { Purpose: Purposes.Information } e) => d with { Update = e.Purpose },
        ({ } d, UpdateSubmitted e) => Services(d with { Update = e.Purpose, State = "at-payer", DueAt = e.DueAt ?? d.DueAt }, e.Items),
        ({ } d, UpdateRefused e) => d with { Update = null, Requirements = e.Codes, State = d.ReleasedAt is null ? "at-payer" : "active" },
        ({ } d, UpdateDenied) => d with { Update = null, State = "active", DueAt = null },
        ({ } d, AuthorizationExtended) => d with { State = "extended" },
        ({ } d, AuthorizationExhausted) => d with { State = "exhausted" },
        ({ } d, AuthorizationExpired) => d with { State = "expired" },
        ({ } d, AuthorizationVoided) => d with { State = "voided" },
        ({ } d, AuthorizationWithdrawn) => d with { State = "withdrawn", DueAt = null, Update = null, RetroDueAt = null },
        ({ } d, AuthorizationSuperseded) => d with { State = "superseded", DueAt = null, Update = null },
        ({ } d, CareProceededWithout e) => d with { RetroDueAt = e.DueAt },
        _ => document,
    };

    private static AuthorizationDocument Services(AuthorizationDocument document, IReadOnlyList<RequestedItem> items) =>
        document with { Items = [.. items.Select(i => new AuthorizationItemDocument(i.Sequence, i.System, i.Code, i.Units))] };

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
