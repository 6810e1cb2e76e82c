using Microsoft.AspNetCore.Http;

namespace Healthcare.ServiceDefaults;

/// <summary>Emergency access (45 CFR 164.312(a)(2)(ii)): a person reads past role and purpose, and says why; the record of it raises compliance.</summary>
public static class BreakGlass
{
    public const string Header = "X-Break-Glass";

    /// <summary>The reason, or null when there is none that says anything.</summary>
    public static string? ReasonOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers[Header] is [{ } reason] && reason.Trim() is { Length: >= 10 and <= 500 } said ? said : null;
    }
}
