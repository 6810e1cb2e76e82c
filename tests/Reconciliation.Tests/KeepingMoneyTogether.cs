using System.Globalization;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Deposits;
using Healthcare.Reconciliation.CreditBalances;
using Healthcare.Reconciliation.Disputes;
using Healthcare.Reconciliation.ForwardBalances;
using Healthcare.Reconciliation.Journals;
using Healthcare.Reconciliation.Matches;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.Reconciliation.Reassociations;
using Healthcare.Reconciliation.Remittances;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Reconciliation.Tests;

/// <summary>
/// Random histories of advices, deposits, reversals, takebacks, undone and new matches through the real streams and their follow-ups, in memory: whatever happens in whatever order,
/// the money of each claim, deposit and journal adds up to the cent.
/// </summary>
public sealed class KeepingMoneyTogether
{
    private static readonly Actor Person = new("ann", ActorKind.Human, "cash-posting");

    [Test]
    public async Task Every_cent_is_somewhere_whatever_happens([Range(1, 40)] int run)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MONEY_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given : (Random.Shared.Next(1_000_000) * 100) + run;
        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"MONEY_SEED={seed}"));
        await using var history = new History(seed);
        for (var step = 0; step < 60; step++)
        {
            await history.StepAsync();
            await history.CheckAsync();
        }
    }

    private sealed class History : IAsyncDisposable
    {
        private const int Accounts = 4;
        private static readonly string[] Codes = ["WO", "L6", "CS", "LE", "72", "AH"];
        private static readonly Guid Carried = ReconciliationIds.ForwardBalance("T0");
        private readonly Random random;
        private readonly ServiceProvider store;
        private readonly List<Guid> remittances = [];
        private readonly List<(Guid Id, decimal Amount)> deposits = [];
        private readonly List<PaymentFacts> paid = [];
        private readonly HashSet<Guid> streams = [];
        private readonly Dictionary<int, decimal> writtenOff = [];
        private DateTimeOffset now = Samples.Noon;
        private int counter;

        public History(int seed)
        {
            random = new Random(seed);
            var services = new ServiceCollection().AddLogging();
            services.AddInMemoryEventStore("money")
                .AddAggregate(RemittanceAggregate.Value).AddAggregate(DepositAggregate.Value).AddAggregate(ReassociationAggregate.Value).AddAggregate(ClaimAccountAggregate.Value)
                .AddAggregate(JournalAggregate.Value).AddAggregate(MatchAggregate.Value).AddAggregate(ProviderAdjustmentAggregate.Value).AddAggregate(ForwardBalanceAggregate.Value).AddAggregate(CreditBalanceAggregate.Value).AddAggregate(PayerDisputeAggregate.Value)
                .AddView(new JournalView()).AddView(new RemittanceView()).AddView(new DepositView()).AddView(new MatchView())
                .AddHandoffs(ReconciliationHandoffs.Boundaries);
            store = services.BuildServiceProvider();
        }

        public ValueTask DisposeAsync() => store.DisposeAsync();

        public Task StepAsync()
        {
            now += TimeSpan.FromHours(random.Next(1, 30));
            return random.Next(11) switch
            {
                0 => OpenAsync(random.Next(Accounts)),
                1 or 2 => AdviseAsync(),
                3 => DepositAsync(),
                4 => MatchAsync(),
                5 => UndoAsync(),
                8 => RefundAsync(random.Next(Accounts)),
                6 => WriteOffAsync(random.Next(Accounts)),
                7 => ReplaceAsync(random.Next(Accounts)),
                _ => PostAsync(),
            };
        }

        public async Task CheckAsync()
        {
            var cash = 0m;
            for (var i = 0; i < Accounts; i++)
            {
                if (await ReadAsync<ClaimAccount, ClaimAccountCommand>(AccountOf(i)) is not ClaimAccount.Opened account) continue;
                var b = account.Balance;
                Assert.That(b.Paid + b.Adjusted + b.PatientResponsibility + (b.WrittenOff ?? 0) + b.Open, Is.EqualTo(b.Charged), "applied + open + written off + the patient's share is the charge");
                var applied = account.Seen.Values.Where(s => s.Disposition == PaymentDisposition.Applied).Select(s => s.Payment).ToList();
                var refunded = await RefundedAsync(i);
                Assert.That((b.Paid + refunded, b.Adjusted, b.PatientResponsibility), Is.EqualTo((applied.Sum(p => p.Paid), applied.Sum(p => p.Adjusted), applied.Sum(p => p.PatientResponsibility))), "what stands is what was applied and not taken back");
                var journals = await JournalsAsync(JournalView.OfClaim(account.Claim.ClaimId));
                Assert.That(Net(journals, JournalEntries.PayerReceivable), Is.EqualTo(b.Open - b.Charged), "the ledger's receivable moves with the account");
                Assert.That(Net(journals, JournalEntries.Cash), Is.EqualTo(b.Paid));
                Assert.That(b.WrittenOff ?? 0, Is.InRange(0m, writtenOff.GetValueOrDefault(i)), "no more is given up than two people gave up");
                Assert.That(b.Open < 0 && b.WrittenOff > 0, Is.False, "nothing counts as paid too much while something stands given up");
                Assert.That(Net(journals, JournalEntries.WriteOffs), Is.EqualTo(b.WrittenOff ?? 0));
                cash += b.Paid;
            }

            foreach (var (id, amount) in deposits)
            {
                if (await ReadAsync<Deposit, DepositCommand>(id) is not Deposit.Received { Money: var money }) continue;
                Assert.That(money.Paid.Values.Sum() + money.Open, Is.EqualTo(amount), "a deposit is what it pays and what is free of it");
                Assert.That(money.Open, Is.GreaterThanOrEqualTo(0m));
            }

            var all = new List<JournalDocument>();
            foreach (var remittance in remittances) all.AddRange(await JournalsAsync(JournalView.OfRemittance(remittance)));
            var owed = (await ReadAsync<ForwardBalance, ForwardBalanceCommand>(Carried)).Owed;
            Assert.That(Net(all, AdjustmentEffects.Of("FB").Entry), Is.EqualTo(-owed), "what is carried forward is what the ledger owes the payer");
            foreach (var journal in all) Assert.That(journal.Debits, Is.EqualTo(journal.Credits));
        }

        private Task<Outcome> OpenAsync(int account) => DoAsync<ClaimAccountCommand>(
            AccountOf(account), new OpenClaimAccount(Samples.Claim with { ClaimId = DerivedId.Of($"claim/{account}"), Charged = 200m + account, Expected = 170m, ContractVersion = "2026-01" }, Samples.Period, now));

        private async Task RefundAsync(int account)
        {
            var id = ReconciliationIds.CreditBalance(AccountOf(account));
            await DoAsync<CreditBalanceCommand>(id, new IdentifyCreditBalance(Person, now));
            if (random.Next(2) == 0) await DoAsync<CreditBalanceCommand>(id, new InvestigateCreditBalance("related-claims", Person, now));
            if (random.Next(3) > 0) await DoAsync<CreditBalanceCommand>(id, new RefundCreditBalance("CHK-1", Samples.Period, Person, now));
        }

        private async Task<decimal> RefundedAsync(int account) =>
            (await JournalsAsync(JournalView.OfClaim(DerivedId.Of($"claim/{account}")))).Where(j => j.CreditBalanceId is not null).Sum(j => Dollars.Read(j.Debits) ?? 0);

        private async Task WriteOffAsync(int account)
        {
            var amount = random.Next(1, 5000) / 100m;
            var outcome = await DoAsync<ClaimAccountCommand>(AccountOf(account), new WriteOffClaim(DerivedId.Of($"denial/{++counter}"), amount, Samples.Period, now));
            if (outcome is Outcome.Accepted) writtenOff[account] = writtenOff.GetValueOrDefault(account) + amount;
        }

        // Replaced for another charge, or voided and sent again.
        private Task<Outcome> ReplaceAsync(int account) => DoAsync<ClaimAccountCommand>(
            AccountOf(account), new ReplaceClaim(Samples.Claim with { ClaimId = DerivedId.Of($"claim/{account}"), Charged = 150m + random.Next(100) }, random.Next(4) == 0 ? "8" : "7", Samples.Period, now));

        private async Task AdviseAsync()
        {
            var id = DerivedId.Of($"advice/{++counter}");
            var claims = Enumerable.Range(1, random.Next(1, 4)).Select(n => ClaimOf(id, n)).ToList();
            var total = claims.Sum(c => c.Paid);
            var kept = total < 0 ? total : random.Next(4) == 0 ? random.Next(0, 2000) / 100m : 0m;
            kept = Math.Min(kept, total);
            var received = Samples.Received with
            {
                Trace = $"T{random.Next(1, 6)}",
                Amount = total - kept,
                TotalPaid = total,
                ProviderAdjustmentTotal = kept,
                ClaimCount = claims.Count,
                ContentHash = $"content-{counter}",
                At = now,
            };
            IReadOnlyList<ProviderAdjustmentRecorded> adjustments = kept == 0 ? [] : [new ProviderAdjustmentRecorded(1, kept < 0 ? "FB" : Codes[random.Next(Codes.Length)], kept, "", null, null, now) { ForwardBalanceId = kept < 0 ? Carried : null }];
            await DoAsync<RemittanceCommand>(id, new ReceiveRemittance(received, claims, adjustments, [], now));
            remittances.Add(id);
        }

        private AdvisedClaim ClaimOf(Guid remittance, int number)
        {
            var account = random.Next(Accounts);
            if (paid.Count > 0 && random.Next(4) == 0)
            {
                var original = paid[random.Next(paid.Count)];
                return new AdvisedClaim(number, AccountOf(account), Sealed.For(remittance, "PCN"), PaymentFacts.Reversal, -original.Charge, -original.Paid)
                {
                    Adjustments = [.. original.Adjustments.Select(a => a with { Amount = -a.Amount })], Balances = true,
                };
            }

            var charge = 200m + account;
            var patient = random.Next(0, 3000) / 100m;
            var contractual = random.Next(0, 8000) / 100m;
            if (random.Next(5) == 0)
            {
                // A further payer pays of what the first left to the patient.
                var left = random.Next(0, 3000) / 100m;
                var pays = Math.Min(left, random.Next(0, 3000) / 100m);
                var further = new AdvisedClaim(number, AccountOf(account), Sealed.For(remittance, "PCN"), "2", charge, pays)
                {
                    Adjustments = [new AdjustmentFact("OA", "23", charge - left), new AdjustmentFact("PR", "2", left - pays)], Balances = true,
                };
                paid.Add(PaymentFacts.Of(remittance, further));
                return further;
            }

            var status = random.Next(6) == 0 ? "4" : "1";
            var claim = new AdvisedClaim(number, AccountOf(account), Sealed.For(remittance, "PCN"), status, charge, charge - patient - contractual)
            {
                Adjustments = [new AdjustmentFact("CO", "45", contractual), new AdjustmentFact("PR", "2", patient)], Balances = random.Next(10) > 0,
            };
            paid.Add(PaymentFacts.Of(remittance, claim));
            return claim;
        }

        private async Task DepositAsync()
        {
            var amount = remittances.Count > 0 && random.Next(4) > 0 ? (await DocumentAsync(remittances[random.Next(remittances.Count)])).Received.Amount : random.Next(1, 50_000) / 100m;
            if (amount <= 0) return;
            var id = DerivedId.Of($"deposit/{++counter}");
            await DoAsync<DepositCommand>(id, new ReceiveDeposit(new DepositReceived("bank", $"B{counter}", amount, new DateOnly(2026, 3, 3), $"T{random.Next(1, 6)}", null, "ACH", now), now));
            deposits.Add((id, amount));
        }

        private async Task MatchAsync()
        {
            if (remittances.Count == 0 || deposits.Count == 0) return;
            var (remittance, deposit) = (await DocumentAsync(remittances[random.Next(remittances.Count)]), deposits[random.Next(deposits.Count)].Id);
            if (await store.GetRequiredService<Views<DepositDocument>>().FindAsync(deposit, CancellationToken.None) is not { } found) return;
            // Refused where either is another's already, and then nothing of it happens.
            await DoAsync<MatchCommand>(ReconciliationIds.Match(remittance.Id, deposit), new MatchByHand(MatchFinding.FactsOf(remittance, found, FundingBasis.Manual), Person, now));
        }

        private async Task UndoAsync()
        {
            var matches = (await store.GetRequiredService<Views<MatchDocument>>().PageAsync("state:confirmed", after: null, 200, CancellationToken.None)).Documents;
            if (matches.Count > 0) await DoAsync<MatchCommand>(matches[random.Next(matches.Count)].Id, new UndoMatch("wrong-payer", Person, Samples.Period, now));
        }

        // As the poster does it, and sometimes only the half of it, as one that dies.
        private async Task PostAsync()
        {
            if (remittances.Count == 0) return;
            var document = await DocumentAsync(remittances[random.Next(remittances.Count)]);
            var until = random.Next(3) == 0 ? random.Next(document.Claims.Count) : document.Claims.Count;
            if (document.State == "funded")
            {
                foreach (var claim in document.Claims.Take(until)) await DoAsync<ClaimAccountCommand>(claim.AccountId, new ApplyPayment(PaymentFacts.Of(document.Id, claim, document.Round), Samples.Period, now));
                if (until == document.Claims.Count) await DoAsync<RemittanceCommand>(document.Id, new CompletePosting(until, 0, 0, Samples.Period, now));
            }
            else if (document.State == "unposting")
            {
                foreach (var claim in document.Claims.Take(until)) await DoAsync<ClaimAccountCommand>(claim.AccountId, new UnapplyPayment(PaymentFacts.Of(document.Id, claim, document.Round), "match-undone", Samples.Period, now));
                if (until == document.Claims.Count) await DoAsync<RemittanceCommand>(document.Id, new CompleteUnposting(until, Samples.Period, now));
            }
        }

        private async Task<RemittanceDocument> DocumentAsync(Guid id) =>
            await store.GetRequiredService<Views<RemittanceDocument>>().FindAsync(id, CancellationToken.None) ?? throw new AssertionException("There is no such remittance.");

        private async Task<IReadOnlyList<JournalDocument>> JournalsAsync(string term) => (await store.GetRequiredService<Views<JournalDocument>>().PageAsync(term, after: null, 1000, CancellationToken.None)).Documents;

        private async Task<TState> ReadAsync<TState, TCommand>(Guid id)
            where TState : notnull
            where TCommand : notnull
        {
            await using var scope = store.CreateAsyncScope();
            return (await scope.ServiceProvider.GetRequiredService<Streams<TCommand>>().ReadAsync<TState>(id, CancellationToken.None)).State;
        }

        private async Task<Outcome> DoAsync<TCommand>(Guid id, TCommand command)
            where TCommand : notnull
        {
            streams.Add(id);
            await using var scope = store.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<Streams<TCommand>>().ExecuteAsync(id, command, CancellationToken.None);
        }

        private static decimal Net(IEnumerable<JournalDocument> journals, string kind) =>
            journals.SelectMany(j => j.Entries).Where(e => e.Kind == kind).Sum(e => (Dollars.Read(e.Debit) ?? 0) - (Dollars.Read(e.Credit) ?? 0));

        private static Guid AccountOf(int account) => DerivedId.Of(string.Create(CultureInfo.InvariantCulture, $"account/{account}"));
    }
}
