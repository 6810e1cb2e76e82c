namespace Healthcare.X12;

/// <summary>Writes the HL levels above claims: each once for the claims that stand under it, one after the other.</summary>
internal sealed class ClaimLevelWriting(X12Writer writer)
{
    private readonly HierarchicalLevels _levels = new(writer);
    private ClaimLevels? _last;

    /// <summary>Writes claims in their order, each under its levels.</summary>
    internal static void Write<T>(X12Writer writer, IReadOnlyList<T> claims, Action<X12Writer, T> write)
        where T : HealthCareClaim
    {
        var levels = new ClaimLevelWriting(writer);
        for (var i = 0; i < claims.Count; i++)
        {
            levels.Write(claims[i].Levels, claims.Skip(i).Select(c => c.Levels));
            write(writer, claims[i]);
        }
    }

    /// <summary>The levels of the next claim; <paramref name="rest"/> is this one's and those after it, for a level says whether others follow under it.</summary>
    private void Write(ClaimLevels claim, IEnumerable<ClaimLevels> rest)
    {
        var sameProvider = _last is { } last && IsSameProvider(last, claim);
        var sameSubscriber = sameProvider && _last is { } before && IsSameSubscriber(before, claim);
        if (!sameProvider) WriteBillingProvider(claim);
        if (!sameSubscriber) WriteSubscriber(claim, rest.TakeWhile(r => IsSameProvider(r, claim) && IsSameSubscriber(r, claim)).Any(r => r.Patient is not null));
        if (claim.Patient is { } patient && !(sameSubscriber && _last is { } sibling && sibling.Patient == patient && sibling.Kept.Patient == claim.Kept.Patient)) WritePatient(claim, patient);
        _last = claim;
    }

    private static bool IsSameProvider(ClaimLevels one, ClaimLevels other) =>
        one.BillingProvider == other.BillingProvider && one.Kept.BillingProvider == other.Kept.BillingProvider;

    // Lists are told apart by identity: claims that were read share what stands above them, and claims that are made get levels of their own.
    private static bool IsSameSubscriber(ClaimLevels one, ClaimLevels other) =>
        ReferenceEquals(one.Subscriber, other.Subscriber) && ReferenceEquals(one.Payer, other.Payer) && one.Kept.Subscriber == other.Kept.Subscriber
        && (one.PayerResponsibility, one.WrittenRelationship, one.GroupNumber, one.FilingIndicator) == (other.PayerResponsibility, other.WrittenRelationship, other.GroupNumber, other.FilingIndicator)
        // A claim of the subscriber cannot follow those of a dependent under the same level.
        && (one.Patient is null || other.Patient is not null);

    private void WriteBillingProvider(ClaimLevels claim)
    {
        _levels.Write("20", hasChildren: true);
        var kept = new KeptSegments(writer, claim.Kept.BillingProvider, ClaimOrder.BillingProvider, "NM1");
        var billing = claim.BillingProvider;
        // PRV stands before the name of the billing provider.
        if (billing.Taxonomy is not null && claim.Kept.BillingProvider.Any(k => k.Id == "PRV")) kept.WriteOnce("PRV", "", "", billing.Taxonomy);
        else if (billing.Taxonomy is not null) kept.Write("PRV", "BI", "PXC", billing.Taxonomy);
        kept.WriteRest(() => Write(billing with { Taxonomy = null }, "85"));
    }

    private void WriteSubscriber(ClaimLevels claim, bool hasChildren)
    {
        _levels.Write("22", hasChildren);
        var kept = new KeptSegments(writer, claim.Kept.Subscriber, ClaimOrder.Subscriber, "NM1");
        kept.WriteOnce("SBR", claim.PayerResponsibility, claim.WrittenRelationship, claim.GroupNumber, "", "", "", "", "", claim.FilingIndicator);
        kept.WriteRest(() =>
        {
            Write(claim.Subscriber, "IL");
            Write(claim.Payer, "PR");
        });
    }

    private void WritePatient(ClaimLevels claim, Party patient)
    {
        _levels.Write("23", hasChildren: false);
        var kept = new KeptSegments(writer, claim.Kept.Patient, ClaimOrder.Patient, "NM1");
        kept.WriteOnce("PAT", claim.PatientRelationship ?? "G8");
        kept.WriteRest(() => Write(patient, "QC"));
    }

    // Nobody was named there.
    private void Write(Party party, string entity)
    {
        if (party is not { EntityCode: "", Name: null, Id: null }) (party with { EntityCode = entity }).WriteLoop(writer);
    }
}
