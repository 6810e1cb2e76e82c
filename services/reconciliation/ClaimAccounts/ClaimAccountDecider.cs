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

/// <summary>A replacement or void of the claim went to the payer (CLM05-3); told again it changes nothing.</summary>
public sealed record ReplaceClaim(ClaimFacts Claim, string Frequency, string Period, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>The claim to the next payer went out; told again it changes nothing.</summary>
public sealed record NoteSecondarySent(Guid FurtherClaimId, string PayerId, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>A credit balance was refunded.</summary>
public sealed record RecordRefund(Guid CreditBalanceId, decimal Amount, string Period, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>Two people gave up a part of it: no more than is open, because the payer may have decided otherwise meanwhile. Told again it changes nothing.</summary>
public sealed record WriteOffClaim(Guid DenialId, decimal Amount, string Period, DateTimeOffset At) : ClaimAccountCommand(At);

/// <summary>Every rule of a claim's money.</summary>
internal static class ClaimAccountDecider
{
    private const string Void = "8";

    public static Decision<ClaimAccountEvent> Decide(ClaimAccount account, ClaimAccountCommand command) => (account, command) switch
    {
        (ClaimAccount.NotOpened s, OpenClaimAccount c) => [.. Open(s, c)],
        (ClaimAccount.Opened s, OpenClaimAccount c) => s.Claim.ClaimId == c.Claim.ClaimId ? [] : ClaimAccountRefusals.NumberTaken,
        (ClaimAccount.NotOpened, ReplaceClaim c) => new ClaimAccountOpened(c.Claim, c.At),
        (ClaimAccount.Opened s, ReplaceClaim c) => Replace(s, c),
        (ClaimAccount.Opened s, WriteOffClaim c) => s.WrittenOff.Contains(c.DenialId) ? [] : GiveUp(s, c),
        (ClaimAccount.Opened s, RecordRefund c) => new RefundRecorded(s.Claim.ClaimId, c.CreditBalanceId, s.Refunds + 1, c.Amount, s.Balance with { Paid = s.Balance.Paid - c.Amount }, c.Period, c.At),
        (ClaimAccount.Opened s, NoteNextPayer c) => s.NextPayer == c.PayerId ? [] : [.. NextPayer(s, c)],
        (ClaimAccount.Opened s, NoteSecondarySent c) => s.FurtherClaims.Contains(c.FurtherClaimId) ? [] : new SecondarySent(s.Claim.ClaimId, c.FurtherClaimId, c.PayerId, c.At),
        (ClaimAccount.NotOpened, WriteOffClaim or NoteNextPayer or NoteSecondarySent or RecordRefund) => ClaimAccountRefusals.Unknown,
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

        var takenBack = WriteOffTakenBackBy(account, account.Balance.With(payment), period, at);
        if (takenBack is not null) yield return takenBack;
        var applied = new PaymentApplied(claimId, payment, (takenBack?.Balance ?? account.Balance).With(payment), period, wasUnmatched, at);
        yield return applied;
        if (payment.Status == PaymentFacts.Reversal) yield return TakebackOf(account, payment, at);
        if (VarianceOf(account, applied.Balance, PaymentKey.Of(payment), at) is { } variance) yield return variance;
        if (Forwarded(account, payment, at) is { } forwarded) yield return forwarded;
    }

    // A void (8) leaves nothing to be paid; what was paid stands until the payer takes it back.
    private static Decision<ClaimAccountEvent> Replace(ClaimAccount.Opened account, ReplaceClaim c)
    {
        if (account.Claim.ClaimId != c.Claim.ClaimId) return ClaimAccountRefusals.NumberTaken;
        var claim = c.Frequency == Void ? c.Claim with { Charged = 0, Expected = null, ContractVersion = null } : c.Claim;
        if (account.Claim == claim) return [];
        var takenBack = WriteOffTakenBackBy(account, account.Balance with { Charged = claim.Charged }, c.Period, c.At);
        var replaced = new ClaimReplaced(claim, c.Frequency, (takenBack?.Balance ?? account.Balance) with { Charged = claim.Charged }, c.At);
        return takenBack is null ? replaced : [takenBack, replaced];
    }

    private static ClaimWrittenOff GiveUp(ClaimAccount.Opened account, WriteOffClaim c)
    {
        var amount = Math.Min(c.Amount, Math.Max(0, account.Balance.Open));
        return new ClaimWrittenOff(account.Claim.ClaimId, c.DenialId, amount, account.Balance with { WrittenOff = (account.Balance.WrittenOff ?? 0) + amount }, c.Period, c.At);
    }

    // What was given up and is paid after all was no loss: it is taken back before anything counts as paid too much.
    private static WriteOffTakenBack? WriteOffTakenBackBy(ClaimAccount.Opened account, ClaimBalance after, string period, DateTimeOffset at)
    {
        if (after is not { Open: < 0, WrittenOff: > 0 and { } givenUp }) return null;
        var amount = Math.Min(-after.Open, givenUp);
        return new WriteOffTakenBack(account.Claim.ClaimId, account.WriteOffsTakenBack + 1, amount, account.Balance with { WrittenOff = givenUp - amount }, period, at);
    }

    private static IEnumerable<ClaimAccountEvent> NextPayer(ClaimAccount.Opened account, NoteNextPayer c)
    {
        yield return new NextPayerNoted(account.Claim.ClaimId, c.PayerId, c.By, c.At);
        var primary = account.Seen.Values.Where(s => s is { Disposition: PaymentDisposition.Applied, Payment.Status: "1" }).Select(s => s.Payment).LastOrDefault();
        if (primary is not null && Forwarded(account with { NextPayer = c.PayerId }, primary, c.At) is { } due) yield return due;
    }

    // N9: what the first payer leaves goes on to the next, by itself (NM1*TT) or by us.
    private static ClaimAccountEvent? Forwarded(ClaimAccount.Opened account, PaymentFacts payment, DateTimeOffset at) => payment switch
    {
        { CrossoverCarrier: { } carrier } when payment.Status is "19" or "20" or "21" => new CrossoverNoted(account.Claim.ClaimId, PaymentKey.Of(payment), carrier, at),
        { Status: "1", PatientResponsibility: > 0 } when account is { NextPayer: { } next, Forwarding: null } =>
            new SecondaryDue(account.Claim.ClaimId, PaymentKey.Of(payment), next, payment.PatientResponsibility, at),
        _ => null,
    };

    private static IEnumerable<ClaimAccountEvent> Unapply(ClaimAccount account, UnapplyPayment c)
    {
        var was = account.DispositionOf(c.Payment);
        if (account is not ClaimAccount.Opened opened)
        {
            yield return new PaymentUnapplied(ClaimId: null, c.Payment, was, Balance: null, c.ReasonCode, c.Period, c.At);
            yield break;
        }

        // What stands is taken back, whatever would be read from the advice today.
        var standing = opened.Seen.TryGetValue(PaymentKey.Of(c.Payment), out var seen) ? seen.Payment : c.Payment;
        var takenBack = was == PaymentDisposition.Applied ? WriteOffTakenBackBy(opened, opened.Balance.Without(standing), c.Period, c.At) : null;
        if (takenBack is not null) yield return takenBack;
        var before = takenBack?.Balance ?? opened.Balance;
        var balance = was == PaymentDisposition.Applied ? before.Without(standing) : before;
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
