using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>The stream of one subject's crossing of one boundary.</summary>
public static class HandoffId
{
    public static Guid For(string boundary, Guid subjectId) => DerivedId.Of($"handoff/{boundary}/{subjectId:D}");
}
