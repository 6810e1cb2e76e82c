namespace Healthcare.Messaging;

/// <summary>The headers of every message, beside the plain contract that is its body. Ids, counts and codes only.</summary>
internal static class WireHeaders
{
    public const string Count = "n";
    public const string Before = "before";
    public const string Source = "source";
    public const string OrderKey = "order-key";
    public const string Case = "case";
    public const string Event = "event";
    public const string Correlation = "correlation";
    public const string Purpose = "purpose";
    public const string Sensitivity = "sensitivity";
    public const string TraceParent = "traceparent";

    /// <summary>On a message that waited and is tried again: why it waited.</summary>
    public const string Replayed = "replayed";
}
