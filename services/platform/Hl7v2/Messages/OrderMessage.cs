namespace Healthcare.Hl7v2;

/// <summary>ORM^O01 or OMG^O19: orders for services.</summary>
public sealed class OrderMessage : MessageView
{
    private OrderMessage(Hl7Message message)
        : base(message)
    {
        Orders = Order.AllOf(message);
        PatientNotes = SegmentGroups.NotesAfter(message, "PID", "PD1");
    }

    public IReadOnlyList<Order> Orders { get; }

    public IReadOnlyList<Nte> PatientNotes { get; }

    /// <summary>Null for another message.</summary>
    public static OrderMessage? Of(Hl7Message message) => message.Type is "ORM" or "OMG" ? new OrderMessage(message) : null;
}

/// <summary>One order: what is to be done with it (ORC), what it is for (OBR), when, why.</summary>
public sealed record Order(
    Orc? Control, Obr? Service, IReadOnlyList<Tq1> Timings, IReadOnlyList<Dg1> Diagnoses, IReadOnlyList<Noted<Obx>> Observations, IReadOnlyList<Nte> Notes)
{
    /// <summary>The number that the ordering side gave: ORC-2, else OBR-2.</summary>
    public Ei? Placer => Control?.PlacerOrder ?? Service?.PlacerOrder;

    /// <summary>The number that the performing side gave: ORC-3, else OBR-3.</summary>
    public Ei? Filler => Control?.FillerOrder ?? Service?.FillerOrder;

    /// <summary>Each ORC begins an order, and so does a second OBR under one ORC.</summary>
    internal static IReadOnlyList<Order> AllOf(Hl7Message message)
    {
        List<List<Hl7Segment>> groups = [];
        foreach (var segment in message.Segments)
        {
            if (segment.Id == "ORC" || (segment.Id == "OBR" && (groups.Count == 0 || groups[^1].Exists(s => s.Id == "OBR")))) groups.Add([segment]);
            else if (groups.Count > 0) groups[^1].Add(segment);
        }

        return [.. groups.Select(Of)];
    }

    private static Order Of(List<Hl7Segment> group)
    {
        var (results, notes) = ObservationGroup.Gather(group);
        return new Order(
            group.First("ORC", s => new Orc(s)), group.First("OBR", s => new Obr(s)), group.All("TQ1", s => new Tq1(s)), group.All("DG1", s => new Dg1(s)),
            results, notes);
    }
}
