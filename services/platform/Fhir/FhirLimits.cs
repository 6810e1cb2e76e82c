namespace Healthcare.Fhir;

/// <summary>How large a document may be: bytes, nesting depth, JSON tokens and bundle entries.</summary>
public sealed record FhirLimits(int MaxBytes, int MaxDepth, int MaxTokens, int MaxEntries)
{
    /// <summary>24 MiB, 64 levels, one million tokens and 5,000 entries: what a reader allocates stays under 64 MiB.</summary>
    public static FhirLimits Default { get; } = new(24 * 1024 * 1024, 64, 1_000_000, 5_000);
}
