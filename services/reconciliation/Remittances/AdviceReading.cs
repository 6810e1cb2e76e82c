using System.Globalization;
using System.Text;
using System.Text.Json;
using Healthcare.EventStore;
using Healthcare.Reconciliation.ProviderAdjustments;
using Healthcare.X12;
using Set = Healthcare.X12.Remittance;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>What a file of 835 sets says, each as the command that receives it; the findings tell why there is none.</summary>
internal sealed record AdviceFile(IReadOnlyList<ReadAdvice> Sets, IReadOnlyList<FindingFact> Findings);

/// <summary>One set with the id that its stream has.</summary>
internal sealed record ReadAdvice(Guid Id, ReceiveRemittance Command);

/// <summary>Reads 835 files into facts: codes and amounts in the clear, what may name a patient sealed.</summary>
internal sealed class AdviceReading(Vault vault)
{
    private const int MostFindings = 100;

    public async Task<AdviceFile> ReadAsync(Stream content, Guid originalId, string fingerprint, string sender, DateTimeOffset at, CancellationToken cancel)
    {
        var findings = new X12Findings();
        var sets = new List<(Set Header, List<AdvisedClaim> Claims, List<RemittanceOutOfBalance> Imbalances, RemittanceSummary Summary)>();
        Set? header = null;
        List<AdvisedClaim> claims = [];
        List<RemittanceOutOfBalance> imbalances = [];
        await foreach (var record in RemittanceReader.ReadAsync(content, findings, cancel))
        {
            switch (record)
            {
                case Set set:
                    header = set;
                    (claims, imbalances) = ([], []);
                    break;
                case ClaimPayment claim when header is not null:
                    claims.Add(ClaimOf(claim, ReconciliationIds.Remittance(fingerprint, header.Set), header.EffectiveDate));
                    imbalances.AddRange(ImbalancesOf(claim, at));
                    break;
                case RemittanceSummary summary when header is not null:
                    if (!summary.Balances)
                        imbalances.Add(new RemittanceOutOfBalance(ImbalanceLevels.Transaction, "transaction", summary.Payment - summary.Imbalance, summary.Payment, at));
                    sets.Add((header, claims, imbalances, summary));
                    header = null;
                    break;
                default:
                    break;
            }
        }

        // What is wrong with an envelope is wrong with every set in it.
        var facts = findings.Kept.Where(f => f is not OutOfBalance).ToList();
        return new AdviceFile(
            [.. sets.Select(s => Of(s.Header, s.Claims, s.Imbalances, s.Summary, [.. facts.Where(f => f.Set == 0 || f.Set == s.Header.Set).Take(MostFindings).Select(FactOf)]))],
            [.. facts.Take(MostFindings).Select(FactOf)]);

        ReadAdvice Of(Set set, List<AdvisedClaim> advised, List<RemittanceOutOfBalance> wrong, RemittanceSummary summary, IReadOnlyList<FindingFact> found)
        {
            var id = ReconciliationIds.Remittance(fingerprint, set.Set);
            var received = new RemittanceReceived(originalId, set.Set, sender, at)
            {
                Trace = Plain(set.TraceNumber, 50),
                PayerIdentifier = Plain(set.PayerIdentifier, 30),
                Payer = Plain(set.Payer?.Name, 60),
                PayeeNpi = set.Payee is { IdQualifier: "XX", Id: { Length: 10 } npi } && npi.All(char.IsAsciiDigit) ? npi : null,
                Method = CodeOf(set.Method),
                Amount = summary.Payment,
                EffectiveDate = set.EffectiveDate,
                TotalCharge = summary.Charged,
                TotalPaid = summary.Paid,
                ProviderAdjustmentTotal = summary.ProviderAdjustmentTotal,
                ClaimCount = summary.Claims,
                ContentHash = ContentOf(advised, summary.ProviderAdjustments.Select(a => (a.Reason, a.Amount))),
                Findings = found,
            };
            return new ReadAdvice(id, new ReceiveRemittance(received, advised, [.. summary.ProviderAdjustments.Select((a, n) => AdjustmentOf(a, n + 1, id, set.TraceNumber, at))], wrong, at));
        }
    }

    private AdvisedClaim ClaimOf(ClaimPayment claim, Guid remittanceId, DateOnly? paidOn) => new(
        claim.Number,
        ReconciliationIds.ClaimAccount(vault, claim.ClaimId),
        Sealed.For(remittanceId, claim.ClaimId),
        CodeOf(claim.Status) ?? "",
        claim.Charge,
        claim.Paid)
    {
        Adjustments =
        [
            .. claim.Adjustments.Concat(claim.Lines.SelectMany(l => l.Adjustments))
                .GroupBy(a => (Group: CodeOf(a.Group) ?? "OA", Reason: CodeOf(a.Reason) ?? "unknown"))
                .Select(g => new AdjustmentFact(g.Key.Group, g.Key.Reason, g.Sum(a => a.Amount))),
        ],
        RemarkCodes = [.. claim.RemarkCodes.Concat(claim.Lines.SelectMany(l => l.RemarkCodes)).Select(CodeOf).OfType<string>().Distinct(StringComparer.Ordinal)],
        Balances = claim.Balances && claim.Lines.All(l => l.Imbalance == 0),
        Oddities = OdditiesOf(claim) is { Count: > 0 } odd ? odd : null,
        CrossoverCarrier = claim.IsForwarded ? Plain(claim.Parties.FirstOrDefault(p => p.EntityCode == "TT")?.Id, 30) : null,
        Adjudication = new AdjudicationFact(
            Plain(claim.PayerControlNumber, 50), paidOn,
            [.. LevelsOf(null, claim.Adjustments, claim.RemarkCodes), .. claim.Lines.SelectMany(l => LevelsOf(l.Number, l.Adjustments, l.RemarkCodes))]),
    };

