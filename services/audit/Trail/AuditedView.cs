using System.Globalization;
using System.Text.Json;
using Healthcare.EventStore;

namespace Healthcare.Audit.Trail;

/// <summary>One event that the trail holds: who did or saw what, when, why, with the hash that its service gave it.</summary>
public sealed record Audited(Guid EventId, string Hash)
{
    public required string Service { get; init; }

    public required string Type { get; init; }

    public required Guid Stream { get; init; }

    public required long Version { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    /// <summary><c>human</c>, <c>system</c>, <c>partner</c> or <c>ai</c>.</summary>
    public required string ActorKind { get; init; }

    public required string Role { get; init; }

    /// <summary>The person in whose name it was done.</summary>
    public string? OnBehalfOf { get; init; }

    /// <summary>HL7 purpose of use.</summary>
    public string? Purpose { get; init; }

    public Guid? CaseId { get; init; }

    /// <summary>Of a read: what was asked for, of whom, and whether it was answered.</summary>
    public AuditedRead? Read { get; init; }
}

/// <summary>What somebody asked to see; <paramref name="BreakGlass"/> says that it was past role or purpose, in an emergency.</summary>
public sealed record AuditedRead(string Method, string Route, string Outcome, bool BreakGlass, IReadOnlyList<Guid> Cases, IReadOnlyList<Guid> Patients);

/// <summary>The trail by service and number, so that a service's log can be held against it; and by who, what and whom, for compliance.</summary>
internal sealed class AuditedView : View<Audited>
{
    public const string All = "all";

    public override string Name => "audited_v2";

    public static string KeyOf(string service, long sequence) => string.Create(CultureInfo.InvariantCulture, $"{service}/{sequence:D19}");

    public static string OfActor(string actor) => $"actor:{actor}";

    public static string OfType(string type) => $"type:{type}";

    public static string OfCase(Guid caseId) => $"case:{caseId:D}";

    public static string OfPatient(Guid patientId) => $"patient:{patientId:D}";

    public static string SortAt(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);

    public override IEnumerable<string> KeysOf(Recorded happened) => happened.Event is EntriesRecorded e ? e.Entries.Select(entry => KeyOf(e.Service, entry.Sequence)) : [];

    public override Audited? Apply(string key, Audited? document, object happened, EventEnvelope envelope) =>
        happened is EntriesRecorded e && e.Entries.FirstOrDefault(entry => KeyOf(e.Service, entry.Sequence) == key) is { } found ? Of(e.Service, found) : document;

    public override IEnumerable<string> TermsOf(Audited document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [All, OfActor(document.Actor), OfType(document.Type), .. CasesOf(document).Select(OfCase), .. document.Read?.Patients.Select(OfPatient) ?? []];
    }

    public override string SortOf(Audited document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return SortAt(document.At);
    }

    /// <summary>The cases that an event is of: its own, and those that somebody saw in a list.</summary>
    public static IEnumerable<Guid> CasesOf(Audited document) => (document.CaseId is { } own ? [own] : Enumerable.Empty<Guid>()).Concat(document.Read?.Cases ?? []).Distinct();

    private static Audited Of(string service, TrailEntry entry) => new(entry.EventId, entry.Hash)
    {
        Service = service,
        Type = entry.Type,
        Stream = entry.StreamId,
        Version = entry.Version,
        At = entry.At,
        Actor = entry.Actor,
        ActorKind = entry.ActorKind,
        Role = entry.Role,
        OnBehalfOf = entry.OnBehalfOf,
        Purpose = entry.Purpose,
        CaseId = entry.CaseId,
        Read = entry.Aggregate == "access" ? ReadOf(entry.Data) : null,
    };

    private static AuditedRead ReadOf(JsonElement data) =>
        new(Text(data, "method"), Text(data, "route"), Text(data, "outcome"), data.TryGetProperty("breakGlass", out var broken) && broken.ValueKind == JsonValueKind.True, Subjects(data, "case"), Subjects(data, "patient"));

    private static string Text(JsonElement data, string name) => data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static IReadOnlyList<Guid> Subjects(JsonElement data, string kind) => data.TryGetProperty("subjects", out var subjects) && subjects.ValueKind == JsonValueKind.Array
        ? [.. subjects.EnumerateArray().Where(s => Text(s, "kind") == kind && s.TryGetProperty("id", out var id) && id.TryGetGuid(out _)).Select(s => s.GetProperty("id").GetGuid())]
        : [];
}
