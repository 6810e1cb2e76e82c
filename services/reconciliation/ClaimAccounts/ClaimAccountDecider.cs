using Healthcare.EventStore;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>What may be asked of a claim's money.</summary>
public abstract record ClaimAccountCommand(DateTimeOffset At);

/// <summary>The claim went to the payer; what was paid for it before is applied now.</summary>
public sealed record OpenClaimAccount(ClaimFacts Claim, string Period, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>A funded remittance pays the claim; brought again it changes nothing. Never refuses.</summary>
public sealed record ApplyPayment(PaymentFacts Payment, string Period, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>The match that brought the payment was undone; asked again it changes nothing. Never refuses.</summary>
public sealed record UnapplyPayment(PaymentFacts Payment, string ReasonCode, string Period, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>Every rule of a claim's money.</summary>
internal static class ClaimAccountDecider
{
    public static Decision<ClaimAccountEvent> Decide(ClaimAccount account, ClaimAccountCommand command) => (account, command) switch
    {
        (ClaimAccount.NotOpened s, OpenClaimAccount c) => [.. Open(s, c)],
        (ClaimAccount.Opened s, OpenClaimAccount c) => s.Claim.ClaimId == c.Claim.ClaimId ? [] : ClaimAccountRefusals.NumberTaken,
        (_, ApplyPayment c) when account.DispositionOf(c.Payment) is not null => [],
        (ClaimAccount.NotOpened, ApplyPayment c) => new PaymentUnmatched(c.Payment, c.At),
        (ClaimAccount.Opened s, ApplyPayment c) => [.. Apply(s, c.Payment, c.Period, wasUnmatched: false, c.At)],
        (_, UnapplyPayment c) => account.IsWithdrawn(c.Payment) ? [] : [.. Unapply(account, c)],
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
            foreach (var next in Apply(state, payment, c.Period, wasUnmatched: true, c.At))
            {
                yield return next;
                account = ClaimAccount.Evolve(account, next);
            }
        }
    }

    private static IEnumerable<ClaimAccountEvent> Apply(ClaimAccount.Opened account, PaymentFacts payment, string period, bool wasUnmatched, DateTimeOffset at)
    {
        var claimId = account.Claim.ClaimId;
        if (ReasonToSetAside(payment) is { } reason)
        {
            yield return new PaymentSetAside(claimId, payment, reason, wasUnmatched, at);
            yield break;
        }

        var applied = new PaymentApplied(claimId, payment, account.Balance.With(payment), period, wasUnmatched, at);
        yield return applied;
        if (payment.Status == PaymentFacts.Reversal) yield return TakebackOf(account, payment, at);
        if (VarianceOf(account, applied.Balance, PaymentKey.Of(payment), at) is { } variance) yield return variance;
    }

    private static IEnumerable<ClaimAccountEvent> Unapply(ClaimAccount account, UnapplyPayment c)
    {
        var was = account.DispositionOf(c.Payment);
        if (account is not ClaimAccount.Opened opened)
        {
            yield return new PaymentUnapplied(ClaimId: null, c.Payment, was, Balance: null, c.ReasonCode, c.Period, c.At);
            yield break;
        }

        var balance = was == PaymentDisposition.Applied ? opened.Balance.Without(c.Payment) : opened.Balance;
        yield return new PaymentUnapplied(opened.Claim.ClaimId, c.Payment, was, balance, c.ReasonCode, c.Period, c.At);
        if (was == PaymentDisposition.Applied && VarianceOf(opened, balance, PaymentKey.Of(c.Payment), c.At) is { } variance) yield return variance;
    }

    // X12 RFI 1147: a reversal repeats the original with every amount negated. Of several such the last one is meant.
    private static ClaimAccountEvent TakebackOf(ClaimAccount.Opened account, PaymentFacts reversal, DateTimeOffset at)
    {
        var key = PaymentKey.Of(reversal);
        var taken = account.TakenBack.Values.ToHashSet();
        var original = account.Seen.Values
            .Where(s => s.Disposition == PaymentDisposition.Applied && s.Payment.Status != PaymentFacts.Reversal && !taken.Contains(PaymentKey.Of(s.Payment)))
            .Where(s => s.Payment.Charge == -reversal.Charge && s.Payment.Paid == -reversal.Paid && s.Payment.Adjusted == -reversal.Adjusted)
            .Select(s => (PaymentKey?)PaymentKey.Of(s.Payment))
            .LastOrDefault();
        return original is { } found
            ? new TakebackDetected(account.Claim.ClaimId, key, found, -reversal.Paid, at)
            : new TakebackUnlinked(account.Claim.ClaimId, key, -reversal.Paid, account.Seen.Count, at);
    }

    // Compared once money moved: an account that only waits is no underpayment.
    private static PaymentVarianceFound? VarianceOf(ClaimAccount.Opened account, ClaimBalance balance, PaymentKey payment, DateTimeOffset at)
    {
        if (account.Claim is not { Expected: { } expected, ContractVersion: { } version }) return null;
        var allowed = balance.Paid + balance.PatientResponsibility;
        var difference = balance is { Paid: 0, Adjusted: 0, PatientResponsibility: 0 } ? 0 : allowed - expected;
        return difference == account.Variance ? null : new PaymentVarianceFound(account.Claim.ClaimId, payment, difference == 0 ? allowed : expected, allowed, balance.Paid, version, at);
    }

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
    public static readonly Refusal Unknown = new("claim-account-unknown", "There is no such claim account.");
    public static readonly Refusal NumberTaken = new("control-number-taken", "Another claim has this patient control number.");
}
