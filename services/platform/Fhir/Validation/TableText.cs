namespace Healthcare.Fhir.Validation;

// The text form of the tables; build/fhir-tables.cs writes it and says what each column is.
internal static class TableText
{
    private static readonly (string Short, string Whole)[] Prefixes =
    [
        ("pas:", "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/"), ("core:", "http://hl7.org/fhir/us/core/StructureDefinition/"),
        ("cdex:", "http://hl7.org/fhir/us/davinci-cdex/StructureDefinition/"), ("crd:", "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/"),
        ("bser:", "http://hl7.org/fhir/us/bser/StructureDefinition/"), ("back:", "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"),
        ("vs:", "http://hl7.org/fhir/ValueSet/"), ("r4:", "http://hl7.org/fhir/StructureDefinition/"), ("thocs:", "http://terminology.hl7.org/CodeSystem/"), ("fhir:", "http://hl7.org/fhir/"),
    ];

    public static IEnumerable<string> Lines(string table)
    {
        using var stream = typeof(TableText).Assembly.GetManifestResourceStream(table) ?? throw new InvalidOperationException($"The table {table} is not embedded.");
        using var text = new StreamReader(stream);
        while (text.ReadLine() is { } line)
            if (!line.StartsWith('#')) yield return line;
    }

    public static string Long(string text)
    {
        foreach (var (prefix, whole) in Prefixes)
            if (text.StartsWith(prefix, StringComparison.Ordinal)) return string.Concat(whole, text.AsSpan(prefix.Length));
        return text;
    }

    // code|Reference|Extension(profile profile)
    public static IReadOnlyList<TypeRule> Types(string text) =>
        text.Length == 0 ? [] : [.. text.Split('|').Select(t => t.Split('(', ')') is [var code, var profiles, ..] ? new TypeRule(code, [.. profiles.Split(' ').Select(Long)]) : new TypeRule(t, []))];

    // kind:path,kind:path;open
    public static (IReadOnlyList<Discriminator> By, bool Closed) Slicing(string text)
    {
        if (text.Length == 0) return ([], false);
        var end = text.LastIndexOf(';');
        // Only an extension's url holds a comma-free colon; the first colon ends the kind.
        var by = text[..end].Split(',').Select(d => d.Split(':', 2)).Select(d => new Discriminator(d[0], d[1])).ToList();
        return (by, text[(end + 1)..] == "closed");
    }
}
