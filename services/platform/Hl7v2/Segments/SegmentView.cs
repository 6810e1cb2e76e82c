namespace Healthcare.Hl7v2;

/// <summary>A segment under its fields' names; values are decoded when they are asked for, and what is absent, null or unreadable is null.</summary>
public abstract class SegmentView
{
    private protected SegmentView(Hl7Segment segment) => Segment = segment;

    /// <summary>The segment itself, which holds every field as it was received.</summary>
    public Hl7Segment Segment { get; }

    /// <summary>Whether the sender asks to delete what is held of a field (<c>""</c>), rather than to leave it.</summary>
    public bool IsNull(int field) => Segment[field].Presence == Hl7Presence.Null;

    public override string ToString() => Segment.Id;
}
