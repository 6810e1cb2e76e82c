using System.Text.Json;
using Healthcare.ServiceDefaults;

namespace Healthcare.Billing;

/// <summary>States as addresses write them, in kebab case, as answers do.</summary>
internal static class StateCodes
{
    /// <summary>False when the text names no state; nothing is asked for when there is none.</summary>
    public static bool TryRead<TState>(string? text, out TState? state)
        where TState : struct, Enum
    {
        state = null;
        if (text is null) return true;
        foreach (var known in Enum.GetValues<TState>())
        {
            if (JsonNamingPolicy.KebabCaseLower.ConvertName(known.ToString()) != text) continue;
            state = known;
            return true;
        }

        return false;
    }

    public static ProblemResult Unknown<TState>()
        where TState : struct, Enum => new(new ProblemAnswer(KnownProblems.RequestInvalid)
        {
            Errors = [new ProblemError("state", "state", $"One of {string.Join(", ", Enum.GetNames<TState>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}.")],
        });
}
