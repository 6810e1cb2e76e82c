using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Handoffs;

internal static class NotificationEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGroup("/notifications").RequireAuthorization(Policies.Staff).WithTags("notifications")
        .MapGet("/", ListAsync).Described("listNotifications", "Who was told, of what, when and by which channel: of a case, a crossing or item, or a role; without any of them what is still to go out");

    private static async Task<Results<Ok<Page<NotificationDocument>>, ProblemResult>> ListAsync(
        Guid? caseId, Guid? subjectId, string? role, string? after, int? limit, Views<NotificationDocument> notifications, CancellationToken cancel)
    {
        var term = (caseId, subjectId, role) switch
        {
            ({ } id, _, _) => NotificationView.OfCase(id),
            (_, { } id, _) => NotificationView.OfSubject(id),
            (_, _, { } told) => NotificationView.OfRole(told),
            _ => NotificationView.Due,
        };
        if (!Cursor.TryRead(after, out var cursor)) return Cursor.Invalid;
        var page = await notifications.PageAsync(term, cursor, Math.Clamp(limit ?? 50, 1, 200), cancel);
        return TypedResults.Ok(new Page<NotificationDocument>(page.Documents, Cursor.Write(page.Next)));
    }
}
