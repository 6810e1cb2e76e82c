namespace Healthcare.Fhir;

/// <summary>Reads the data types of R4 from an element; a missing element reads as null.</summary>
public static class FhirReading
{
    public static Identifier? AsIdentifier(this FhirElement at) => at.Exists
        ? new Identifier(at["system"].Text, at["value"].Text, at["type"]["coding"].AsCoding())
        : null;

    public static Coding? AsCoding(this FhirElement at) => at.Exists ? new Coding(at["system"].Text, at["code"].Text, at["display"].Text) : null;

    public static CodeableConcept? AsConcept(this FhirElement at) => at.Exists
        ? new CodeableConcept(Coded(at.Each("coding")), at["text"].Text)
        : null;

    public static HumanName? AsName(this FhirElement at) => at.Exists
        ? new HumanName(at["use"].Text, at["family"].Text, Texts(at, "given"), Texts(at, "prefix"), Texts(at, "suffix"), at["text"].Text)
        : null;

    public static Address? AsAddress(this FhirElement at) => at.Exists
        ? new Address(Texts(at, "line"), at["city"].Text, at["state"].Text, at["postalCode"].Text, at["country"].Text)
        : null;

    public static ContactPoint? AsContact(this FhirElement at) => at.Exists ? new ContactPoint(at["system"].Text, at["value"].Text, at["use"].Text) : null;

    public static Period? AsPeriod(this FhirElement at) => at.Exists ? new Period(at["start"].Date, at["end"].Date) : null;

    public static Quantity? AsQuantity(this FhirElement at) => at["value"].Number is { } value
        ? new Quantity(value, at["unit"].Text, at["system"].Text, at["code"].Text)
        : null;

    public static Money? AsMoney(this FhirElement at) => at["value"].Number is { } value ? new Money(value, at["currency"].Text) : null;

    public static Reference? AsReference(this FhirElement at) => at.Exists
        ? new Reference(at["reference"].Text, at["type"].Text, at["identifier"].AsIdentifier(), at["display"].Text)
        : null;

    public static Attachment? AsAttachment(this FhirElement at) => at.Exists
        ? new Attachment(
            at["contentType"].Text, at["url"].Text, at["title"].Text, at["size"].Whole is >= 0 and var size ? size : null, at["hash"].Text,
            at["creation"].Date, at["data"].Bytes)
        : null;

    public static IReadOnlyList<Identifier> Identifiers(this FhirElement at, string name = "identifier") => Listed(at.Each(name), AsIdentifier);

    public static IReadOnlyList<CodeableConcept> Concepts(this FhirElement at, string name) => Listed(at.Each(name), AsConcept);

    public static IReadOnlyList<Reference> References(this FhirElement at, string name) => Listed(at.Each(name), AsReference);

    public static IReadOnlyList<string> Texts(this FhirElement at, string name) => Listed(at.Each(name), e => e.Text);

    /// <summary>The national provider identifier among the identifiers of the element.</summary>
    public static string? Npi(this IEnumerable<Identifier> identifiers) => identifiers.FirstOrDefault(i => i.System == FhirSystems.Npi)?.Value;

    internal static IReadOnlyList<T> Listed<T>(IEnumerable<FhirElement> items, Func<FhirElement, T?> read)
        where T : class
    {
        var list = new List<T>();
        foreach (var item in items)
            if (read(item) is { } value) list.Add(value);
        return list;
    }

    private static IReadOnlyList<Coding> Coded(IEnumerable<FhirElement> items) => Listed(items, AsCoding);
}
