using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Fhir;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>A payer's authorization of care, item by item.</summary>
public abstract record PriorAuthorization
{
    private PriorAuthorization() { }

    public static readonly PriorAuthorization Initial = new NotRequested();

    public sealed record NotRequested : PriorAuthorization;

    /// <summary>Waiting for the confirmation of cover, and then for its package.</summary>
    public sealed record Assembling(RequestFacts Request, Sealed<ReferralPacket> Packet) : Begun(Request, Packet);

    /// <summary>The package lacks something.</summary>
    public sealed record Incomplete(RequestFacts Request, Sealed<ReferralPacket> Packet) : Begun(Request, Packet);

    /// <summary>The package is there and may not go out yet: a condition of the boundary is not met.</summary>
    public sealed record Held(RequestFacts Request, Sealed<ReferralPacket> Packet, Package Package) : Packed(Request, Packet, Package)
    {
        public bool WasIncomplete { get; init; }
    }

    /// <summary>On its way to the payer.</summary>
    public sealed record Submitted(RequestFacts Request, Sealed<ReferralPacket> Packet, Package Package, int Submission) : Packed(Request, Packet, Package)
    {
        public bool IsUnconfirmed { get; init; }

        public bool IsUnusable { get; init; }
    }

    /// <summary>The payer refused to take it.</summary>
    public sealed record Rejected(RequestFacts Request, Sealed<ReferralPacket> Packet, Package Package, int Submission) : Packed(Request, Packet, Package);

    /// <summary>The payer has it and decides.</summary>
    public sealed record AtPayer(RequestFacts Request, Sealed<ReferralPacket> Packet, Package Package, DateTimeOffset PayerReceivedAt, DateTimeOffset DueAt, IReadOnlyList<Item> Items)
        : Received(Request, Packet, Package, PayerReceivedAt, Items)
    {
        /// <summary>An answer before it could not be understood.</summary>
        public bool WasUnusable { get; init; }

        public bool IsOverdue { get; init; }

        public bool IsDeemedDenied { get; init; }
    }

    /// <summary>Every item is decided.</summary>
    public sealed record Concluded(
        RequestFacts Request, Sealed<ReferralPacket> Packet, Package Package, DateTimeOffset PayerReceivedAt, IReadOnlyList<Item> Items, string Status, DateTimeOffset ConcludedAt)
        : Received(Request, Packet, Package, PayerReceivedAt, Items)
    {
        public bool IsReleased { get; init; }

        /// <summary>It was deemed denied before the payer's word came.</summary>
        public bool WasDeemedDenied { get; init; }
    }

    public abstract record Begun(RequestFacts Request, Sealed<ReferralPacket> Packet) : PriorAuthorization;

    public abstract record Packed(RequestFacts Request, Sealed<ReferralPacket> Packet, Package Package) : Begun(Request, Packet);

    public abstract record Received(RequestFacts Request, Sealed<ReferralPacket> Packet, Package Package, DateTimeOffset PayerReceivedAt, IReadOnlyList<Item> Items)
        : Packed(Request, Packet, Package)
    {
        /// <summary>Contradictions that a person settles, so that the same answer again brings no second one.</summary>
        public IReadOnlyList<(int Sequence, string Action)> Contradictions { get; init; } = [];

        /// <summary>The payer's error codes that were told last.</summary>
        public IReadOnlyList<string> Errors { get; init; } = [];
    }

    /// <summary>One item and the payer's last word on it.</summary>
    public sealed record Item(RequestedItem Requested)
    {
        public ItemDecision? Decision { get; init; }

        /// <summary>Whether the reason was given in words too.</summary>
        public bool HasReasonText { get; init; }

        public bool IsPended { get; init; }

        public bool IsContactWanted { get; init; }

        /// <summary>The missing reason was noticed.</summary>
        public bool IsReasonAwaited { get; init; }

        public ReviewAction Action => ReviewActions.FromCode(Decision?.Action);

        public bool IsApproved => Action is ReviewAction.CertifiedInTotal or ReviewAction.CertifiedPartial or ReviewAction.Modified or ReviewAction.NoActionRequired;

        /// <summary>A refusal without its code or its words: nothing that could be appealed.</summary>
        public bool LacksReason => Action == ReviewAction.NotCertified && (Decision?.ReasonCode is null || !HasReasonText);
    }

    public static PriorAuthorization Evolve(PriorAuthorization authorization, PriorAuthorizationEvent happened) => (authorization, happened) switch
    {
        (_, AuthorizationRequested e) => new Assembling(e.Request, e.Packet),
        (Begun s, PackageReturned) => new Incomplete(s.Request, s.Packet),
        (Begun s, PackageAssembled e) => new Held(s.Request, s.Packet, e.Package) { WasIncomplete = s is Incomplete },
        (Packed s, AuthorizationSubmitted e) => new Submitted(s.Request, s.Packet, s.Package, e.Submission),
        (Submitted s, SubmissionUnconfirmed) => s with { IsUnconfirmed = true },
        (Submitted s, PayerAnswerUnusable) => s with { IsUnusable = true },
        (Submitted s, SubmissionRejected) => new Rejected(s.Request, s.Packet, s.Package, s.Submission),
        (Packed s, SubmissionAcknowledged e) => new AtPayer(s.Request, s.Packet, s.Package, e.PayerReceivedAt, e.DueAt, [.. s.Request.Items.Select(i => new Item(i))])
        {
            WasUnusable = s is Submitted { IsUnusable: true },
        },
        (Received s, AuthorizationPended e) => Change(s, e.ItemSequence, i => i with { IsPended = true }),
        (Received s, PayerContactRequested e) => Change(s, e.ItemSequence, i => i with { IsContactWanted = true }),
        (Received s, AuthorizationDecided e) => Change(s, e.ItemSequence, i => i with { Decision = e.Decision, HasReasonText = e.ReasonText is not null }),
        (Received s, DenialReasonMissing e) => Change(s, e.ItemSequence, i => i with { IsReasonAwaited = true }),
        (Received s, DenialReasonGiven e) => Change(s, e.ItemSequence, i => i with { Decision = i.Decision is { } d ? d with { ReasonCode = e.ReasonCode } : null, HasReasonText = true, IsReasonAwaited = false }),
        (Received s, PayerAnswerContradicted e) => s with { Contradictions = [.. s.Contradictions, (e.ItemSequence, e.Action)] },
        (Received s, PayerErrorReported e) => s with { Errors = e.Codes },
        (AtPayer s, DecisionOverdue) => s with { IsOverdue = true },
        (AtPayer s, DecisionDeemedDenied) => s with { IsOverdue = true, IsDeemedDenied = true },
        (AtPayer s, AuthorizationConcluded e) => new Concluded(s.Request, s.Packet, s.Package, s.PayerReceivedAt, s.Items, e.Status, e.At)
        {
            Contradictions = s.Contradictions,
            Errors = s.Errors,
            WasDeemedDenied = s.IsDeemedDenied,
        },
        (Concluded s, AuthorizationReleased) => s with { IsReleased = true },
        _ => authorization,
    };

    private static Received Change(Received authorization, int sequence, Func<Item, Item> change)
    {
        IReadOnlyList<Item> items = [.. authorization.Items.Select(i => i.Requested.Sequence == sequence ? change(i) : i)];
        return authorization switch
        {
            AtPayer s => s with { Items = items },
            Concluded s => s with { Items = items },
            _ => authorization,
        };
    }
}
