using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Intake.Referrals;

namespace Healthcare.Intake.Channels;

/// <summary>Which fields of a message were read, and by that which were not.</summary>
internal sealed class Hl7Places(Hl7Message message)
{
    // What is envelope, not content: who sends to whom, and the numbering of segments.
    private static readonly HashSet<string> Envelope = ["MSH", "SFT", "PID-1", "IN1-1", "DG1-1", "PR1-1", "OBR-1", "OBX-1", "NTE-1", "PV1-1", "GT1-1", "NK1-1"];
    private readonly List<FieldSource> fields = [];
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    public void Add(string field, string place, bool isField = true)
    {
        var plain = place.Replace("(1)-", "-", StringComparison.Ordinal);
        read.Add(plain);
        if (isField) fields.Add(new FieldSource(field, plain));
    }

    /// <summary>Keeps the place of a value that is there.</summary>
    public T? Taking<T>(string field, string place, T? value)
    {
        if (value is not null) Add(field, place);
        return value;
    }

    public Provenance ToProvenance(string channel, IReadOnlyList<FhirIssue> issues)
    {
        var unmapped = Unmapped().ToList();
        return new Provenance(
            channel, fields, [.. unmapped.Take(Provenance.MostListed)], unmapped.Count,
            [.. issues.Take(Provenance.MostListed).Select(i => new MappingFinding(i.Severity.ToString().ToLowerInvariant(), i.Detail ?? i.Code, i.Expression, i.Clause))]);
    }

    private IEnumerable<string> Unmapped()
    {
        foreach (var segment in message.Segments.Where(s => !Envelope.Contains(s.Id)))
        {
            var at = segment.Occurrence > 1 ? $"{segment.Id}({segment.Occurrence})" : segment.Id;
            for (var field = 1; field <= segment.FieldCount; field++)
            {
                if (segment[field].Presence == Hl7Presence.Valued && !Envelope.Contains($"{segment.Id}-{field}") && !read.Contains($"{at}-{field}")) yield return $"{at}-{field}";
            }
        }
    }
}

/// <summary>Code systems as HL7 v2 names them (table 0396) and as FHIR does.</summary>
internal static class Hl7CodeSystems
{
    public static string? ServiceSystem(string? name) => name?.ToUpperInvariant() switch
    {
        "C4" or "CPT" or "CPT4" or "CPT-4" => FhirSystems.Cpt,
        "HCPCS" or "HPC" or "HCPT" => FhirSystems.Hcpcs,
        "X12DE1365" or "X121365" => FhirSystems.X12ServiceType,
        "SCT" or "SNM" => "http://snomed.info/sct",
        "LN" => FhirSystems.Loinc,
        _ => null,
    };

    public static bool IsIcd10(string? name) => name?.ToUpperInvariant() is "I10" or "I10C" or "ICD10" or "ICD10CM" or "ICD-10-CM" or "ICD-10";
}

/// <summary>Documents of a message: OBX whose value is encapsulated data (ED) in Base64, or text under a LOINC code of a document.</summary>
internal static class Hl7Documents
{
    public static IReadOnlyList<SheetDocument> Of(Hl7Message message, Hl7Places places, List<FhirIssue> issues)
    {
        var documents = new List<SheetDocument>();
        foreach (var segment in message.SegmentsOf("OBX"))
        {
            var obx = new Obx(segment);
            var at = $"OBX({segment.Occurrence})-5";
            if (obx.ValueType is not "ED") continue;
            var value = segment[5].Repetition(1);
            // ED: source application, type of data, subtype, encoding, data.
            if (value.Component(4).Text is not "Base64" || value.Component(5).Text is not { } data || Decoded(data) is not { } bytes)
            {
                issues.Add(FhirIssue.Invalid(at, "document-unreadable", "The document is not Base64, or has no content."));
                continue;
            }

            places.Add(Field.Document, at);
            places.Add(Field.Document, $"OBX({segment.Occurrence})-3", isField: false);
            places.Add(Field.Document, $"OBX({segment.Occurrence})-2", isField: false);
            documents.Add(new SheetDocument(obx.Code?.System is "LN" ? Codes.Loinc(obx.Code.Code) : null, TypeOf(value.Component(2).Text, value.Component(3).Text), Codes.Shortened(obx.Code?.Text), bytes));
        }

        if (documents.Count > Codes.MostDocuments)
            issues.Add(new FhirIssue(FhirSeverity.Error, "too-costly", "OBX", $"A referral carries at most {Codes.MostDocuments} documents.") { Detail = "too-many-documents" });
        return documents;
    }

    private static byte[]? Decoded(string data)
    {
        var bytes = new byte[data.Length];
        return Convert.TryFromBase64String(data, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    // Table 0191 and table 0291.
    private static string TypeOf(string? type, string? subtype) => Codes.ContentType(type?.ToUpperInvariant() switch
    {
        "TEXT" or "TX" or "FT" => $"text/{(subtype is null ? "plain" : subtype)}",
        "APPLICATION" or "AP" => $"application/{subtype}",
        "IMAGE" or "IM" => $"image/{subtype}",
        "PDF" => "application/pdf",
        _ => null,
    });
}
