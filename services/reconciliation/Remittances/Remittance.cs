namespace Healthcare.Reconciliation.Remittances;

/// <summary>Where one 835 transaction set stands.</summary>
public abstract record Remittance
{
    private Remittance() { }

    public static readonly Remittance Initial = new NotReceived();

    public sealed record NotReceived : Remittance;

    /// <summary>Received: waits for its money, for a person, or for its posting.</summary>
    public sealed record Open(Advice Advice) : Known(Advice);

    /// <summary>The same advice was here before; nothing is posted from this one.</summary>
    public sealed record Duplicate(Advice Advice) : Known(Advice);

    public sealed record Posted(Advice Advice) : Known(Advice);

    /// <summary>Its match was undone: what was posted is being taken back.</summary>
    public sealed record Unposting(Advice Advice) : Known(Advice);

    public abstract record Known(Advice Advice) : Remittance;

    public static Remittance Evolve(Remittance remittance, RemittanceEvent happened) => (remittance, happened) switch
    {
        (_, RemittanceReceived e) => new Open(new Advice(e.Trace, e.Amount, e.EffectiveDate, e.ContentHash, e.TotalPaid - e.ProviderAdjustmentTotal) { PayerId = e.PayerId }),
        (Open s, ClaimPaymentsAdvised e) => new Open(s.Advice with { Claims = [.. s.Advice.Claims, .. e.Claims] }),
        (Open s, ProviderAdjustmentRecorded e) => new Open(s.Advice with { Adjustments = [.. s.Advice.Adjustments, new AdvisedAdjustment(e.Number, e.Code, e.Amount, e.ForwardBalanceId)] }),
        (Open s, RemittanceOutOfBalance { Level: ImbalanceLevels.Transaction }) => new Open(s.Advice with { IsHeld = true, Imbalances = s.Advice.Imbalances + 1 }),
        (Open s, RemittanceOutOfBalance) => new Open(s.Advice with { Imbalances = s.Advice.Imbalances + 1 }),
        (Open s, RemittanceFunded e) => new Open(s.Advice with { IsFunded = true, DepositId = e.DepositId }),
        (Unposting s, RemittanceFunded e) => new Unposting(s.Advice with { IsFunded = true, DepositId = e.DepositId }),
        (Open or Posted or Unposting, RemittanceUnfunded) when remittance is Known k => new Unposting(k.Advice with { IsFunded = false, DepositId = null, WasPosted = remittance is Posted || k.Advice.WasPosted }),
        (Unposting s, RemittanceUnposted) => new Open(s.Advice with { Round = s.Advice.Round + 1, Unmatched = 0, Settled = [], WasPosted = false, Progress = PostingProgress.None }),
        (Open s, PostingProgressed e) => new Open(s.Advice with { Progress = new PostingProgress(e.Through, e.Applied, e.Unmatched, e.SetAside) }),
        (Open s, RemittanceReleased) => new Open(s.Advice with { IsHeld = false, IsReleased = true }),
        (Posted s, RemittanceReleased) => new Posted(s.Advice with { IsReleased = true }),
        (Open s, RemittanceDuplicated) => new Duplicate(s.Advice),
        (Open s, RemittancePosted e) => new Posted(s.Advice with { Unmatched = e.Unmatched }),
        (Posted s, UnmatchedClaimSettled e) => new Posted(s.Advice with { Unmatched = e.Left, Settled = [.. s.Advice.Settled, e.Number] }),
        _ => remittance,
    };
}

/// <summary>What decisions need of an advice.</summary>
public sealed record Advice(string? Trace, decimal Amount, DateOnly? EffectiveDate, string ContentHash, decimal Expected)
{
    /// <summary>Whose advice it is, as far as its identifier says.</summary>
    public string? PayerId { get; init; }

    public IReadOnlyList<AdvisedClaim> Claims { get; init; } = [];

    public IReadOnlyList<AdvisedAdjustment> Adjustments { get; init; } = [];

    /// <summary>Claims that were not known when it was posted, and still are not.</summary>
    public int Unmatched { get; init; }

    /// <summary>The numbers of those that came since.</summary>
    public IReadOnlyList<int> Settled { get; init; } = [];

    public int Imbalances { get; init; }

    public bool IsFunded { get; init; }

    /// <summary>The deposit that funds it; null where no money is to come, or none has.</summary>
    public Guid? DepositId { get; init; }

    /// <summary>How often it was begun to post: each round writes journals of its own.</summary>
    public int Round { get; init; } = 1;

    /// <summary>Posted whole before its match was undone.</summary>
    public bool WasPosted { get; init; }

    public PostingProgress Progress { get; init; } = PostingProgress.None;

    /// <summary>The transaction does not balance, and nobody has released it.</summary>
    public bool IsHeld { get; init; }

    /// <summary>A person took note of what does not balance.</summary>
    public bool IsReleased { get; init; }

    public bool MayBePosted => IsFunded && !IsHeld;
}

/// <summary>One PLB pair; a positive amount lowers the payment.</summary>
public sealed record AdvisedAdjustment(int Number, string Code, decimal Amount, Guid? ForwardBalanceId);

/// <summary>How far posting has come: claims up to a number, and what became of them.</summary>
public sealed record PostingProgress(int Through, int Applied, int Unmatched, int SetAside)
{
    public static PostingProgress None { get; } = new(0, 0, 0, 0);
}

/// <summary>Where money fails to balance (005010X221A1 §1.10.2.1).</summary>
internal static class ImbalanceLevels
{
    public const string ServiceLine = "service-line";
    public const string Claim = "claim";
    public const string Transaction = "transaction";
}
