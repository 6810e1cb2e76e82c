using System.Globalization;
using System.Text.Json;

namespace Healthcare.Local.Demo;

/// <summary>Compares a remittance as the system shows it with the figures of an independent reader.</summary>
internal static class ExpectedFigures
{
    /// <summary>The first figure that differs, or null.</summary>
    public static string? Difference(JsonElement seen, JsonElement expected)
    {
        var trace = seen.GetProperty("trace").GetString();
        var set = expected.GetProperty("transaction_sets").EnumerateArray().FirstOrDefault(s => s.GetProperty("trace_number").GetString() == trace);
        if (set.ValueKind != JsonValueKind.Object) return $"no transaction set with trace number {trace} was expected";
        return Compare("payment amount", seen.GetProperty("amount"), set.GetProperty("payment_amount"))
            ?? Compare("sum of charges", seen.GetProperty("totalCharge"), set.GetProperty("sum_claim_charge"))
            ?? Compare("sum of payments", seen.GetProperty("totalPaid"), set.GetProperty("sum_claim_paid"))
            ?? Compare("sum of provider adjustments", seen.GetProperty("providerAdjustmentTotal"), set.GetProperty("plb_total"))
            ?? (seen.GetProperty("claimCount").GetInt32() == set.GetProperty("claim_count").GetInt32() ? null : "the number of claims differs")
            ?? (seen.GetProperty("balanced").GetBoolean() == set.GetProperty("balances").GetBoolean() ? null : "whether it balances differs");
    }

    private static string? Compare(string what, JsonElement seen, JsonElement expected)
    {
        var (ours, theirs) = (Amount(seen), Amount(expected));
        return ours == theirs ? null : string.Create(CultureInfo.InvariantCulture, $"the {what} is {ours}, expected {theirs}");
    }

    private static decimal Amount(JsonElement value) => decimal.Parse(value.GetString() ?? "0", CultureInfo.InvariantCulture);
}
