using System.Text.Json;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Requirements;

/// <summary>How soon a referral is to be looked at: what its sender asks for, or a diagnosis that cannot wait. Data of <c>urgency.json</c>; it shortens a clock and decides nothing else.</summary>
internal sealed class Urgencies
{
    public const string Routine = "routine";
    public const string Urgent = "urgent";
    private readonly Data data;

    private Urgencies(Data data) => this.data = data;

    /// <summary>The rules that this build carries.</summary>
    public static Urgencies Built { get; } = new(EmbeddedData.Read<Data>("urgency.json"));

    /// <summary>The level, and the code that it rests on.</summary>
    public (string Level, string Basis) Of(ReferralContent referral)
    {
        if (data.Priorities.Contains(referral.Priority, StringComparer.Ordinal)) return (Urgent, $"priority:{referral.Priority}");
        var diagnosis = referral.Diagnoses.FirstOrDefault(d => data.Diagnoses.Any(u => d.StartsWith(u.Prefix, StringComparison.Ordinal)));
        return diagnosis is null ? (Routine, $"priority:{referral.Priority}") : (Urgent, $"diagnosis:{diagnosis}");
    }

    private sealed record Data(int Version, IReadOnlyList<string> Priorities, IReadOnlyList<UrgentDiagnosis> Diagnoses);

    private sealed record UrgentDiagnosis(string Prefix, string Because);
}

/// <summary>JSON that the build carries.</summary>
internal static class EmbeddedData
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Text(string name)
    {
        using var stream = typeof(EmbeddedData).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public static TData Read<TData>(string name) => JsonSerializer.Deserialize<TData>(Text(name), Options) ?? throw new InvalidDataException($"{name} is empty.");
}
