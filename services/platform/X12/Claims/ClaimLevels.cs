namespace Healthcare.X12;

/// <summary>What the HL levels above a claim say, the same for an 837 of every kind.</summary>
internal sealed record ClaimLevels
{
    internal static readonly ClaimLevels Nothing = new();

    private static readonly Party Nobody = new() { EntityCode = "" };

    /// <summary>2010AA.</summary>
    internal Party BillingProvider { get; init; } = Nobody;

    /// <summary>2010BA.</summary>
    internal Party Subscriber { get; init; } = Nobody;

    /// <summary>2010BB.</summary>
    internal Party Payer { get; init; } = Nobody;

    /// <summary>2010CA.</summary>
    internal Party? Patient { get; init; }

    internal string PayerResponsibility { get; init; } = "P";

    /// <summary>SBR02 as read; null where it was not read.</summary>
    internal string? SubscriberRelationship { get; init; }

    /// <summary>SBR02 as it is written: 18 where the subscriber is the patient.</summary>
    internal string WrittenRelationship => SubscriberRelationship ?? WithoutRelationship;

    internal string WithoutRelationship => Patient is null ? "18" : "";

    internal string? GroupNumber { get; init; }

    internal string? FilingIndicator { get; init; }

    internal string? PatientRelationship { get; init; }

    internal KeptLevels Kept { get; init; } = KeptLevels.Nothing;

    internal static ClaimLevels OfBillingProvider(IReadOnlyList<RawSegment> level)
    {
        List<RawSegment> kept = [];
        var (billing, _) = Parties(level, kept, "85");
        var party = billing ?? Nobody;
        if (kept.FindIndex(s => s.Id == "PRV") is >= 0 and var at && party.Taxonomy is null)
        {
            party = party with { Taxonomy = kept[at].TextOrNull(3) };
            if (kept[at][1] == "BI" && kept[at][2] == "PXC" && !kept[at].HasBeyond(Named.Through(3))) kept.RemoveAt(at);
        }

        return new ClaimLevels { BillingProvider = party, Kept = new KeptLevels(kept, [], []) };
    }

    internal ClaimLevels WithSubscriber(IReadOnlyList<RawSegment> level)
    {
        List<RawSegment> all = [], kept = [];
        var (subscriber, payer) = Parties(level, all, "IL", "PR");
        var levels = new ClaimLevels { BillingProvider = BillingProvider, Subscriber = subscriber ?? Nobody, Payer = payer ?? Nobody };
        var seen = false;
        foreach (var segment in all)
        {
            if (segment.Id == "SBR" && !seen)
            {
                seen = true;
                levels = levels with { PayerResponsibility = segment[1], SubscriberRelationship = segment[2], GroupNumber = segment.TextOrNull(3), FilingIndicator = segment.TextOrNull(9) };
                if (!segment.HasBeyond(Named.Elements(1, 2, 3, 9))) continue;
            }

            kept.Add(segment);
        }

        return levels with { Kept = Kept with { Subscriber = kept, Patient = [] } };
    }

    internal ClaimLevels WithPatient(IReadOnlyList<RawSegment> level)
    {
        List<RawSegment> all = [], kept = [];
        var (patient, _) = Parties(level, all, "QC");
        var levels = this with { Patient = patient, PatientRelationship = null };
        foreach (var segment in all)
        {
            if (segment.Id == "PAT" && levels.PatientRelationship is null)
            {
                levels = levels with { PatientRelationship = segment.TextOrNull(1) };
                if (!segment.HasBeyond(Named.Through(1))) continue;
            }

            kept.Add(segment);
        }

        return levels with { Kept = Kept with { Patient = kept } };
    }

    private static (Party? First, Party? Second) Parties(IReadOnlyList<RawSegment> level, List<RawSegment> others, string first, string? second = null)
    {
        var (head, loops) = Loops.Of(level, "NM1");
        others.AddRange(head);
        Party?[] found = [null, null];
        foreach (var loop in loops)
        {
            var at = loop[0][1] == first ? 0 : loop[0][1] == second ? 1 : 2;
            if (at < 2 && found[at] is null) found[at] = Party.FromLoop(loop);
            else others.AddRange(loop);
        }

        return (found[0], found[1]);
    }
}
