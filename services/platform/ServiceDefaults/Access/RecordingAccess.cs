using System.Collections.Concurrent;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.ServiceDefaults;

/// <summary>Whose data this request reads; an endpoint adds patients and cases as it finds them.</summary>
public sealed class Accessed
{
    private readonly ConcurrentDictionary<AccessSubject, bool> subjects = new();

    public IReadOnlyList<AccessSubject> Subjects => [.. subjects.Keys.OrderBy(s => s.Kind, StringComparer.Ordinal).ThenBy(s => s.Id)];

    public void Patient(Guid id) => subjects.TryAdd(AccessSubject.Patient(id), value: true);

    public void Case(Guid id) => subjects.TryAdd(AccessSubject.Case(id), value: true);
}

/// <summary>Marks a route whose reads are recorded, and for which purposes it may be read.</summary>
internal sealed record RecordedAccess(IReadOnlyList<string> Purposes);

/// <summary>Records reads of patient data before the answer leaves; when that cannot be done, nothing is answered.</summary>
public static partial class RecordingAccessRoutes
{
    // HL7 PurposeOfUse: treatment, payment, operations, coordination of care, emergency, compliance audit.
    private static readonly string[] UsualPurposes = ["TREAT", "HPAYMT", "HOPERAT", "COC", "ETREAT", "HCOMPL", "PATRQT"];

    /// <summary>
    /// Every answer of these routes is recorded with its subjects: <c>{caseId}</c> and <c>{patientId}</c> of the address, and what the endpoint adds to <see cref="Accessed"/>.
    /// A person needs one of <paramref name="purposes"/> (the usual ones when none is named), or breaks the glass.
    /// The endpoint returns a result and does not write to the response itself.
    /// </summary>
    public static TBuilder RecordingAccess<TBuilder>(this TBuilder routes, params string[] purposes)
        where TBuilder : IEndpointConventionBuilder
    {
        var recorded = new RecordedAccess(purposes is [] ? UsualPurposes : purposes);
        routes.WithMetadata(recorded);
        routes.AddEndpointFilterFactory((endpoint, next) =>
        {
            if (endpoint.ApplicationServices.GetService<IServiceProviderIsService>()?.IsService(typeof(Streams<RecordAccess>)) == false)
                throw new InvalidOperationException("A route records access, and the store does not know how: add AddAccessRecords() to AddEventStore(…).");
            return call => RecordAsync(call, recorded, next);
        });
        return routes;
    }

    private static async ValueTask<object?> RecordAsync(EndpointFilterInvocationContext call, RecordedAccess recorded, EndpointFilterDelegate next)
    {
        var http = call.HttpContext;
        if (Caller.Of(http.User) is not { } caller) return KnownProblems.TokenMissing.ToResult();
        var reason = BreakGlass.ReasonOf(http.Request);
        var permitted = caller.Kind != ActorKind.Human || reason is not null || (caller.Purpose is { } purpose && recorded.Purposes.Contains(purpose, StringComparer.Ordinal));
        var result = permitted ? await next(call) : KnownProblems.PurposeMissing.ToResult();
        if (http.Response.HasStarted) throw new InvalidOperationException("An endpoint that records access returns its answer; it does not write it.");
        try
        {
            await CommitAsync(http, caller, reason, StatusOf(result));
            return result;
        }
        catch (Exception failure) when (Dependencies.IsAway(failure))
        {
            NotRecorded(http.RequestServices.GetRequiredService<ILogger<Accessed>>(), failure.GetType().Name);
            return KnownProblems.AccessNotRecorded.ToResult();
        }
    }

    private static async Task CommitAsync(HttpContext http, Caller caller, string? reason, int status)
    {
        var accessed = http.RequestServices.GetRequiredService<Accessed>();
        if (RouteId(http, "caseId") is { } caseId) accessed.Case(caseId);
        if (RouteId(http, "patientId") is { } patientId) accessed.Patient(patientId);

        // A scope of its own: the record is not the answer of an idempotent request, nor part of what the endpoint decided.
        await using var scope = http.RequestServices.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        var subjects = accessed.Subjects;
        call.Context = http.RequestServices.GetRequiredService<CallScope>().Context with
        {
            CaseId = subjects.Where(s => s.Kind == "case").ToList() is [var only] ? only.Id : null,
            CommandId = null,
            Sensitivity = Sensitivity.Limited,
        };
        var id = Guid.CreateVersion7();
        var access = new AccessRecorded(
            subjects, http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "", reason is null ? caller.Purpose : "BTG", OutcomeOf(status), caller.PartnerId,
            reason is not null, reason is null ? null : Sealed.For(id, reason), scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow());
        await scope.ServiceProvider.GetRequiredService<Streams<RecordAccess>>().ExecuteAsync(id, new RecordAccess(access), http.RequestAborted);
    }

    private static int StatusOf(object? result) => result switch
    {
        INestedHttpResult nested => StatusOf(nested.Result),
        IStatusCodeHttpResult { StatusCode: { } status } => status,
        _ => StatusCodes.Status200OK,
    };

    private static Guid? RouteId(HttpContext http, string name) => Guid.TryParse(http.Request.RouteValues[name]?.ToString(), out var id) ? id : null;

    private static string OutcomeOf(int status) => status switch
    {
        < 300 => "answered",
        304 => "not-modified",
        403 => "refused",
        404 => "not-found",
        < 500 => "refused",
        _ => "failed",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "A read was refused, because it could not be recorded: {Failure}")]
    private static partial void NotRecorded(ILogger logger, string failure);
}
