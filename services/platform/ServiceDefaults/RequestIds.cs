using Microsoft.AspNetCore.Http;

namespace Healthcare.ServiceDefaults;

/// <summary>The id of a request: made at the edge, passed from service to service, answered in <c>X-Request-Id</c>, kept as the correlation of every event.</summary>
public static class RequestIds
{
    public const string Header = "X-Request-Id";
    private static readonly object Key = new();

    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(Key, out var id) && id is string known ? known : Begin(context, trusted: true);
    }

    internal static string Begin(HttpContext context, bool trusted)
    {
        // Only the form that we make ourselves is taken over: an id of a caller's choosing could carry anything into logs and events.
        var id = trusted && context.Request.Headers[Header] is [{ Length: 32 } given] && given.All(char.IsAsciiHexDigitLower) ? given : Guid.CreateVersion7().ToString("N");
        context.Items[Key] = id;
        context.Request.Headers[Header] = id;
        context.Response.Headers[Header] = id;
        return id;
    }
}
