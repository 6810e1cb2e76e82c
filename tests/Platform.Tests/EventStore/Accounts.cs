using Healthcare.EventStore;

namespace Healthcare.Platform.Tests.EventStore;

/// <summary>A small aggregate with a patient's datum, a deadline, a follow-up and views, as services have them.</summary>
internal static class Accounts
{
    public static readonly Refusal Overdrawn = new("account-overdrawn", "There is not that much to withdraw.");

    public static readonly Aggregate<Account, AccountCommand, AccountEvent> Aggregate = new("account", new Account(0, IsOpen: false), Evolve, Decide)
    {
        Deadlines = happened => happened.Event switch
        {
            AccountOpened => [new DeadlineChange(happened.StreamId, "review", Noon.AddDays(7))],
            AccountClosed => [new DeadlineChange(happened.StreamId, "review", DueAt: null)],
            _ => [],
        },
        Follows = (_, happened) => happened.Event is TransferSent e ? [new FollowUp(e.To, new ReceiveTransfer(e.Amount, happened.StreamId))] : [],
    };

    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static Account Evolve(Account account, AccountEvent happened) => happened switch
    {
        AccountOpened => account with { IsOpen = true },
        Deposited e => account with { Balance = account.Balance + e.Amount },
        Withdrawn e => account with { Balance = account.Balance - e.Amount },
        TransferSent e => account with { Balance = account.Balance - e.Amount },
        TransferReceived e => account with { Balance = account.Balance + e.Amount },
        AccountClosed => account with { IsOpen = false },
        _ => account,
    };

    private static Decision<AccountEvent> Decide(Account account, AccountCommand command) => command switch
    {
        OpenAccount when account.IsOpen => [],
        OpenAccount c => [new AccountOpened(Sealed.For(c.Patient, c.Name))],
        Deposit c => [new Deposited(c.Amount)],
        DepositMany c => Decision.Of<AccountEvent>([.. Enumerable.Range(0, c.Times).Select(_ => new Deposited(c.Amount))]),
        Withdraw c when c.Amount > account.Balance => Overdrawn,
        Withdraw c => [new Withdrawn(c.Amount)],
        Transfer c when c.Amount > account.Balance => Overdrawn,
        Transfer c => [new TransferSent(c.To, c.Amount)],
        ReceiveTransfer when !account.IsOpen => new Refusal("account-not-open", "The receiving account is not open."),
        ReceiveTransfer c => [new TransferReceived(c.From, c.Amount)],
        CloseAccount => [new AccountClosed()],
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };
}

internal sealed record Account(decimal Balance, bool IsOpen);

internal abstract record AccountCommand;

internal sealed record OpenAccount(Guid Patient, string Name) : AccountCommand;

internal sealed record Deposit(decimal Amount) : AccountCommand;

internal sealed record DepositMany(decimal Amount, int Times) : AccountCommand;

internal sealed record Withdraw(decimal Amount) : AccountCommand;

internal sealed record Transfer(Guid To, decimal Amount) : AccountCommand;

internal sealed record ReceiveTransfer(decimal Amount, Guid From) : AccountCommand;

internal sealed record CloseAccount : AccountCommand;

internal abstract record AccountEvent;

[StoredAs("account_opened.v1")]
internal sealed record AccountOpened(Sealed<string> Holder) : AccountEvent;

[StoredAs("deposited.v1")]
internal sealed record Deposited(decimal Amount) : AccountEvent;

[StoredAs("withdrawn.v1")]
internal sealed record Withdrawn(decimal Amount) : AccountEvent;

[StoredAs("transfer_sent.v1")]
internal sealed record TransferSent(Guid To, decimal Amount) : AccountEvent;

[StoredAs("transfer_received.v1")]
internal sealed record TransferReceived(Guid From, decimal Amount) : AccountEvent;

[StoredAs("account_closed.v1")]
internal sealed record AccountClosed : AccountEvent;

/// <summary>Gained a member that its first release did not have.</summary>
[StoredAs("statement_sent.v1")]
internal sealed record StatementSent : AccountEvent
{
    public required int Pages { get; init; }
}

internal sealed record AccountRow(Guid Id, decimal Balance, Sealed<string>? Holder);

/// <summary>Committed with its stream.</summary>
internal sealed class AccountDetails : View<AccountRow>
{
    public override string Name => "account_details_v1";

    public override string? InlineOf => "account";

    public override AccountRow? Apply(string key, AccountRow? document, object happened, EventEnvelope envelope) => Rows.Apply(document, happened, envelope);

    public override IEnumerable<string> TermsOf(AccountRow document) => [document.Balance >= 100 ? "rich" : "poor"];

    public override string SortOf(AccountRow document) => ((long)document.Balance).ToString("D12", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Follows the log.</summary>
internal sealed class AccountBalances : View<AccountRow>
{
    public override string Name => "account_balances_v1";

    public override AccountRow? Apply(string key, AccountRow? document, object happened, EventEnvelope envelope) => Rows.Apply(document, happened, envelope);

    public override IEnumerable<string> TermsOf(AccountRow document) => [document.Balance >= 100 ? "rich" : "poor", "all"];
}

/// <summary>Follows the log beside the other: how many deposits an account has had.</summary>
internal sealed class AccountDeposits : View<DepositCount>
{
    public override string Name => "account_deposits_v1";

    public override DepositCount? Apply(string key, DepositCount? document, object happened, EventEnvelope envelope) => happened is Deposited ? new DepositCount((document?.Count ?? 0) + 1) : document;
}

internal sealed record DepositCount(int Count);

internal static class Rows
{
    public static AccountRow? Apply(AccountRow? row, object happened, EventEnvelope envelope) => happened switch
    {
        AccountOpened e => new AccountRow(envelope.StreamId, row?.Balance ?? 0, e.Holder),
        Deposited e => (row ?? new AccountRow(envelope.StreamId, 0, null)) with { Balance = (row?.Balance ?? 0) + e.Amount },
        Withdrawn e when row is not null => row with { Balance = row.Balance - e.Amount },
        TransferSent e when row is not null => row with { Balance = row.Balance - e.Amount },
        TransferReceived e when row is not null => row with { Balance = row.Balance + e.Amount },
        AccountClosed => null,
        _ => row,
    };
}
