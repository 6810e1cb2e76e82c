using Healthcare.Fhir;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A payer's authorization of care, item by item.</summary>
public abstract partial record PriorAuthorization
{
    private PriorAuthorization() { }

    public static readonly PriorAuthorization Initial = new NotRequested();

    public sealed record NotRequested : PriorAuthorization;

    /// <summary>Waiting for the confirmation of cover, and then for its package.</summary>
    public sealed record Assembling(Dossier File) : Begun(File);

    /// <summary>The catalogue leaves open whether authorization is needed; a person finds out.</summary>
    public sealed record Unclear(Dossier File) : Begun(File);

    /// <summary>No service needs the payer's word.</summary>
    public sealed record NotNeeded(Dossier File) : Begun(File);

    /// <summary>The package lacks something.</summary>
    public sealed record Incomplete(Dossier File, IReadOnlyList<string> Documents) : Begun(File)
    {
        /// <summary>Documents that the ordering provider supplies, and not data that a specialist completes.</summary>
        public bool IsForProvider => Documents.Count > 0;
    }

    /// <summary>The package is there and may not go out yet: a condition of the boundary is not met, or a person carries it over.</summary>
    public sealed record Held(Dossier File, Package Package) : Packed(File, Package)
    {
        public bool WasIncomplete { get; init; }
    }

    /// <summary>On its way to the payer.</summary>
    public sealed record Submitted(Dossier File, Package Package, int Submission) : Packed(File, Package)
    {
        public bool IsUnconfirmed { get; init; }

        public bool IsUnusable { get; init; }
    }

    /// <summary>The payer refused to take it.</summary>
    public sealed record Rejected(Dossier File, Package Package, int Submission) : Packed(File, Package);

    /// <summary>The payer has it and decides.</summary>
    public sealed record AtPayer(Dossier File, Package Package, DateTimeOffset PayerReceivedAt, DateTimeOffset DueAt, IReadOnlyList<Item> Items)
        : Received(File, Package, PayerReceivedAt, Items)
    {
        /// <summary>An answer before it could not be understood.</summary>
        public bool WasUnusable { get; init; }

        /// <summary>It was said that the decision is awaited.</summary>
        public bool IsAwaited { get; init; }

        public bool IsOverdue { get; init; }

        public bool IsDeemedDenied { get; init; }

        /// <summary>What stands at the payer while it decides on a change of it.</summary>
        public Concluded? Before { get; init; }
    }

    /// <summary>Every item is decided.</summary>
    public sealed record Concluded(Dossier File, Package Package, DateTimeOffset PayerReceivedAt, IReadOnlyList<Item> Items, string Status, DateTimeOffset ConcludedAt)
        : Received(File, Package, PayerReceivedAt, Items)
    {
        public ApprovalLife Life { get; init; }

        public bool IsReleased => Life is ApprovalLife.Active or ApprovalLife.Extended;

        /// <summary>It was deemed denied before the payer's word came.</summary>
        public bool WasDeemedDenied { get; init; }

        /// <summary>Until when what was denied may be contested.</summary>
        public DateTimeOffset? ContestBy { get; init; }

        /// <summary>What a person chose to do against the denial.</summary>
        public string? Route { get; init; }

        /// <summary>The last day to contest it went by unused.</summary>
        public bool IsContestLost { get; init; }

        /// <summary>The last approved day.</summary>
        public DateOnly? To { get; init; }
    }

    /// <summary>Withdrawn, or another request took its place.</summary>
    public sealed record Ended(Dossier File, string Ending) : Begun(File);

    public abstract record Begun(Dossier File) : PriorAuthorization
    {
        public RequestFacts Request => File.Request;
    }

    public abstract record Packed(Dossier File, Package Package) : Begun(File);

    public abstract record Received(Dossier File, Package Package, DateTimeOffset PayerReceivedAt, IReadOnlyList<Item> Items) : Packed(File, Package)
    {
        /// <summary>Contradictions that a person settles, so that the same answer again brings no second one.</summary>
        public IReadOnlyList<(int Sequence, string Action)> Contradictions { get; init; } = [];

        /// <summary>The payer's error codes that were told last.</summary>
        public IReadOnlyList<string> Errors { get; init; } = [];

        /// <summary>Something of it is approved, and nothing ended that.</summary>
        public bool HoldsApproval => Items.Any(i => i.IsApproved) && this is Concluded { Life: ApprovalLife.Decided or ApprovalLife.Active or ApprovalLife.Extended };
    }

    /// <summary>A change of what the payer has.</summary>
    public sealed record PendingUpdate(int Number, string Purpose, Guid PayloadId);

    /// <summary>One item and the payer's last word on it.</summary>
    public sealed record Item(RequestedItem Requested)
    {
        public ItemDecision? Decision { get; init; }

        /// <summary>Whether the reason was given in words too.</summary>
        public bool HasReasonText { get; init; }

        /// <summary>The payer's answer is kept as it came.</summary>
        public bool IsLetterKept { get; init; }

        public bool IsPended { get; init; }

        /// <summary>The payer waits for information before it decides.</summary>
        public bool IsInformationWanted { get; init; }

        /// <summary>It did at some time.</summary>
        public bool WasInformationWanted { get; init; }

        public bool IsContactWanted { get; init; }

        /// <summary>The missing reason was noticed.</summary>
        public bool IsReasonAwaited { get; init; }

        public string? AdministrationReference { get; init; }

        public ReviewAction Action => ReviewActions.FromCode(Decision?.Action);

        public bool IsApproved => Action is ReviewAction.CertifiedInTotal or ReviewAction.CertifiedPartial or ReviewAction.Modified or ReviewAction.NoActionRequired;

        /// <summary>A refusal without its code or its words: nothing that could be appealed.</summary>
        public bool LacksReason => Action == ReviewAction.NotCertified && (Decision?.ReasonCode is null || !HasReasonText);
    }
}

/// <summary>How an approval lives on.</summary>
public enum ApprovalLife
{
    /// <summary>Decided and not released.</summary>
    Decided,
    Active,
    Extended,
    Exhausted,
    Expired,
    Voided,
}
