using System.Globalization;

namespace Healthcare.Reconciliation;

/// <summary>Orders documents of a view by time.</summary>
internal static class Sorting
{
    public static string By(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmmssffffff", CultureInfo.InvariantCulture);
}
