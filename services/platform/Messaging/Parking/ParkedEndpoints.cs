using FluentValidation;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Healthcare.Messaging;

/// <summary>Parked messages for operators, in every service that has messaging: list, read, replay, dismiss. Ids and kinds only, never a body.</summary>
internal sealed class ParkedEndpoints : IBlockRoutes
{
    // Whoever is asked to look at a parked message may also act on it.
    private static readonly string Operators = Policies.AnyOf(Policies.Operations, Policies.Role(ParkedWork.Role));

    public void Map(IEndpointRouteBuilder routes)
    {
        var parked = routes.MapGroup("/parked").RequireAuthorization(Operators).WithTags("Parked messages");
        parked.MapGet("/", ListAsync).Described("listParked", "Messages that could not be handled, and what waits behind them, oldest first; ids and kinds, never a body");
        parked.MapGet("/{id:guid}", GetAsync).Described("readParked", "What waits of one case and sender, in order", Parking.Unknown);
        parked.MapPut("/{id:guid}/{count:long}/replay", ReplayAsync)
            .Described("replayParked", "Has the first waiting message handled again", Parking.Unknown, Parking.NotFirst, Parking.NotParked);
        parked.MapPut("/{id:guid}/{count:long}/dismissal", DismissAsync).Validating<Dismissal>()
            .Described("dismissParked", "Decides that the first waiting message will not be handled; what waits behind it goes on", Parking.Unknown, Parking.NotFirst, Parking.NotParked);
    }

    internal sealed record ParkedItem(Guid Id, string Source, string OrderKey, DateTimeOffset Since, IReadOnlyList<ParkedEntry> Messages);

    internal sealed record ParkedEntry(long Count, string Kind, Guid MessageId, Guid? CaseId, string? ParkedBecause, bool ReplayRequested);

    internal sealed record Dismissal(string ReasonCode);

    internal sealed class Validator : AbstractValidator<Dismissal>
    {
        // A code, because a sentence could name a patient and the log is for ever.
        public Validator() => RuleFor(d => d.ReasonCode).NotEmpty().MaximumLength(80).Matches("^[a-z0-9]+(-[a-z0-9]+)*$");
    }

    private static async Task<Results<Ok<Page<ParkedItem>>, ProblemResult>> ListAsync([FromQuery] string? after, ParkedMessages parked, CancellationToken cancel)
    {
        if (!Cursor.TryRead(after, out var cursor)) return Cursor.Invalid;
        var page = await parked.ListAsync(cursor, 100, cancel);
        return TypedResults.Ok(new Page<ParkedItem>([.. page.Documents.Select(ItemOf)], Cursor.Write(page.Next)));
    }

    private static async Task<Results<Ok<ParkedItem>, ProblemResult>> GetAsync(Guid id, ParkedMessages parked, CancellationToken cancel) =>
        await parked.FindAsync(id, cancel) is { } found ? TypedResults.Ok(ItemOf(found)) : new ProblemResult(Parking.Unknown.ToProblem());

    private static async Task<CommandResult> ReplayAsync(Guid id, long count, ParkedMessages parked, CancellationToken cancel) =>
        (await parked.ReplayAsync(id, count, cancel)).ToHttp();

    private static async Task<CommandResult> DismissAsync(Guid id, long count, Dismissal dismissal, ParkedMessages parked, CancellationToken cancel) =>
        (await parked.DismissAsync(id, count, dismissal.ReasonCode, cancel)).ToHttp();

    private static ParkedItem ItemOf(ParkedCase parked) => new(
        parked.Id, parked.Source, parked.OrderKey, parked.Since,
        [.. parked.Messages.Select(w => new ParkedEntry(w.Message.Count, w.Message.Kind, w.Message.MessageId, w.Message.CaseId, w.ParkedBecause, w.ReplayRequested))]);
}
