using Healthcare.EventStore;

namespace Healthcare.Audit.Trail;

/// <summary>The trail that an event belongs to: its case's, else its own stream's.</summary>
internal static class TrailId
{
    public static Guid Of(Guid caseOrStream) => DerivedId.Of($"trail/{caseOrStream:D}");
}
