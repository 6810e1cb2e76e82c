namespace Healthcare.Platform.Tests.Replicas.V1;

/// <summary>A parcel of a case is on its way.</summary>
public sealed record ParcelDispatched
{
    public required Guid CaseId { get; init; }

    public required int Number { get; init; }
}

/// <summary>Sent beside every third parcel, so that a receiver of one kind sees a gap that is none.</summary>
public sealed record ParcelInsured
{
    public required Guid CaseId { get; init; }

    public required int Number { get; init; }
}
