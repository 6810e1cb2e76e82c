using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Messaging;

/// <summary>Parked messages for operators: list, replay, dismiss. Ids and kinds only, never a body.</summary>
public static class ParkedEndpoints
{
    /// <summary>Maps <c>/parked</c>; every route asks for the policy <c>operations</c>.</summary>
    public static IEndpointRouteBuilder MapParkedMessages(this IEndpointRouteBuilder routes)
    {
        var parked = routes.MapGroup("/parked").RequireAuthorization(Policies.Operations).WithTags("Parked messages");
        parked.MapGet("/", ListAsync);
        parked.MapPut("/{id:guid}/{count:long}/replay", ReplayAsync);
        parked.MapPut("/{id:guid}/{count:long}/dismissal", DismissAsync).Validating<Dismissal>();
        return routes;
    }

    internal sealed record Item(Guid Id, string Source, string OrderKey, DateTimeOffset Since, IReadOnlyList<Entry> Messages);

    internal sealed record Entry(long Count, string Kind, Guid MessageId, Guid? CaseId, string? ParkedBecause, bool ReplayRequested);

    internal sealed record Page(IReadOnlyList<Item> Items, string? Next);

    internal sealed record Dismissal(string Reason);

    internal sealed class Validator : AbstractValidator<Dismissal>
    {
        public Validator() => RuleFor(d => d.Reason).NotEmpty().MaximumLength(500);
    }

    private static async Task<Ok<Page>> ListAsync([FromQuery] string? after, ParkedMessages parked, CancellationToken cancel)
    {
        var cursor = after?.Split('|', 2) is [var sort, var key] ? new ViewCursor(sort, key) : null;
        var page = await parked.ListAsync(cursor, 100, cancel);
        return TypedResults.Ok(new Page([.. page.Documents.Select(ItemOf)], page.Next is { } next ? $"{next.Sort}|{next.Key}" : null));
    }

    private static async Task<CommandResult> ReplayAsync(Guid id, long count, ParkedMessages parked, CancellationToken cancel) =>
        (await parked.ReplayAsync(id, count, cancel)).ToHttp();

    private static async Task<CommandResult> DismissAsync(Guid id, long count, Dismissal dismissal, ParkedMessages parked, CancellationToken cancel) =>
        (await parked.DismissAsync(id, count, dismissal.Reason, cancel)).ToHttp();

    private static Item ItemOf(ParkedCase parked) => new(
        parked.Id, parked.Source, parked.OrderKey, parked.Since,
        [.. parked.Messages.Select(w => new Entry(w.Message.Count, w.Message.Kind, w.Message.MessageId, w.Message.CaseId, w.ParkedBecause, w.ReplayRequested))]);
}
