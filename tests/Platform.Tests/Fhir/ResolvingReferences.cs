using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class ResolvingReferences
{
    private const string Bundle = """
        { "resourceType": "Bundle", "type": "collection", "entry": [
          { "fullUrl": "https://a.example/fhir/Patient/1", "resource": { "resourceType": "Patient", "id": "1",
              "contained": [ { "resourceType": "Organization", "id": "inside" } ],
              "managingOrganization": { "reference": "REF" } } },
          { "fullUrl": "https://a.example/fhir/Organization/2", "resource": { "resourceType": "Organization", "id": "2" } },
          { "fullUrl": "https://b.example/fhir/Organization/3", "resource": { "resourceType": "Organization", "id": "3" } },
          { "fullUrl": "https://a.example/fhir/Organization/4", "resource": { "resourceType": "Organization", "id": "4" } },
          { "fullUrl": "https://b.example/fhir/Organization/4", "resource": { "resourceType": "Organization", "id": "4", "name": "b" } },
          { "fullUrl": "urn:uuid:0b0e3f0a-6a0b-4f6e-9a3e-2f1f5c0e7d11", "resource": { "resourceType": "Organization", "id": "5" } } ] }
        """;

    [TestCase("Organization/2", "Bundle.entry[1].resource")]
    [TestCase("Organization/2/_history/7", "Bundle.entry[1].resource")]
    [TestCase("https://a.example/fhir/Organization/2", "Bundle.entry[1].resource")]
    [TestCase("https://b.example/fhir/Organization/3", "Bundle.entry[2].resource")]
    [TestCase("Organization/3", "Bundle.entry[2].resource")]
    [TestCase("Organization/4", "Bundle.entry[3].resource")]
    [TestCase("https://b.example/fhir/Organization/4", "Bundle.entry[4].resource")]
    [TestCase("urn:uuid:0b0e3f0a-6a0b-4f6e-9a3e-2f1f5c0e7d11", "Bundle.entry[5].resource")]
    [TestCase("#inside", "Bundle.entry[0].resource.contained[0]")]
    [TestCase("#elsewhere", null)]
    [TestCase("Organization/99", null)]
    [TestCase("https://c.example/fhir/Patient", null)]
    [TestCase("/", null)]
    public void Follows_each_way_of_pointing(string reference, string? path)
    {
        var bundle = Get(FhirBundle.Parse(Utf8(Bundle.Replace("REF", reference, StringComparison.Ordinal))));
        var found = bundle.Entries[0].Resource["managingOrganization"].Resolve();
        Assert.That(found.Exists ? found.Path : null, Is.EqualTo(path));
    }

    [Test]
    public void An_ambiguous_short_form_resolves_to_neither()
    {
        var bundle = Get(FhirBundle.Parse(Utf8(Bundle)));
        Assert.That(bundle.Find("Organization/4"), Is.Null);
    }

    [TestCase("Organization/2", 0)]
    [TestCase("#inside", 0)]
    [TestCase("Organization/3", 1, Description = "another server's organization is not a relative one")]
    [TestCase("Organization/99", 1)]
    public void Says_which_references_leave_the_bundle(string reference, int leaving)
    {
        var bundle = Get(FhirBundle.Parse(Utf8(Bundle.Replace("REF", reference, StringComparison.Ordinal))));
        var issues = bundle.UnresolvedReferences();
        Assert.That(issues, Has.Count.EqualTo(leaving));
        if (leaving > 0) Assert.That(issues[0], Has.Property("Expression").EqualTo("Bundle.entry[0].resource.managingOrganization").And.Property("Clause").EqualTo("spec-13"));
    }
}
