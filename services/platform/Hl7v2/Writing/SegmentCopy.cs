namespace Healthcare.Hl7v2;

/// <summary>Takes a field apart so that it can be written with other separators: nulls stay nulls, absent parts absent.</summary>
internal static class SegmentCopy
{
    internal static Hl7Element Of(Hl7Value field) => field.RepetitionCount > 1
        ? Hl7Element.Repeating([.. field.Repetitions.Select(Repetition)])
        : Repetition(field);

    private static Hl7Element Repetition(Hl7Value repetition) => repetition.ComponentCount > 1
        ? Hl7Element.Composite([.. repetition.Components.Select(Component)])
        : Hl7Element.Composite(Component(repetition.Component(1)));

    private static Hl7Element Component(Hl7Value component)
    {
        Hl7Element[] parts = [.. component.Subcomponents.Select(Leaf)];
        return parts.Length > 1 ? Hl7Element.Composite(parts) : Leaf(component);
    }

    private static Hl7Element Leaf(Hl7Value leaf) => leaf.Presence == Hl7Presence.Null ? Hl7Element.Null : leaf.Text;
}
