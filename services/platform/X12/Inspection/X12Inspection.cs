using System.Globalization;
using System.Text.Json;

namespace Healthcare.X12;

/// <summary>Says what an 835 or 837 file holds, in figures.</summary>
public static class X12Inspection
{
    /// <summary>How figures are written as JSON: snake case, nothing left out that is null by meaning.</summary>
    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Null where the file holds neither an 835 nor an 837.</summary>
    public static FileFigures? Figures(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        return FirstSet(bytes) switch
        {
            "835" => Remittances(bytes, findings),
            "837" => Claims(bytes, findings),
            _ => null,
        };
    }

    /// <summary>Reads a file with the typed reader of its kind, for what that finds; with the envelope's reader where there is none.</summary>
    /// <param name="kind">As <see cref="X12Overview.Kind"/> says.</param>
    public static void Check(string kind, ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        _ = kind switch
        {
            "835" => RemittanceReader.Read(bytes, findings).Count(),
            "837p" => ProfessionalClaims.Read(bytes, findings).Count(),
            "837i" => InstitutionalClaim.Read(bytes, findings).Count(),
            "837d" => DentalClaim.Read(bytes, findings).Count(),
            "270" => EligibilityRequest.Read(bytes, findings).Count,
            "271" => EligibilityResponse.Read(bytes, findings).Count,
            "275" => AttachmentSubmission.Read(bytes, findings).Count,
            "276" => ClaimStatusMessage.ReadRequests(bytes, findings).Count,
            "277" or "277rfai" => ClaimStatusMessage.ReadAnswers(bytes, findings).Count,
            "277ca" => ClaimAcknowledgement277.Read(bytes, findings).Count,
            "278" => ServicesReview.Read(bytes, findings).Count,
            "997" or "999" => Acknowledgement999.Read(bytes, findings).Count,
            "ta1" => InterchangeAcknowledgement.Read(bytes, findings).Count,
            _ => X12Overview.Read(bytes, findings).Transactions,
        };
    }

    /// <summary>ST01 of the first transaction set, null where there is none.</summary>
    public static string? FirstSet(ReadOnlyMemory<byte> bytes)
    {
        using var reader = new X12Reader(bytes, new X12Findings(keep: 0));
        while (reader.Read())
        {
            if (reader.Set is { } set) return set.Id;
        }

        return null;
    }

    internal static string Money(decimal amount) => amount.ToString("0.00################", CultureInfo.InvariantCulture);

    private static FileFigures Remittances(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        List<RemittanceFigures> sets = [];
        List<ClaimPayment> claims = [];
        List<RemittanceSummary> summaries = [];
        Remittance? header = null;
        foreach (var record in new RemittanceBuilder(reader).ReadAll())
        {
            switch (record)
            {
                case Remittance remittance:
                    header = remittance;
                    break;
                case ClaimPayment claim:
                    claims.Add(claim);
                    break;
                case RemittanceSummary summary when header is not null:
                    sets.Add(RemittanceSet(header, claims, summary));
                    summaries.Add(summary);
                    claims.Clear();
                    break;
            }
        }

        var totals = new RemittanceFileTotals(
            Money(summaries.Sum(s => s.Payment)), summaries.Sum(s => s.Claims), Money(summaries.Sum(s => s.Charged)), Money(summaries.Sum(s => s.Paid)),
            Money(summaries.Sum(s => s.PatientResponsibility)), Money(summaries.Sum(s => s.ProviderAdjustmentTotal)), summaries.All(s => s.Balances));
        return File(reader, "835", totals, sets);
    }

    private static RemittanceFigures RemittanceSet(Remittance header, List<ClaimPayment> claims, RemittanceSummary summary) => new()
    {
        St02 = header.ControlNumber,
        Implementation = header.Implementation,
        Bpr01 = header.Handling,
        PaymentAmount = Money(summary.Payment),
        CreditDebit = header.CreditOrDebit,
        PaymentMethod = header.Method,
        TraceNumber = header.TraceNumber,
        ClaimCount = summary.Claims,
        Claims = [.. claims.Select(Claim)],
        SumClaimCharge = Money(summary.Charged),
        SumClaimPaid = Money(summary.Paid),
        SumClaimPatientResponsibility = Money(summary.PatientResponsibility),
        CasByGroup = ByGroup(claims.SelectMany(AllAdjustments)),
        CasByGroupClaimLevel = ByGroup(claims.SelectMany(c => c.Adjustments)),
        CasByGroupServiceLevel = ByGroup(claims.SelectMany(c => c.Lines).SelectMany(l => l.Adjustments)),
        Plb =
        [
            .. summary.ProviderAdjustments.Select(p => new ProviderAdjustmentFigures(
                p.ProviderId, p.FiscalPeriod is { } period ? X12Text.Date(period) : "", p.Reason, Money(p.Amount))),
        ],
        PlbTotal = Money(summary.ProviderAdjustmentTotal),
        Balances = summary.Balances,
        OutOfBalanceBy = summary.Balances ? null : Money(summary.Imbalance),
        MissingSe = !summary.Closed,
    };

    private static ClaimPaymentFigures Claim(ClaimPayment claim) => new()
    {
        Id = claim.ClaimId,
        Status = claim.Status,
        Charge = Money(claim.Charge),
        Paid = Money(claim.Paid),
        PatientResponsibility = claim.PatientResponsibility is { } responsibility ? Money(responsibility) : null,
        PayerControlNumber = claim.PayerControlNumber,
        ServiceLines = claim.Lines.Count,
        Cas = ByGroup(AllAdjustments(claim)),
        ClaimBalances = claim.Balances,
        ClaimOutOfBalanceBy = claim.Balances ? null : Money(claim.Imbalance),
        LinesPaidSumEqualsClaimPaid = claim.Lines.Count == 0 ? null : claim.Lines.Sum(l => l.Paid) == claim.Paid,
    };

    private static IEnumerable<ClaimAdjustment> AllAdjustments(ClaimPayment claim) => claim.Adjustments.Concat(claim.Lines.SelectMany(l => l.Adjustments));

    private static SortedDictionary<string, string> ByGroup(IEnumerable<ClaimAdjustment> adjustments) =>
        new(adjustments.GroupBy(a => a.Group).ToDictionary(g => g.Key, g => Money(g.Sum(a => a.Amount))), StringComparer.Ordinal);

    private static FileFigures Claims(ReadOnlyMemory<byte> bytes, X12Findings findings)
    {
        using var reader = new X12Reader(bytes, findings);
        var gathering = new ClaimFigureGathering();
        while (reader.Read()) gathering.Accept(reader);
        gathering.EndSet(closed: false);
        var totals = new ClaimFileTotals(gathering.Claims, Money(gathering.Charge), gathering.Lines);
        return File(reader, gathering.Kind, totals, gathering.Sets);
    }

    private static FileFigures File(X12Reader reader, string kind, object totals, IReadOnlyList<object> sets) => new()
    {
        Kind = kind,
        HasIsa = reader.InterchangeNumber > 0,
        Interchanges = reader.InterchangeNumber,
        FunctionalGroups = reader.GroupNumber,
        Transactions = reader.SetNumber,
        Delimiters = DelimiterFigures.Of(reader),
        Totals = totals,
        TransactionSets = sets,
    };
}
