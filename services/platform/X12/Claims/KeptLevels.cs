namespace Healthcare.X12;

/// <summary>Segments of the HL levels above a claim that say more than its members, as received; claims under the same level share its list.</summary>
public sealed record KeptLevels(IReadOnlyList<RawSegment> BillingProvider, IReadOnlyList<RawSegment> Subscriber, IReadOnlyList<RawSegment> Patient)
{
    public static KeptLevels Nothing { get; } = new([], [], []);
}
