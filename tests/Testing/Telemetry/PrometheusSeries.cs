using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace Healthcare.Testing.Telemetry;

/// <summary>How a metric sent over OTLP is named when Prometheus keeps it (the OpenTelemetry rules of compatibility with Prometheus).</summary>
public static partial class PrometheusSeries
{
    private const int Bound = 1000;

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds", ["min"] = "minutes", ["h"] = "hours", ["d"] = "days",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["%"] = "percent",
    };

    /// <summary>The series of an instrument; a histogram has three.</summary>
    public static IReadOnlyList<string> Of(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        var kind = instrument.GetType().GetGenericTypeDefinition();
        return kind == typeof(Histogram<>) ? OfHistogram(instrument.Name, instrument.Unit)
            : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? OfCounter(instrument.Name, instrument.Unit)
            : OfGauge(instrument.Name, instrument.Unit);
    }

    /// <summary>A sum that only grows.</summary>
    public static IReadOnlyList<string> OfCounter(string name, string? unit) => [Suffixed(Named(name, unit), "total")];

    /// <summary>A gauge, or a sum that may fall.</summary>
    public static IReadOnlyList<string> OfGauge(string name, string? unit) => [unit == "1" ? Suffixed(Named(name, null), "ratio") : Named(name, unit)];

    public static IReadOnlyList<string> OfHistogram(string name, string? unit)
    {
        var named = Named(name, unit);
        return [$"{named}_bucket", $"{named}_sum", $"{named}_count"];
    }

    private static string Named(string name, string? unit)
    {
        var bare = Annotation().Replace(unit ?? "", "");
        var word = bare is "" or "1" ? "" : Units.GetValueOrDefault(bare, bare);
        var named = Unfit().Replace(name, "_");
        return word.Length == 0 ? named : Suffixed(named, Unfit().Replace(word, "_"));
    }

    private static string Suffixed(string name, string suffix) => name.EndsWith($"_{suffix}", StringComparison.Ordinal) ? name : $"{name}_{suffix}";

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, Bound)]
    private static partial Regex Annotation();

    [GeneratedRegex(@"[^a-zA-Z0-9:]+", RegexOptions.None, Bound)]
    private static partial Regex Unfit();
}
