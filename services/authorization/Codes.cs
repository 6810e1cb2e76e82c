using System.Text;
using System.Text.Json;
using Healthcare.Fhir;

namespace Healthcare.Authorization;

/// <summary>Codes of others, made fit for where they are kept or sent.</summary>
internal static class Codes
{
    private const int Longest = 50;

    /// <summary>A partner's code or number as it may stand in an event; null when it is none: free text could name a patient.</summary>
    public static string? Of(string? value)
    {
        if (value is null) return null;
        var trimmed = value.Trim();
        return trimmed.Length is > 0 and <= Longest && trimmed.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/' or '#') ? trimmed : null;
    }

    /// <summary>The clauses of a guide that a document breaks, as they may stand in an event.</summary>
    public static IReadOnlyList<string> Clauses(IEnumerable<FhirIssue> issues) =>
        [.. issues.Where(i => i.IsError).Select(i => Of(Shortened(i.Clause)) ?? Of(i.Detail) ?? Of(i.Code) ?? "invalid").Distinct(StringComparer.Ordinal).Take(20)];

    // A clause of the tables is a profile, its version and a path: the path alone says enough where the whole is too long.
    private static string? Shortened(string? clause)
    {
        if (clause is null) return null;
        var plain = clause.Replace('|', '/').Replace(':', '.').Replace("[x]", "", StringComparison.Ordinal);
        return plain.Length <= Longest ? plain : plain[(plain.IndexOf('#', StringComparison.Ordinal) + 1)..] is { Length: <= Longest } path ? path : plain[^Longest..];
    }

    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>Upper case, with a blank for what X12 uses as a delimiter and for control characters.</summary>
    public static string X12Text(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var c in value.ToUpperInvariant()) text.Append(c is '*' or '^' or ':' or '~' || char.IsControl(c) ? ' ' : c);
        return text.ToString().Trim();
    }
}

/// <summary>Code systems of services as contracts name them, and as FHIR does.</summary>
internal static class ServiceCodes
{
    /// <summary>X12 1365, service type.</summary>
    public const string ServiceType = "X12-1365";

    private static readonly (string Short, string Uri)[] Known =
        [(ServiceType, FhirSystems.X12ServiceType), ("CPT", FhirSystems.Cpt), ("HCPCS", FhirSystems.Hcpcs)];

    public static string ToFhir(string system) => Array.Find(Known, k => k.Short == system) is { Uri: { } uri } ? uri : system;

    public static string FromFhir(string system) => Array.Find(Known, k => k.Uri == system) is { Short: { } name } ? name : system;
}
