using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Healthcare.Handoffs;

/// <summary>Sends what is queued, oldest first, in one process at a time, and records who was told, when and by which channel.</summary>
internal sealed class NotificationSender(
    Leadership leadership,
    IServiceScopeFactory scopes,
    Views<NotificationDocument> notifications,
    Views<HandoffDocument> handoffs,
    Views<WorkItemDocument> items,
    INotifications channel,
    CommitSignal signal,
    TimeProvider clock,
    IOptions<NotificationOptions> options,
    ILogger<NotificationSender> logger) : Leader(leadership)
{
    // A reader is reminded of so many things by name; the rest are a number.
    private const int MostListed = 100;
    private const int Page = 50;

    protected override string LeaseName => "notifications";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        using var watch = signal.Watch(NotificationAggregate.Name);
        while (true)
        {
            watch.Look();
            var due = await notifications.PageAsync(NotificationView.Due, after: null, Page, cancel);
            var failed = false;
            foreach (var one in due.Documents)
            {
                failed = !await SendAsync(one, cancel);
                if (failed) break;
            }

            if (failed) await watch.PauseAsync(options.Value.RetryAfter, cancel);
            else if (due.Documents.Count < Page) await watch.RestAsync(options.Value.LookEvery, cancel);
        }
    }

    private async Task<bool> SendAsync(NotificationDocument one, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var streams = scope.ServiceProvider.GetRequiredService<Streams<NotificationCommand>>();
        try
        {
            var content = one.Kind == NotificationKind.Digest ? await DigestAsync(one, cancel) : Escalation(one);
            await channel.DeliverAsync(content, cancel);
            await streams.ExecuteAsync(one.NotificationId, new RecordDelivery(channel.Channel, HashOf(content), clock.GetUtcNow()), cancel);
            logger.Notified(one.NotificationId, one.Role, one.Level, channel.Channel);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.NotifyingFailed(one.NotificationId, one.Role, channel.Channel, failure);
            await streams.ExecuteAsync(one.NotificationId, new RecordFailure(channel.Channel, clock.GetUtcNow()), cancel);
            return false;
        }
    }

    private static NotificationContent Escalation(NotificationDocument one)
    {
        List<string> lines =
        [
            $"Level: {one.Level}",
            $"Reason: {one.ReasonCode}",
            .. one.Boundary is { } boundary ? (string[])[$"Boundary: {boundary}"] : [],
            $"Item: {one.SubjectId:D}",
            .. one.CaseId is { } caseId ? (string[])[$"Case: {caseId:D}"] : [],
            .. one.DueAt is { } due ? (string[])[$"Due: {Text(due)}"] : [],
        ];
        var what = one.Boundary ?? "work item";
        return new NotificationContent(one.NotificationId, one.Role, string.Create(CultureInfo.InvariantCulture, $"{what} escalated to level {one.Level}: {one.ReasonCode}"), lines, one.QueuedAt);
    }

    /// <summary>Everything that the role was reminded of and that is still open when the mail goes out.</summary>
    private async Task<NotificationContent> DigestAsync(NotificationDocument one, CancellationToken cancel)
    {
        var crossings = await handoffs.PageAsync(HandoffView.RemindedOf(one.Role), after: null, MostListed, cancel);
        var tasks = await items.PageAsync(WorkItemView.RemindedOf(one.Role), after: null, MostListed, cancel);
        var count = await handoffs.CountAsync(HandoffView.RemindedOf(one.Role), cancel) + await items.CountAsync(WorkItemView.RemindedOf(one.Role), cancel);
        var listed = crossings.Documents.Select(h => (h.DueAt, Text: $"{Text(h.DueAt)}  {h.Boundary}  {YamlReader.KebabOf(h.State.ToString())}  {h.HandoffId:D}"))
            .Concat(tasks.Documents.Select(i => (i.DueAt, Text: $"{Text(i.DueAt)}  {i.Boundary ?? i.Kind}  {i.ReasonCode}  {i.WorkItemId:D}")))
            .OrderBy(l => l.DueAt).Select(l => l.Text).Take(MostListed).ToList();
        List<string> lines = [string.Create(CultureInfo.InvariantCulture, $"Open and due or soon due: {count}"), "", .. listed];
        return new NotificationContent(one.NotificationId, one.Role, string.Create(CultureInfo.InvariantCulture, $"Reminders of {one.Day:yyyy-MM-dd} for {one.Role}: {count}"), lines, one.QueuedAt);
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string HashOf(NotificationContent content) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{content.Role}\n{content.Subject}\n{string.Join('\n', content.Lines)}")));
}
