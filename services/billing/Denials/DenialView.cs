using System.Globalization;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;

namespace Healthcare.Billing.Denials;

/// <summary>Where a denial stands, as people see it: at a step, or at an end.</summary>
public enum DenialState
{
    AwaitingTriage = DenialStep.AwaitingTriage,
    AwaitingDocument = DenialStep.AwaitingDocument,
    AwaitingCoding = DenialStep.AwaitingCoding,
    AwaitingCorrection = DenialStep.AwaitingCorrection,
    AwaitingAuthorization = DenialStep.AwaitingAuthorization,
    AwaitingAppeal = DenialStep.AwaitingAppeal,
    AwaitingProof = DenialStep.AwaitingProof,
    AwaitingConfirmation = DenialStep.AwaitingConfirmation,
    AwaitingPatient = DenialStep.AwaitingPatient,
    AwaitingDispute = DenialStep.AwaitingDispute,
    AwaitingPayer = DenialStep.AwaitingPayer,
    Resolved = 100,
    LostToDeadline,
}

/// <summary>A denial as people see it.</summary>
public sealed record DenialDocument
{
    public required Guid DenialId { get; init; }

    public required long Version { get; init; }

    public required DenialFacts Facts { get; init; }

    public required DenialState State { get; init; }

    public required DateTimeOffset Since { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DenialClass? Class { get; init; }

    /// <summary>The step of the path, from 0.</summary>
    public int Step { get; init; }

    public IReadOnlyList<SuppliedDocument> Documents { get; init; } = [];

    public IReadOnlyList<string> Evidence { get; init; } = [];

    public DateTimeOffset? DecisionDue { get; init; }

    public WriteOffProposed? Proposed { get; init; }

    public string? Resolution { get; init; }

    /// <summary>The boundary that held it longest, where the limit passed.</summary>
    public string? LostAt { get; init; }

    internal bool IsOpen => State is not (DenialState.Resolved or DenialState.LostToDeadline);
}

/// <summary>Denials by case, claim, state, kind and triple; committed with each event.</summary>
public sealed class DenialView : View<DenialDocument>
{
    public const string All = "all";

    public override string Name => "denials_v1";

    public override string? InlineOf => DenialAggregate.Name;

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OpenOfCase(Guid caseId) => $"open-case:{caseId:D}";

    public static string OfClaim(Guid claimId) => $"claim:{claimId:D}";

    public static string OpenOfClaim(Guid claimId) => $"open:{claimId:D}";

    public static string OfState(DenialState state) => $"state:{state}";

    public static string OfType(string type) => $"type:{type}";

    /// <summary>Open denials of a triple that no rule knew.</summary>
    public static string OfTriple(string key) => $"triple:{key}";

    public override DenialDocument? Apply(string key, DenialDocument? document, object happened, EventEnvelope envelope)
    {
        var applied = (document, happened) switch
        {
            (_, DenialOpened e) => new DenialDocument { DenialId = envelope.StreamId, Version = envelope.Version, Facts = e.Denial, State = DenialState.AwaitingTriage, Since = e.At, OpenedAt = e.At },
            (null, _) => null,
            ({ } d, DenialClassified e) => d with { Class = e.Class, Step = 0, State = StateOf(e.Class, 0), Since = e.At },
            ({ Class: { } c } d, RecordsSupplied e) => d with { Documents = [.. d.Documents, .. e.Documents], Step = d.Step + 1, State = StateOf(c, d.Step + 1), Since = e.At },
            ({ } d, TimelyFilingProofAssembled e) => d with { Evidence = e.Artefacts },
            ({ } d, AppealFiled e) => d with { State = DenialState.AwaitingPayer, Evidence = e.Evidence, DecisionDue = e.DecisionDue, Since = e.At },
            ({ } d, WriteOffProposed e) => d with { Proposed = e },
            ({ } d, WriteOffRefused) => d with { Proposed = null },
            ({ } d, DenialResolved e) => d with { State = DenialState.Resolved, Resolution = e.Resolution, Since = e.At },
            ({ } d, LostToDeadline e) => d with { State = DenialState.LostToDeadline, LostAt = e.Boundary, Since = e.At },
            _ => document,
        };
        return applied is null ? null : applied with { Version = envelope.Version };
    }

    public override IEnumerable<string> TermsOf(DenialDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        yield return All;
        yield return OfCase(document.Facts.CaseId);
        yield return OfClaim(document.Facts.ClaimId);
        yield return OfState(document.State);
        if (document.Class is { } known) yield return OfType(known.Type);
        if (!document.IsOpen) yield break;
        yield return OpenOfClaim(document.Facts.ClaimId);
        yield return OpenOfCase(document.Facts.CaseId);
        if (document.State == DenialState.AwaitingTriage)
        {
            foreach (var triple in document.Facts.Adjustments.Select(a => a.Key()).Distinct(StringComparer.Ordinal)) yield return OfTriple(triple);
        }
    }

    public override string SortOf(DenialDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return document.OpenedAt.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
    }

    private static DenialState StateOf(DenialClass known, int step) => known.Steps.Count == 0
        ? DenialState.AwaitingTriage
        : (DenialState)known.Steps[Math.Min(step, known.Steps.Count - 1)].Step;
}
