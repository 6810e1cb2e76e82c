namespace Healthcare.X12;

/// <summary>2320 of an 837: another payer of the same claim, and what it has decided; amounts in dollars.</summary>
public sealed record OtherInsurance
{
    /// <summary>SBR01: P primary, S secondary, T tertiary, A to H further ones.</summary>
    public required string PayerResponsibility { get; init; }

    /// <summary>SBR02, how the patient relates to the subscriber: 18 self, 01 spouse, 19 child, G8 other.</summary>
    public string? Relationship { get; init; }

    /// <summary>SBR03.</summary>
    public string? GroupNumber { get; init; }

    /// <summary>SBR04.</summary>
    public string? GroupName { get; init; }

    /// <summary>SBR05.</summary>
    public string? InsuranceType { get; init; }

    /// <summary>SBR09.</summary>
    public string? FilingIndicator { get; init; }

    /// <summary>CAS: what that payer took from the claim, and why.</summary>
    public IReadOnlyList<ClaimAdjustment> Adjustments { get; init; } = [];

    /// <summary>AMT: D is what that payer paid, EAF what is left to the patient, A8 what it does not cover.</summary>
    public IReadOnlyList<QualifiedAmount> Amounts { get; init; } = [];

    /// <summary>OI03: Y, N or W.</summary>
    public string? BenefitsAssigned { get; init; }

    /// <summary>OI06: Y or I.</summary>
    public string? ReleaseOfInformation { get; init; }

    public InpatientAdjudication? Inpatient { get; init; }

    public OutpatientAdjudication? Outpatient { get; init; }

    /// <summary>2330: IL the subscriber, PR the payer, then providers as that payer knows them.</summary>
    public IReadOnlyList<Party> Parties { get; init; } = [];

    /// <summary>Segments that say more than the members above, as received.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    public Party? Subscriber => Parties.FirstOrDefault(p => p.EntityCode == "IL");

    public Party? Payer => Parties.FirstOrDefault(p => p.EntityCode == "PR");

    /// <summary>AMT*D.</summary>
    public decimal? Paid => Amounts.FirstOrDefault(a => a.Qualifier == "D")?.Amount;

    /// <summary>The insurances of a claim's segments from its first SBR on.</summary>
    internal static IReadOnlyList<OtherInsurance> Of(IReadOnlyList<RawSegment> segments) => [.. Loops.Of(segments, "SBR").Loops.Select(From)];

    internal void Write(X12Writer writer)
    {
        var kept = new KeptSegments(writer, Unknown, ClaimOrder.OtherInsurance);
        kept.WriteOnce("SBR", PayerResponsibility, Relationship, GroupNumber, GroupName, InsuranceType, "", "", "", FilingIndicator);
        RemittanceWriting.WriteAdjustments(kept, Adjustments);
        foreach (var amount in Amounts) kept.Write("AMT", amount.Qualifier, amount.Amount);
        if (BenefitsAssigned is not null || ReleaseOfInformation is not null) kept.WriteOnce("OI", "", "", BenefitsAssigned, "", "", ReleaseOfInformation);
        Inpatient?.Write(kept);
        Outpatient?.Write(kept);
        kept.WriteRest();
        foreach (var party in Parties) party.WriteLoop(writer);
    }

    private static OtherInsurance From(IReadOnlyList<RawSegment> loop)
    {
        var (head, parties) = Loops.Of(loop, "NM1");
        List<RawSegment> unknown = [];
        List<ClaimAdjustment> adjustments = [];
        List<QualifiedAmount> amounts = [];
        var insurance = new OtherInsurance { PayerResponsibility = "" };
        foreach (var segment in head)
        {
            var whole = false;
            switch (segment.Id)
            {
                case "SBR":
                    insurance = insurance with
                    {
                        PayerResponsibility = segment[1],
                        Relationship = segment.TextOrNull(2),
                        GroupNumber = segment.TextOrNull(3),
                        GroupName = segment.TextOrNull(4),
                        InsuranceType = segment.TextOrNull(5),
                        FilingIndicator = segment.TextOrNull(9),
                    };
                    whole = !segment.HasBeyond(Named.Elements(1, 2, 3, 4, 5, 9));
                    break;
                case "CAS":
                    whole = Healthcare.X12.Adjustments.TryRead(segment, adjustments);
                    break;
                case "AMT" when segment.Amount(2) is { } amount:
                    amounts.Add(new QualifiedAmount(segment[1], amount));
                    whole = !segment.HasBeyond(Named.Through(2));
                    break;
                case "OI":
                    insurance = insurance with { BenefitsAssigned = segment.TextOrNull(3), ReleaseOfInformation = segment.TextOrNull(6) };
                    whole = !segment.HasBeyond(Named.Elements(3, 6));
                    break;
                case "MIA":
                    insurance = insurance with { Inpatient = InpatientAdjudication.From(segment) };
                    whole = InpatientAdjudication.IsWhole(segment);
                    break;
                case "MOA":
                    insurance = insurance with { Outpatient = OutpatientAdjudication.From(segment) };
                    whole = OutpatientAdjudication.IsWhole(segment);
                    break;
            }

            if (!whole) unknown.Add(segment);
        }

        return insurance with { Adjustments = adjustments, Amounts = amounts, Parties = [.. parties.Select(Party.FromLoop)], Unknown = unknown };
    }
}
