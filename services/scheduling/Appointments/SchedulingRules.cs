using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Scheduling.Journeys;

namespace Healthcare.Scheduling.Appointments;

/// <summary>Our own policy on holds, misses and care that goes on without an authorization: data, with its version.</summary>
internal sealed record SchedulingRules(string Version, HoldRule Holds, MissRule Misses, EhrRule Ehr, IReadOnlyList<ProceedingGround> Grounds)
{
    internal static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
    };

    public static SchedulingRules Built { get; } = Read<SchedulingRules>("scheduling-rules.json");

    internal static T Read<T>(string resource)
    {
        using var stream = typeof(SchedulingRules).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is not embedded.");
        return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new InvalidOperationException($"{resource} is empty.");
    }
}

/// <summary>How long a time may be held tentatively: to so many days before the visit, but never shorter than a little while.</summary>
internal sealed record HoldRule(int ReleasedDaysBefore, string AtLeast, bool ConfirmsItself)
{
    public DateTimeOffset ExpiryOf(Booking booking, DateTimeOffset at)
    {
        var least = SchedulingClocks.Of(AtLeast, DayCount.Calendar).DueFrom(at);
        var before = booking.Start.AddDays(-ReleasedDaysBefore).ToUniversalTime();
        var expiry = before > least ? before : least;
        // A visit that begins sooner still ends the hold; one that was entered late has its little while.
        return EventCodec.Microseconds(booking.Start > at && expiry > booking.Start ? booking.Start.ToUniversalTime() : expiry);
    }
}

/// <summary>From which missed visit on a lead looks at it, and who is told.</summary>
internal sealed record MissRule(int EscalatedFrom, string EscalatedTo);

/// <summary>After how many unanswered attempts somebody is told that the EHR is silent.</summary>
internal sealed record EhrRule(int SilentFrom);

/// <summary>A ground on which a named person lets care go on without an authorization: who settles it until when, and which stages it passes.</summary>
internal sealed record ProceedingGround(string Ground, string Due, DayCount Days, string Role, bool NeedsEvidence, IReadOnlyList<Stage> Passes)
{
    public DateTimeOffset DueFrom(DateTimeOffset at) => SchedulingClocks.Of(Due, Days).DueFrom(at);
}
