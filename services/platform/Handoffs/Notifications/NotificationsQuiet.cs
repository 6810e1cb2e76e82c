using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Handoffs;

/// <summary>Notifications that were never tried; one whose channel is away waits by the real clock and holds no time up.</summary>
internal sealed class NotificationsQuiet(Views<NotificationDocument> notifications) : IQuietCheck
{
    private const int Looked = 200;

    public string Name => "notifications";

    public async Task<long> PendingAsync(CancellationToken cancel) =>
        (await notifications.PageAsync(NotificationView.Due, after: null, Looked, cancel)).Documents.Count(n => n.Attempts == 0);
}
