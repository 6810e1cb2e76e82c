using System.Globalization;

namespace Healthcare.Reconciliation;

/// <summary>US dollars as text: exact, at least two decimals.</summary>
internal static class Dollars
{
    public static string Text(decimal amount) => amount.ToString("0.00##", CultureInfo.InvariantCulture);

    /// <summary>A decimal string of whole cents; null when it is none.</summary>
    public static decimal? Read(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) && IsWholeCents(amount) ? amount : null;

    public static bool IsWholeCents(decimal amount) => decimal.Round(amount, 2) == amount && Math.Abs(amount) < 1_000_000_000_000m;
}
