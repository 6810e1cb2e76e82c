using System.Xml;
using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Clock;

/// <summary>Tells the business time, and moves it where it is virtual.</summary>
internal static class ClockEndpoints
{
    /// <summary>How far time goes: an ISO 8601 duration, such as <c>P7D</c> or <c>PT72H</c>.</summary>
    private sealed record AdvanceRequest(string? By);

    internal static void Map(WebApplication app)
    {
        app.MapGet("/sandbox/clock", (TimeProvider clock) => TypedResults.Ok(new { Now = clock.GetUtcNow() }));
        app.MapPost("/sandbox/clock/advance", AdvanceAsync);
        app.MapPost("/sandbox/clock/rest", RestAsync);
    }

    private static async Task<IResult> RestAsync(IServiceProvider services, CancellationToken cancel) =>
        services.GetService<BusinessTime>() is { } time ? TypedResults.Ok(await time.AdvanceAsync(TimeSpan.Zero, cancel)) : Real();

    private static IResult Real() => Bodies.Problem(409, "clock-real", "Business time follows the machine's clock; start with Clock=virtual to move it.");

    private static async Task<IResult> AdvanceAsync(AdvanceRequest request, IServiceProvider services, CancellationToken cancel)
    {
        if (services.GetService<BusinessTime>() is not { } time) return Real();
        if (Duration(request.By) is not { } by) return Bodies.Problem(400, "duration-malformed", "by is an ISO 8601 duration above zero, such as P7D or PT72H.");
        return TypedResults.Ok(await time.AdvanceAsync(by, cancel));
    }

    private static TimeSpan? Duration(string? text)
    {
        try
        {
            return text is not null && XmlConvert.ToTimeSpan(text) is var by && by > TimeSpan.Zero ? by : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
