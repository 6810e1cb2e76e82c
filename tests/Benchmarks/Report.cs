using System.Globalization;

namespace Healthcare.Benchmarks;

/// <summary>Results as JSON lines, on standard output.</summary>
internal static class Report
{
    public static void Line(string json)
    {
        Console.Out.WriteLine(json);
        Console.Out.Flush();
    }

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>The median of ours, of the baseline, and of their ratio pair by pair.</summary>
    public static void Pairs(string name, string unit, IReadOnlyList<(double Ours, double Baseline)> pairs) =>
        Line($"{{\"name\": \"{name}\", \"unit\": \"{unit}\", \"ours\": {Number(Median(pairs.Select(p => p.Ours)))}, \"baseline\": {Number(Median(pairs.Select(p => p.Baseline)))}, \"ratio\": {Number(Median(pairs.Select(p => p.Ours / p.Baseline)))}, \"pairs\": {pairs.Count}}}");

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
