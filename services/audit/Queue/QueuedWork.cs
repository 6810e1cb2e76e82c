using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Healthcare.Handoffs;

namespace Healthcare.Audit.Queue;

/// <summary>A work item of any service, as its own queue shows it, with the service that owns it: claim, resolve and the rest are asked there, with its <c>version</c> as If-Match.</summary>
public sealed record QueuedWork : WorkItemDocument
{
    [JsonConstructor]
    public QueuedWork()
    {
    }

    [SetsRequiredMembers]
    public QueuedWork(WorkItemDocument item, string service)
        : base(item) => Service = service;

    public required string Service { get; init; }

    /// <summary>Where the item is at the gateway.</summary>
    public string Address => $"/api/{Service}/v1/work-items/{WorkItemId:D}";
}
