namespace Healthcare.Handoffs;

/// <summary>The port by which a role is told something: a mail folder in the sandbox, a mail relay or a pager elsewhere.</summary>
public interface INotifications
{
    /// <summary>What the channel is called in the record of who was told, such as <c>e-mail</c>.</summary>
    string Channel { get; }

    /// <summary>Delivers; asked again with the same id it delivers no second one. Throws what the channel throws when it is away.</summary>
    Task DeliverAsync(NotificationContent content, CancellationToken cancel);
}

/// <summary>What a role is told: ids and codes only, because mail is read by whoever passes by.</summary>
public sealed record NotificationContent(Guid Id, string Role, string Subject, IReadOnlyList<string> Lines, DateTimeOffset At);

/// <summary>Settings of notifications, section <c>Notifications</c>.</summary>
public sealed class NotificationOptions
{
    /// <summary>Where mails are dropped, one RFC 5322 file each; without it a role is told by its work queue alone.</summary>
    public string? Folder { get; set; }

    /// <summary>The domain of a role's address where <see cref="Addresses"/> names no other.</summary>
    public string Domain { get; set; } = "handoffs.invalid";

    /// <summary>The address of a role.</summary>
    public Dictionary<string, string> Addresses { get; } = new(StringComparer.Ordinal);

    /// <summary>How often it looks for what is to go out, where no commit wakes it.</summary>
    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it waits after a channel failed.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>The channel of last resort: what is escalated stands in the queue of the role that it was escalated to.</summary>
internal sealed class WorkQueueNotifications : INotifications
{
    public string Channel => "work-queue";

    public Task DeliverAsync(NotificationContent content, CancellationToken cancel) => Task.CompletedTask;
}
