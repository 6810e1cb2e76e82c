namespace Healthcare.Fhir;

/// <summary>How large a document may be: bytes, nesting depth, JSON tokens and bundle entries.</summary>
public sealed record FhirLimits(int MaxBytes, int MaxDepth, int MaxTokens, int MaxEntries)
{
    /// <summary>32 MiB, 64 levels, one million tokens and 5,000 entries: memory beside the body stays under 64 MiB.</summary>
    public static FhirLimits Default { get; } = new(32 * 1024 * 1024, 64, 1_000_000, 5_000);
}
