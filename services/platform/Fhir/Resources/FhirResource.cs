namespace Healthcare.Fhir.Resources;

/// <summary>A typed view of a resource: the elements that the trade needs; everything else stays in <see cref="Source"/>.</summary>
public abstract record FhirResource(FhirElement Source)
{
    public string? Id => Source["id"].Text;

    public string? Status => Source["status"].Text;

    public IReadOnlyList<Identifier> Identifiers => Source.Identifiers();

    public IReadOnlyList<string> Profiles => Source["meta"].Texts("profile");

    public sealed override string ToString() => Source.Path;
}