    private static IEnumerable<LevelAdjustmentFact> LevelsOf(int? line, IEnumerable<ClaimAdjustment> adjustments, IEnumerable<string> remarks)
    {
        IReadOnlyList<string> codes = [.. remarks.Select(CodeOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        return adjustments.Select(a => new LevelAdjustmentFact(line, CodeOf(a.Group) ?? "OA", CodeOf(a.Reason) ?? "unknown", codes, a.Amount));
    }

    // None of these keeps a claim from being posted (N11): SVC06 is what was billed, where the payer paid something else.
    private static List<string> OdditiesOf(ClaimPayment claim)
    {
        List<string> odd = [];
        foreach (var line in claim.Lines)
        {
            if (line.OriginalProcedure is not { } billed) continue;
            var parts = billed.Split(':');
            var sameCode = parts.Length > 1 && parts[1] == line.Procedure;
            if (!sameCode) odd.Add("procedure-altered");
            else if (!parts.Skip(2).Take(4).Where(m => m.Length > 0).SequenceEqual(line.Modifiers, StringComparer.Ordinal)) odd.Add("modifier-altered");
        }

        // A claim that is forwarded names to whom (NM1*TT).
        if (claim.IsForwarded && claim.Parties.All(p => p.EntityCode != "TT")) odd.Add("crossover-unnamed");
        return [.. odd.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<RemittanceOutOfBalance> ImbalancesOf(ClaimPayment claim, DateTimeOffset at)
    {
        var reference = string.Create(CultureInfo.InvariantCulture, $"claim {claim.Number}");
        foreach (var line in claim.Lines.Where(l => l.Imbalance != 0))
        {
            yield return new RemittanceOutOfBalance(
                ImbalanceLevels.ServiceLine, string.Create(CultureInfo.InvariantCulture, $"{reference} line {line.Number}"), line.Paid + line.Imbalance, line.Paid, at);
        }

        if (!claim.Balances) yield return new RemittanceOutOfBalance(ImbalanceLevels.Claim, reference, claim.Paid + claim.Imbalance, claim.Paid, at);
    }

    private static ProviderAdjustmentRecorded AdjustmentOf(ProviderAdjustment adjustment, int number, Guid remittanceId, string? trace, DateTimeOffset at) => new(
        number,
        CodeOf(adjustment.Code) ?? "unknown",
        adjustment.Amount,
        adjustment.ProviderId is { Length: 10 } npi && npi.All(char.IsAsciiDigit) ? npi : "",
        adjustment.FiscalPeriod,
        adjustment.Reference is { Length: > 0 } reference ? Sealed.For(remittanceId, reference) : null,
        at)
    {
        ForwardBalanceId = ForwardBalanceOf(adjustment.Code, adjustment.Reference, trace),
    };

    // What names no balance can only begin one, under the trace number of its own remittance.
    internal static Guid? ForwardBalanceOf(string code, string? reference, string? trace) =>
        code == AdjustmentEffects.ForwardBalance && (string.IsNullOrWhiteSpace(reference) ? trace : reference) is { } begun ? ReconciliationIds.ForwardBalance(begun) : null;

    internal string ContentOf(IEnumerable<AdvisedClaim> claims, IEnumerable<(string Code, decimal Amount)> adjustments)
    {
        var said = new StringBuilder();
        foreach (var c in claims)
            said.Append(CultureInfo.InvariantCulture, $"{c.AccountId:N}|{c.Status}|{c.Charge}|{c.Paid}|{string.Join(',', c.Adjustments.Select(a => $"{a.Group}{a.Reason}{Dollars.Text(a.Amount)}"))}\n");
        foreach (var (code, amount) in adjustments) said.Append(CultureInfo.InvariantCulture, $"{code}|{amount}\n");
        return vault.BlindIndex("remittance-content", said.ToString());
    }

    private static FindingFact FactOf(X12Finding finding) => new(
        JsonNamingPolicy.KebabCaseLower.ConvertName(finding.Code.ToString()),
        JsonNamingPolicy.KebabCaseLower.ConvertName(finding.Severity.ToString()),
        finding.SegmentNumber,
        CodeOf(finding.SegmentId) ?? "",
        finding.Element,
        finding.Meaning);

    // A code is short, letters and digits; anything else in its place is not kept in the clear.
    private static string? CodeOf(string? text) => text is { Length: > 0 and <= 5 } && text.All(char.IsAsciiLetterOrDigit) ? text : null;

    private static string? Plain(string? text, int most)
    {
        var plain = new string([.. (text ?? "").Where(c => c is >= ' ' and <= '~').Take(most)]).Trim();
        return plain.Length == 0 ? null : plain;
    }
}
