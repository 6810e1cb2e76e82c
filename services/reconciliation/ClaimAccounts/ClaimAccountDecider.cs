using Healthcare.EventStore;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>What may be asked of a claim's money.</summary>
public abstract record ClaimAccountCommand(DateTimeOffset At);

/// <summary>The claim went to the payer; what was paid for it before is applied now.</summary>
public sealed record OpenClaimAccount(ClaimFacts Claim, string Period, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>A funded remittance pays the claim; brought again it changes nothing. Never refuses.</summary>
public sealed record ApplyPayment(PaymentFacts Payment, string Period, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>Every rule of a claim's money.</summary>
internal static class ClaimAccountDecider
{
    public static Decision<ClaimAccountEvent> Decide(ClaimAccount account, ClaimAccountCommand command) => (account, command) switch
    {
        (ClaimAccount.NotOpened s, OpenClaimAccount c) => [.. Open(s, c)],
        (ClaimAccount.Opened s, OpenClaimAccount c) => s.Claim.ClaimId == c.Claim.ClaimId ? [] : ClaimAccountRefusals.NumberTaken,
        (_, ApplyPayment c) when account.DispositionOf(c.Payment) is not null => [],
        (ClaimAccount.NotOpened, ApplyPayment c) => new PaymentUnmatched(c.Payment, c.At),
        (ClaimAccount.Opened s, ApplyPayment c) => Apply(s, c.Payment, c.Period, wasUnmatched: false, c.At),
        _ => [],
    };

    private static IEnumerable<ClaimAccountEvent> Open(ClaimAccount.NotOpened before, OpenClaimAccount c)
    {
        var opened = new ClaimAccountOpened(c.Claim, c.At);
        yield return opened;
        var account = ClaimAccount.Evolve(before, opened);
        foreach (var payment in before.Waiting)
        {
            if (account is not ClaimAccount.Opened state) yield break;
            var next = Apply(state, payment, c.Period, wasUnmatched: true, c.At);
            yield return next;
            account = ClaimAccount.Evolve(account, next);
        }
    }

    private static ClaimAccountEvent Apply(ClaimAccount.Opened account, PaymentFacts payment, string period, bool wasUnmatched, DateTimeOffset at) =>
        ReasonToSetAside(payment) is { } reason
            ? new PaymentSetAside(account.Claim.ClaimId, payment, reason, wasUnmatched, at)
            : new PaymentApplied(account.Claim.ClaimId, payment, account.Balance.With(payment), period, wasUnmatched, at);

    // CLP02: 4 denied, 23 not ours and forwarded, 25 predetermination only. A denial is worked first: its adjustments are no write-off yet.
    private static string? ReasonToSetAside(PaymentFacts payment) => payment switch
    {
        { Balances: false } => SetAsideReasons.OutOfBalance,
        { Status: "4", Paid: 0 } => SetAsideReasons.Denied,
        { Status: "23" } => SetAsideReasons.NotOurs,
        { Status: "25" } => SetAsideReasons.Predetermination,
        _ => null,
    };
}

/// <summary>Why what a payer said moves no money.</summary>
internal static class SetAsideReasons
{
    public const string OutOfBalance = "out-of-balance";
    public const string Denied = "denied";
    public const string NotOurs = "not-ours";
    public const string Predetermination = "predetermination";
}

/// <summary>Why a claim's money says no.</summary>
internal static class ClaimAccountRefusals
{
    public static readonly Refusal NumberTaken = new("control-number-taken", "Another claim has this patient control number.");
}
