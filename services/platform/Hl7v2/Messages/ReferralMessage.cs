namespace Healthcare.Hl7v2;

/// <summary>What a REF or RRI does with the referral (table 0003).</summary>
public enum ReferralAction
{
    Unknown,
    Requested,
    Modified,
    Cancelled,
    StatusAsked,
}

/// <summary>REF^I12 to I15 and the answer RRI: a referral with who refers to whom, why, and what the payer authorized.</summary>
public sealed class ReferralMessage : MessageView
{
    private ReferralMessage(Hl7Message message)
        : base(message)
    {
        Referral = One("RF1", s => new Rf1(s));
        Providers = All("PRD", s => new Prd(s));
        Procedures = [.. SegmentGroups.Of(message, "PR1", "AUT", "CTD").Select(g => new ReferredProcedure(new Pr1(g[0]), g.All("AUT", s => new Aut(s))))];
        Authorizations = [.. SegmentGroups.Of(message, "RF1", "AUT", "CTD").SelectMany(g => g.All("AUT", s => new Aut(s)))];
        Observations = ObservationGroup.AllOf(message);
        Notes = SegmentGroups.NotesAfter(message, "PV1", "PV2", "PRD", "CTD", "PID");
        Acknowledged = One("MSA", s => new Msa(s));
    }

    public ReferralAction Action => Message.Event switch
    {
        "I12" => ReferralAction.Requested,
        "I13" => ReferralAction.Modified,
        "I14" => ReferralAction.Cancelled,
        "I15" => ReferralAction.StatusAsked,
        _ => ReferralAction.Unknown,
    };

    /// <summary>Whether it answers a referral (RRI) rather than makes one.</summary>
    public bool IsAnswer => Message.Type == "RRI";

    public Rf1? Referral { get; }

    public IReadOnlyList<Prd> Providers { get; }

    /// <summary>The provider whose role is RP.</summary>
    public Prd? ReferringProvider => WithRole("RP");

    /// <summary>The provider whose role is RT.</summary>
    public Prd? ReferredToProvider => WithRole("RT");

    /// <summary>Authorizations of the referral as a whole.</summary>
    public IReadOnlyList<Aut> Authorizations { get; }

    public IReadOnlyList<ReferredProcedure> Procedures { get; }

    public IReadOnlyList<ObservationGroup> Observations { get; }

    /// <summary>Notes on the referral itself; those on observations are with them.</summary>
    public IReadOnlyList<Nte> Notes { get; }

    /// <summary>In an answer, which message it answers.</summary>
    public Msa? Acknowledged { get; }

    /// <summary>Null for another message.</summary>
    public static ReferralMessage? Of(Hl7Message message) => message.Type is "REF" or "RRI" ? new ReferralMessage(message) : null;

    private Prd? WithRole(string role) => Providers.FirstOrDefault(p => p.Roles.Any(r => r.Code == role));
}

/// <summary>A procedure that the referral asks for, with the payer's authorizations of it.</summary>
public sealed record ReferredProcedure(Pr1 Procedure, IReadOnlyList<Aut> Authorizations);

/// <summary>What was observed under one heading; the heading is absent where observations stand alone.</summary>
public sealed record ObservationGroup(Obr? Heading, IReadOnlyList<Noted<Obx>> Results, IReadOnlyList<Nte> Notes)
{
    internal static IReadOnlyList<ObservationGroup> AllOf(Hl7Message message) =>
        [.. SegmentGroups.Of(message, "OBR", "NTE", "OBX", "TQ1", "CTD", "SPM").Select(Of)];

    /// <summary>Observations with the notes after each, and the notes that stand before the first.</summary>
    internal static (IReadOnlyList<Noted<Obx>> Results, IReadOnlyList<Nte> Notes) Gather(IEnumerable<Hl7Segment> group)
    {
        List<Nte> notes = [];
        List<(Obx Result, List<Nte> Notes)> results = [];
        foreach (var segment in group)
        {
            if (segment.Id == "OBX") results.Add((new Obx(segment), []));
            else if (segment.Id == "NTE") (results.Count == 0 ? notes : results[^1].Notes).Add(new Nte(segment));
        }

        return ([.. results.Select(r => new Noted<Obx>(r.Result, r.Notes))], notes);
    }

    private static ObservationGroup Of(IReadOnlyList<Hl7Segment> group)
    {
        var (results, notes) = Gather(group);
        return new ObservationGroup(new Obr(group[0]), results, notes);
    }
}
