using System.Reflection;
using System.Text.Json;

namespace Healthcare.Authorization.CoverageChecks;

/// <summary>What follows from a payer's AAA, as data: AAA04 says whether the same question may be asked again, AAA03 whether that is of any use and who puts it right.</summary>
internal sealed class AaaPolicy
{
    private const string Retry = "retry";
    private const string Await = "await";
    private const string Transient = "transient";
    private readonly Sheet sheet;

    private AaaPolicy(Sheet sheet) => this.sheet = sheet;

    public static AaaPolicy Current { get; } = Embedded();

    /// <summary>How often a question is asked in all before a person must act.</summary>
    public int Attempts => sheet.Attempts;

    /// <summary>When the same question may be asked again; null when a person must act first.</summary>
    public TimeSpan? RetryAfter(CoverageRejection rejection, int tries)
    {
        if (tries >= sheet.Attempts || ReasonOf(rejection) is { Kind: not Transient }) return null;
        return sheet.FollowUps.GetValueOrDefault(rejection.FollowUp) switch
        {
            // CORE 155: at least 90 seconds between two attempts, then further apart each time.
            Retry => sheet.FirstWait * Math.Pow(2, Math.Max(tries - 1, 0)),
            { } wait when TimeSpan.TryParse(wait, System.Globalization.CultureInfo.InvariantCulture, out var asked) => asked,
            null when ReasonOf(rejection) is { Kind: Transient } => sheet.FirstWait * Math.Pow(2, Math.Max(tries - 1, 0)),
            _ => null,
        };
    }

    /// <summary>The exception that a person gets when nothing is asked again by itself.</summary>
    public string ExceptionOf(CoverageRejection rejection)
    {
        // S and Y: the payer keeps the inquiry and answers by itself; asking again is forbidden, so somebody watches for its answer.
        if (sheet.FollowUps.GetValueOrDefault(rejection.FollowUp) == Await) return CoverageExceptions.Unanswered;
        return ReasonOf(rejection)?.Exception ?? CoverageExceptions.Refused;
    }

    private Reason? ReasonOf(CoverageRejection rejection) => sheet.Reasons.FirstOrDefault(r => r.Codes.Contains(rejection.Reason, StringComparer.Ordinal));

    private static AaaPolicy Embedded()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Healthcare.Authorization.CoverageChecks.aaa-policy.json")
            ?? throw new InvalidOperationException("The policy for AAA codes is not in the assembly.");
        return new AaaPolicy(JsonSerializer.Deserialize<Sheet>(stream, JsonSerializerOptions.Web) ?? throw new InvalidOperationException("The policy for AAA codes is empty."));
    }

    private sealed record Sheet(string Version, int Attempts, TimeSpan FirstWait, IReadOnlyDictionary<string, string> FollowUps, IReadOnlyList<Reason> Reasons);

    private sealed record Reason(IReadOnlyList<string> Codes, string Kind, string Exception);
}
