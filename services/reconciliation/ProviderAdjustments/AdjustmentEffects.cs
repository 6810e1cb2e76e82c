using System.Text.Json;

namespace Healthcare.Reconciliation.ProviderAdjustments;

/// <summary>What one PLB code does: the kind of journal entry, and what it is traced back to (claim, balance or nothing).</summary>
public sealed record AdjustmentEffect(string Code, string Effect, string Entry, string Seeks);

/// <summary>PLB codes with what they do, as data (005010X221A1 PLB03-1); a code that is not here is a person's to classify.</summary>
public static class AdjustmentEffects
{
    public const string Unclassified = "unclassified";
    public const string ForwardBalance = "FB";

    private static readonly IReadOnlyDictionary<string, AdjustmentEffect> ByCode = Read();

    /// <summary>A code without an effect gets an entry of its own name, which no mapping has: it waits for one and is never put anywhere else.</summary>
    public static AdjustmentEffect Of(string code) =>
        ByCode.TryGetValue(code, out var effect) ? effect : new AdjustmentEffect(code, Unclassified, $"provider-adjustment-{code}", "nothing");

    public static IEnumerable<AdjustmentEffect> All => ByCode.Values;

    private static Dictionary<string, AdjustmentEffect> Read()
    {
        using var stream = typeof(AdjustmentEffects).Assembly.GetManifestResourceStream("provider-adjustments.json") ?? throw new InvalidOperationException("provider-adjustments.json is not embedded.");
        var read = JsonSerializer.Deserialize<EffectFile>(stream, JsonSerializerOptions.Web) ?? throw new InvalidDataException("There are no effects of provider adjustments.");
        return read.Effects.ToDictionary(e => e.Code, StringComparer.Ordinal);
    }

    private sealed record EffectFile(IReadOnlyList<AdjustmentEffect> Effects);
}
