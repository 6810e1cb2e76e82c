using Healthcare.Authorization.Requirements;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>What every state of an authorization knows: what is asked for, of whom, on what evidence.</summary>
public sealed record Dossier(RequestFacts Request, Sealed<ReferralPacket> Packet)
{
    /// <summary>What the payer demands; null until the catalogue was asked, which then demands everything.</summary>
    public Requirement? Requirement { get; init; }

    /// <summary>The work is offered to authorization, and nobody has taken it.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>Documents that came in after the referral.</summary>
    public IReadOnlyList<KeptDocument> Supplied { get; init; } = [];

    public bool AreDocumentsWaived { get; init; }

    /// <summary>The request that was sent first: the claim that an update names.</summary>
    public Guid? FirstPayloadId { get; init; }

    /// <summary>How many of the documents the payer has.</summary>
    public int DocumentsSent { get; init; }

    public int Packages { get; init; }

    public int Updates { get; init; }

    /// <summary>The last change that was sent after the request.</summary>
    public PriorAuthorization.PendingUpdate? Update { get; init; }

    public int Inquiries { get; init; }

    /// <summary>The inquiry that has no answer yet.</summary>
    public Guid? OpenInquiry { get; init; }

    /// <summary>The last change of services that was taken up.</summary>
    public int Change { get; init; }

    /// <summary>The referral ended while the payer has the request.</summary>
    public CancellationAsked? Cancellation { get; init; }

    public CareProceededWithout? Proceeded { get; init; }

    /// <summary>The day for which everyone was hurried.</summary>
    public DateOnly? HurriedFor { get; init; }

    /// <summary>The booked day that the approval was found not to reach.</summary>
    public DateOnly? UncoveredOn { get; init; }

    public IReadOnlyList<KeptDocument> Documents => [.. Request.Documents, .. Supplied];

    /// <summary>The services that need the payer's word.</summary>
    public IReadOnlyList<RequestedItem> Needed =>
        Requirement is { } found ? [.. Request.Items.Where(i => found.Items.FirstOrDefault(r => r.Sequence == i.Sequence)?.Need != Needs.NotNeeded)] : Request.Items;

    /// <summary>LOINC codes of the documents that the payer wants and nobody has.</summary>
    public IReadOnlyList<string> Missing => Requirement is null || AreDocumentsWaived
        ? []
        : [.. Requirement.Items.Where(r => r.Need != Needs.NotNeeded).SelectMany(r => r.Documents).Distinct(StringComparer.Ordinal).Where(l => Documents.All(d => d.TypeLoinc != l))];
}
