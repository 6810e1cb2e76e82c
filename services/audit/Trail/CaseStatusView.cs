using Healthcare.EventStore;

namespace Healthcare.Audit.Trail;

/// <summary>The status of each case, committed in the transaction that enters the events.</summary>
internal sealed class CaseStatusView : View<CaseStatus>
{
    public const string All = "all";

    public override string Name => "case_status_v3";

    public override string? InlineOf => TrailDecider.Aggregate.Name;

    public static string OfTracking(string trackingId) => $"tracking:{trackingId}";

    public static string OfStage(string stage) => $"stage:{stage}";

    public static string OfPartner(string partnerId, string? stage = null) => stage is null ? $"partner:{partnerId}" : $"partner:{partnerId}/{stage}";

    public override CaseStatus? Apply(string key, CaseStatus? document, object happened, EventEnvelope envelope) =>
        happened is EntriesRecorded recorded ? recorded.Entries.Aggregate(document, (status, entry) => CaseFold.After(status, recorded.Service, entry)) : document;

    public override IEnumerable<string> TermsOf(CaseStatus document)
    {
        yield return All;
        yield return OfStage(document.Stage);
        if (document.TrackingId is { } tracking) yield return OfTracking(tracking);
        if (document.PartnerId is not { } partner) yield break;
        yield return OfPartner(partner);
        yield return OfPartner(partner, document.Stage);
    }

    public override string SortOf(CaseStatus document) => AuditedView.SortAt(document.LastChangeAt);
}
