using System.Globalization;
using Healthcare.Billing.Claims;
using Healthcare.Billing.Payers;
using Healthcare.EventStore;
using MassTransit;
using Said = Healthcare.Contracts.Reconciliation.V1;

namespace Healthcare.Billing.Denials;

/// <summary>An 835 speaks of a claim of ours: its state, and one denial for each kind of exception that the rules see in it.</summary>
internal sealed class WhenClaimAdjudicated(Streams<RuleBookCommand> books, Streams<ClaimCommand> claims, Views<ClaimDocument> views, Views<DenialDocument> denials, Transactions transactions, TimeProvider clock) : IConsumer<Said.ClaimAdjudicated>
{
    public async Task Consume(ConsumeContext<Said.ClaimAdjudicated> context)
    {
        var cancel = context.CancellationToken;
        var said = context.Message with { ClaimId = await MeantAsync(context.Message, cancel) };
        if (await claims.ReadAsync<Claim>(said.ClaimId, cancel) is not (Claim.Built { Content: var content }, _)) return;
        var (book, _) = await books.ReadAsync<RuleBook>(RuleBook.Id, cancel);
        var rules = book.Rules;
        var at = clock.GetUtcNow();
        var amounts = said.Adjustments.Select(a => new Judged(a, rules.Classify(TripleOf(a, content)))).ToList();
        var adjudication = new Adjudication(
            said.RemittanceId, said.Status, said.PayerControlNumber, Dollars(said.Charged), Dollars(said.Paid), Dollars(said.PatientResponsibility),
            [.. amounts.Select(j => new AdjudicatedAmount(j.Said.Line, j.Said.Group, j.Said.Reason, j.Said.Remarks, Dollars(j.Said.Amount), j.Class.Type))], said.PaidOn);
        var found = Denials(said, content, adjudication, amounts, rules, at);
        var open = (await denials.PageAsync(DenialView.OpenOfClaim(said.ClaimId), after: null, 50, cancel)).Documents;
        await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var recorded = await work.DecideAsync<ClaimCommand>(said.ClaimId, new RecordAdjudication(adjudication, at), c);
                if (recorded is not Outcome.Accepted) return recorded;
                foreach (var (id, command) in found)
                {
                    if (await work.DecideAsync<DenialCommand>(id, command, c) is { } opened and not Outcome.Accepted) return opened;
                }

                foreach (var wanted in found.Where(f => f.Command.Class.Type == DenialTypes.Unclassified).SelectMany(f => f.Command.Denial.Adjustments))
                {
                    if (await work.DecideAsync<RuleBookCommand>(RuleBook.Id, new WantRule(wanted.Group, wanted.Reason, wanted.Remarks, at), c) is { } asked and not Outcome.Accepted) return asked;
                }

                // What was paid after all is no denial any more.
                foreach (var paid in adjudication is { Paid: > 0, IsReversal: false } && found.Count == 0 ? open : [])
                {
                    var settled = new SettleDenial(paid.State == DenialState.AwaitingPayer ? DenialResolutions.Appealed : DenialResolutions.Corrected, at);
                    if (await work.DecideAsync<DenialCommand>(paid.DenialId, settled, c) is { } ended and not Outcome.Accepted) return ended;
                }

                return recorded;
            },
            cancel);
    }

    // Money is followed by the first payer's claim; what a further payer decides is of the claim that went to it.
    private async Task<Guid> MeantAsync(Said.ClaimAdjudicated said, CancellationToken cancel)
    {
        var further = (await views.PageAsync(ClaimView.OfPrimary(said.ClaimId), after: null, 10, cancel)).Documents.Where(d => d.Submissions.Count > 0).ToList();
        var byNumber = further.Find(d => said.PayerControlNumber is { } number && d.PayerControlNumber == number);
        return (byNumber ?? (said.Status is "2" or "3" or "20" or "21" ? further.LastOrDefault() : null))?.ClaimId ?? said.ClaimId;
    }

    private static IReadOnlyList<(Guid Id, OpenDenial Command)> Denials(
        Said.ClaimAdjudicated said, ClaimContent content, Adjudication adjudication, IReadOnlyList<Judged> amounts, DenialRules rules, DateTimeOffset at)
    {
        if (adjudication.IsReversal || adjudication.DecidesNothing || content.Frequency == Frequencies.Void) return [];
        var refused = amounts.Where(j => j.Class.Type != DenialTypes.Expected && Dollars(j.Said.Amount) > 0).ToList();
        // Denied without a code that says why: somebody asks.
        if (refused.Count == 0 && adjudication.Status == "4") refused = [.. amounts.Where(j => Dollars(j.Said.Amount) > 0).Select(j => j with { Class = j.Class with { Type = DenialTypes.Unclassified } })];
        return
        [
            .. refused.GroupBy(KeyOf, StringComparer.Ordinal).Select(kind => (
                DenialAggregate.IdOf(said.ClaimId, said.RemittanceId, kind.Key),
                new OpenDenial(FactsOf(said, content, [.. kind]), ClassOf(rules, kind.First().Class.Type, [.. kind.Select(j => j.Class.RuleId).OfType<string>().Distinct(StringComparer.Ordinal)], content.PayerId, content.ServiceDate, said.PaidOn), at))),
        ];
    }

    /// <summary>What a kind of exception means for this payer: its path, and the last day.</summary>
    internal static DenialClass ClassOf(DenialRules rules, string type, IReadOnlyList<string> ruleIds, string payerId, DateOnly serviceDate, DateOnly notice)
    {
        var (path, terms) = (rules.PathOf(type), PayerTerms.Built.For(payerId, notice));
        var limit = path.Limit switch { "corrected" => terms.Corrected, "records" => terms.Records, _ => terms.Appeal };
        return new DenialClass(path.Type, path.Scenario, ruleIds, rules.Version, path.Steps, limit.LastDay(serviceDate, notice), terms.Rule());
    }

    private static DenialFacts FactsOf(Said.ClaimAdjudicated said, ClaimContent content, IReadOnlyList<Judged> kind) => new()
    {
        CaseId = content.CaseId,
        ClaimId = said.ClaimId,
        EncounterId = content.EncounterId,
        PatientId = content.PatientId,
        RemittanceId = said.RemittanceId,
        PayerId = content.PayerId,
        ServiceDate = content.ServiceDate,
        NoticeOn = said.PaidOn,
        Adjustments = [.. kind.Select(j => new DeniedAmount(j.Said.Line, j.Said.Group, j.Said.Reason, j.Said.Remarks, Dollars(j.Said.Amount), j.Class.Usage))],
        Amount = kind.Sum(j => Dollars(j.Said.Amount)),
    };

    // What no rule knows is asked for triple by triple.
    private static string KeyOf(Judged judged) => judged.Class.Type == DenialTypes.Unclassified ? $"{judged.Class.Type}/{new Triple(judged.Said.Group, judged.Said.Reason, judged.Said.Remarks).Key()}" : judged.Class.Type;

    private static Triple TripleOf(Said.ClaimAdjustment adjustment, ClaimContent content) => new(
        adjustment.Group, adjustment.Reason, adjustment.Remarks, Dollars(adjustment.Amount),
        adjustment.Line is { } line ? content.Lines.FirstOrDefault(l => l.Number == line)?.Charge : content.Total);

    private static decimal Dollars(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private sealed record Judged(Said.ClaimAdjustment Said, Classified Class);
}
