using Healthcare.EventStore;
using Healthcare.Reconciliation.ClaimAccounts;
using Healthcare.Reconciliation.Remittances;

namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>Looks for the claim or takeback that a recovery (WO, 72) means, by what its reference says (PLB03-2: often account, day of service and payer's number in one).</summary>
internal sealed class AdjustmentLinking(Views<RemittanceDocument> remittances, Views<ClaimAccountDocument> accounts, IServiceScopeFactory scopes, Vault vault, TimeProvider clock)
{
    private const int ShortestReference = 4;
    private static readonly char[] Between = [' ', '/', ',', '|', ';'];
    private static readonly IReadOnlyList<string> Everywhere = ["control-number", "payer-control-number", "trace"];

    public async Task<bool> LinkAsync(ProviderAdjustmentDocument adjustment, CancellationToken cancel)
    {
        var (link, caseId) = await SearchAsync(adjustment, cancel);
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = caseId, CausationId = adjustment.RemittanceId.ToString("D") };
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        ProviderAdjustmentCommand found = link is null ? new EndAdjustmentSearch(Everywhere, at) : new LinkAdjustment(link, at);
        var outcome = await scope.ServiceProvider.GetRequiredService<Streams<ProviderAdjustmentCommand>>().ExecuteAsync(adjustment.Id, found, cancel);
        return outcome is Outcome.Accepted { Events.Count: > 0 };
    }

    private async Task<(AdjustmentLink? Link, Guid? CaseId)> SearchAsync(ProviderAdjustmentDocument adjustment, CancellationToken cancel)
    {
        var remittance = await remittances.FindAsync(adjustment.RemittanceId, cancel);
        var reference = remittance?.ProviderAdjustments.FirstOrDefault(a => a.Number == adjustment.Number)?.Reference;
        if (reference is null || await vault.OpenAsync(reference, cancel) is not { } text) return (null, null);
        var amount = Dollars.Read(adjustment.Amount) ?? 0;
        foreach (var word in text.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Prepend(text.Trim()).Where(w => w.Length >= ShortestReference).Distinct(StringComparer.Ordinal))
        {
            if (await AccountAsync(ReconciliationIds.ClaimAccount(vault, word), cancel) is { } named) return Of(named.Account, named.Id, "control-number", amount);
            foreach (var account in (await accounts.PageAsync(ClaimAccountView.OfPayerNumber(word), after: null, 2, cancel)).Documents)
                if (await AccountAsync(account.AccountId, cancel) is { } known) return Of(known.Account, known.Id, "payer-control-number", amount);
            var others = await remittances.PageAsync(RemittanceView.OfTrace(word), after: null, 2, cancel);
            if (others.Documents.FirstOrDefault(r => r.Id != adjustment.RemittanceId) is { } other) return (new AdjustmentLink("trace", AccountId: null, ClaimId: null, Original: null, other.Id), null);
        }

        return (null, null);
    }

    private async Task<(Guid Id, ClaimAccount.Opened Account)?> AccountAsync(Guid accountId, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (state, _) = await scope.ServiceProvider.GetRequiredService<Streams<ClaimAccountCommand>>().ReadAsync<ClaimAccount>(accountId, cancel);
        return state is ClaimAccount.Opened opened ? (accountId, opened) : null;
    }

    // A takeback of the same amount on the account is what the recovery collects; else the last payment is what it means.
    private static (AdjustmentLink Link, Guid? CaseId) Of(ClaimAccount.Opened account, Guid accountId, string basis, decimal amount)
    {
        var takeback = account.TakenBack.FirstOrDefault(t => account.Seen.TryGetValue(t.Key, out var reversal) && reversal.Payment.Paid == -amount);
        if (takeback.Value != default) return (new AdjustmentLink(ProviderAdjustmentAggregate.OnTakeback, accountId, account.Claim.ClaimId, takeback.Value, takeback.Value.RemittanceId), account.Claim.CaseId);
        var payment = account.Seen.Values.Where(s => s.Disposition == PaymentDisposition.Applied && s.Payment.Paid > 0).Select(s => (PaymentKey?)PaymentKey.Of(s.Payment)).LastOrDefault();
        return (new AdjustmentLink(basis, accountId, account.Claim.ClaimId, payment, payment?.RemittanceId), account.Claim.CaseId);
    }
}
