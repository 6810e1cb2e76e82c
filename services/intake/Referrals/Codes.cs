using System.Text.RegularExpressions;
using Healthcare.Fhir;

namespace Healthcare.Intake.Referrals;

/// <summary>The forms that codes have: what has no such form may be somebody's name, and is not kept in the open.</summary>
internal static partial class Codes
{
    public const int MostDocuments = 100;
    private const int LongestText = 200;

    /// <summary>Short names of the systems that payers price by; others keep their URI.</summary>
    public static string NameOf(string system) => system switch
    {
        FhirSystems.Cpt => "CPT",
        FhirSystems.Hcpcs => "HCPCS",
        FhirSystems.X12ServiceType => "X12-1365",
        _ => system,
    };

    public static bool IsService(string system, string code) => ServiceCode().IsMatch(code) && CodeSystem().IsMatch(system);

    public static bool IsDiagnosis(string code) => Icd10Cm().IsMatch(code);

    public static string? Loinc(string? code) => code is not null && LoincCode().IsMatch(code) ? code : null;

    public static string ContentType(string? type) => type is not null && MediaType().IsMatch(type) ? type.ToLowerInvariant() : "application/octet-stream";

    public static string? Shortened(string? text) => text is { Length: > LongestText } ? text[..LongestText] : text;

    public static string Relationship(string? relationship) => relationship switch
    {
        null or "self" => "self",
        "spouse" or "child" => relationship,
        _ => "other",
    };

    [GeneratedRegex(@"\A[A-Za-z0-9]{1,10}([.-][A-Za-z0-9]{1,10})?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ServiceCode();

    [GeneratedRegex(@"\A(https?://|urn:(oid|uuid):)[A-Za-z0-9._~/:#?=-]{1,200}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeSystem();

    // ICD-10-CM: a letter, a digit, a letter or digit, and up to four more after the point.
    [GeneratedRegex(@"\A[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Icd10Cm();

    [GeneratedRegex(@"\A\d{1,7}-\d\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex LoincCode();

    [GeneratedRegex(@"\A[A-Za-z0-9.+-]{1,60}/[A-Za-z0-9.+-]{1,100}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MediaType();
}
