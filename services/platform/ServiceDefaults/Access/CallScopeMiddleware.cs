using System.Diagnostics;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.ServiceDefaults;

/// <summary>Puts the caller into the scope of everything that the request will commit.</summary>
internal sealed class CallScopeMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Caller.Of(context.User) is { } caller && context.RequestServices.GetService<CallScope>() is { } scope)
        {
            scope.Context = scope.Context with
            {
                Actor = caller.ToActor(),
                PurposeOfUse = caller.Purpose,
                CorrelationId = RequestIds.Of(context),
                TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
            };
        }

        return next(context);
    }
}
