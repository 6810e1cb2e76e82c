using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Audit.Webhooks;

/// <summary>A notice and where its delivery stands: <c>queued</c>, <c>sent</c>, <c>unconfirmed</c> (sent again at <paramref name="NextAttemptAt"/>), <c>acknowledged</c> or <c>rejected</c>.</summary>
/// <param name="Id">The <c>webhook-id</c> and the <c>id</c> of the body.</param>
/// <param name="Status">HTTP status of the last answer.</param>
internal sealed record DeliveryRow(
    Guid Id, string TrackingId, long Sequence, string Stage, DateTimeOffset QueuedAt, string State, int Attempts, int? Status, DateTimeOffset? NextAttemptAt);

/// <summary>Some deliveries, the newest first.</summary>
internal sealed record DeliveryPage(IReadOnlyList<DeliveryRow> Items, string? Next);

internal static class ListDeliveriesEndpoint
{
    public static void Map(RouteGroupBuilder webhook) => webhook.MapGet("/deliveries", HandleAsync).RecordingAccess()
        .Described("listDeliveries", "What was sent to you, and what is still to be, the newest first");

    private static async Task<Results<Ok<DeliveryPage>, ProblemResult>> HandleAsync(
        string? cursor, int? limit, Caller caller, Accessed accessed, Views<Delivery> deliveries, Views<TransmissionRow> transmissions, CancellationToken cancel)
    {
        if (!Cursor.TryRead(cursor, out var after)) return Cursor.Invalid;
        var page = await deliveries.PageAsync(DeliveryView.OfPartner(caller.PartnerId ?? ""), after, Math.Clamp(limit ?? 50, 1, 200), cancel);
        var rows = new List<DeliveryRow>(page.Documents.Count);
        foreach (var one in page.Documents)
        {
            accessed.Case(one.CaseId);
            rows.Add(RowOf(one, await transmissions.FindAsync(one.TransmissionId, cancel)));
        }

        return TypedResults.Ok(new DeliveryPage(rows, Cursor.Write(page.Next)));
    }

    private static DeliveryRow RowOf(Delivery delivery, TransmissionRow? transmission) => new(
        delivery.Id, delivery.TrackingId, delivery.Sequence, delivery.Stage, delivery.QueuedAt, transmission?.State ?? "queued", transmission?.Attempts ?? 0, transmission?.Status,
        transmission is { State: "unconfirmed" } ? transmission.NextAttemptAt : null);
}
