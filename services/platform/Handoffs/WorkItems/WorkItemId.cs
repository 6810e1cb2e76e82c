using Healthcare.EventStore;

namespace Healthcare.Handoffs;

/// <summary>Ids of work items that follow from what they are about.</summary>
public static class WorkItemId
{
    /// <summary>The item of a crossing.</summary>
    public static Guid For(Guid handoffId) => DerivedId.Of($"work-item/{handoffId:D}");

    /// <summary>The item of a known kind of failure of a subject at a boundary.</summary>
    public static Guid ForException(string boundary, string code, Guid subjectId) => DerivedId.Of($"work-item/{boundary}/{code}/{subjectId:D}");

    /// <summary>The item of anything else that a service asks a person to do about a subject.</summary>
    public static Guid ForTask(string kind, Guid subjectId) => DerivedId.Of($"work-item/{kind}/{subjectId:D}");
}
