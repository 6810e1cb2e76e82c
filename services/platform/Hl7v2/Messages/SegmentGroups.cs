namespace Healthcare.Hl7v2;

/// <summary>A segment with the notes that stand right after it.</summary>
public sealed record Noted<T>(T Segment, IReadOnlyList<Nte> Notes)
    where T : SegmentView;

/// <summary>Cuts a message into the groups of its abstract syntax: a head and what belongs to it.</summary>
internal static class SegmentGroups
{
    /// <summary>Each head with the segments after it, up to the first that is not of the members; segments of a partner's own and PRT belong to every group.</summary>
    internal static IEnumerable<IReadOnlyList<Hl7Segment>> Of(Hl7Message message, string head, params string[] members)
    {
        List<Hl7Segment>? group = null;
        foreach (var segment in message.Segments)
        {
            if (segment.Id == head)
            {
                if (group is not null) yield return group;
                group = [segment];
            }
            else if (group is not null && (segment.IsLocal || segment.Id == "PRT" || members.Contains(segment.Id)))
            {
                group.Add(segment);
            }
            else if (group is not null)
            {
                yield return group;
                group = null;
            }
        }

        if (group is not null) yield return group;
    }

    internal static IReadOnlyList<T> All<T>(this IEnumerable<Hl7Segment> group, string id, Func<Hl7Segment, T> view) => [.. group.Where(s => s.Id == id).Select(view)];

    internal static T? First<T>(this IEnumerable<Hl7Segment> group, string id, Func<Hl7Segment, T> view)
        where T : class
    {
        foreach (var segment in group)
        {
            if (segment.Id == id) return view(segment);
        }

        return null;
    }

    internal static IReadOnlyList<Noted<T>> NotedOf<T>(Hl7Message message, string id, Func<Hl7Segment, T> view)
        where T : SegmentView => [.. Of(message, id, "NTE").Select(g => new Noted<T>(view(g[0]), g.All("NTE", s => new Nte(s))))];

    /// <summary>The notes that stand right after a message's first segment of an identifier.</summary>
    internal static IReadOnlyList<Nte> NotesAfter(Hl7Message message, params string[] ids)
    {
        List<Nte> notes = [];
        var after = false;
        foreach (var segment in message.Segments)
        {
            if (after && segment.Id == "NTE") notes.Add(new Nte(segment));
            else after = ids.Contains(segment.Id) || (after && segment.IsLocal);
        }

        return notes;
    }
}
