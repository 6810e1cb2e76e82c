using System.Diagnostics;
using System.Globalization;
using Healthcare.EventStore;
using MassTransit;

namespace Healthcare.Messaging;

/// <summary>A message as it came in: where it stands in its sender's order, and in whose behalf it is handled.</summary>
internal sealed record Delivery(string Source, string OrderKey, long Count, string Before, string Kind, Guid MessageId, string CausationId, bool Redelivered)
{
    public Guid? CaseId { get; init; }

    public string? CorrelationId { get; init; }

    public string? PurposeOfUse { get; init; }

    public Sensitivity Sensitivity { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>Why it waited, when it is tried again.</summary>
    public string? Replayed { get; init; }

    /// <exception cref="InvalidDataException">A message without our headers: it goes to the dead-letter queue in the end, where an operator sees it.</exception>
    public static Delivery From(ConsumeContext context, string kind)
    {
        var headers = context.Headers;
        return new Delivery(
            Required(headers, WireHeaders.Source),
            Required(headers, WireHeaders.OrderKey),
            long.Parse(Required(headers, WireHeaders.Count), NumberStyles.None, CultureInfo.InvariantCulture),
            headers.Get<string>(WireHeaders.Before) ?? "",
            kind,
            context.MessageId ?? throw new InvalidDataException("A message has no id."),
            Required(headers, WireHeaders.Event),
            context.ReceiveContext.Redelivered)
        {
            CaseId = headers.Get<string>(WireHeaders.Case) is { } id ? Guid.Parse(id) : null,
            CorrelationId = headers.Get<string>(WireHeaders.Correlation),
            PurposeOfUse = headers.Get<string>(WireHeaders.Purpose),
            Sensitivity = Enum.TryParse<Sensitivity>(headers.Get<string>(WireHeaders.Sensitivity), ignoreCase: true, out var sensitivity) ? sensitivity : Sensitivity.None,
            TraceParent = headers.Get<string>(WireHeaders.TraceParent),
            Replayed = headers.Get<string>(WireHeaders.Replayed),
        };
    }

    public CallContext ContextOf(string service) => new(Actor.Service(service))
    {
        CaseId = CaseId,
        CorrelationId = CorrelationId,
        CausationId = CausationId,
        PurposeOfUse = PurposeOfUse,
        Sensitivity = Sensitivity,
        TraceParent = Activity.Current?.Id ?? TraceParent,
    };

    private static string Required(Headers headers, string name) => headers.Get<string>(name) ?? throw new InvalidDataException($"A message has no header '{name}'.");
}
