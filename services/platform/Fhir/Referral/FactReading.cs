using Healthcare.Fhir.Resources;

namespace Healthcare.Fhir;

// From resources of a bundle to facts; a reference that does not resolve still gives what it carries itself (identifier, display).
internal static class FactReading
{
    // No real request names more insurances, reasons or participants; following them has a cost that a hostile sender must not choose.
    public const int MostFollowed = 100;

    public static PatientFacts Patient(FhirElement source)
    {
        var patient = new Patient(source);
        return new PatientFacts
        {
            Id = patient.Id,
            Identifiers = patient.Identifiers,
            Name = patient.Name,
            BirthDate = patient.BirthDate,
            Gender = patient.Gender,
            Address = patient.Address,
            Telecom = patient.Telecom,
        };
    }

    public static OrganizationFacts Organization(FhirElement source)
    {
        var organization = new Organization(source);
        return new OrganizationFacts
        {
            Id = organization.Id,
            Name = organization.Name,
            Npi = organization.Npi,
            Identifiers = organization.Identifiers,
            Address = organization.Address,
        };
    }

    public static OrganizationFacts? OrganizationAt(FhirElement reference)
    {
        if (reference.Resolve() is { Exists: true, ResourceType: Resources.Organization.Type } found) return Organization(found);
        if (reference.AsReference() is not { } named || (named.Identifier?.Value is null && named.Display is null)) return null;
        IReadOnlyList<Identifier> identifiers = named.Identifier is { } identifier ? [identifier] : [];
        return new OrganizationFacts { Name = named.Display, Identifiers = identifiers, Npi = identifiers.Npi() };
    }

    public static PractitionerFacts? PractitionerAt(FhirElement reference)
    {
        if (reference.Resolve() is { Exists: true } found) return Practitioner(found);
        if (reference.AsReference() is not { Identifier.Value: not null } named) return null;
        return new PractitionerFacts { Npi = new[] { named.Identifier }.Npi() };
    }

    public static PractitionerFacts? Practitioner(FhirElement source) => source.ResourceType switch
    {
        Resources.Practitioner.Type => Person(source),
        PractitionerRole.Type => Role(new PractitionerRole(source)),
        Resources.Organization.Type => new PractitionerFacts { Organization = Organization(source) },
        _ => null,
    };

    public static CoverageFacts Coverage(FhirElement source)
    {
        var coverage = new Coverage(source);
        var period = coverage.Period;
        var memberId = coverage.MemberId;
        return new CoverageFacts
        {
            Id = coverage.Id,
            Status = coverage.Status,
            MemberNumber = memberId?.Value ?? coverage.SubscriberId,
            SubscriberId = coverage.SubscriberId,
            GroupNumber = coverage.Class("group"),
            PlanNumber = coverage.Class("plan"),
            Relationship = Relationship(coverage.Relationship),
            Payer = OrganizationAt(coverage.Payor),
            Subscriber = coverage.Subscriber.Resolve() is { Exists: true, ResourceType: Resources.Patient.Type } holder ? Patient(holder) : null,
            From = period?.Start,
            To = period?.End,
            Order = coverage.Order,
        };
    }

    // One document per attachment: each is a file of its own to whoever must read it.
    public static IEnumerable<DocumentFacts> Documents(FhirElement source)
    {
        var document = new DocumentReference(source);
        var kind = document.Kind;
        foreach (var attachment in document.Attachments)
        {
            var content = attachment.Data;
            yield return new DocumentFacts
            {
                Id = document.Id,
                Loinc = kind?.In(FhirSystems.Loinc)?.Code,
                Kind = kind,
                ContentType = attachment.ContentType,
                Size = content?.Length ?? attachment.Size,
                Title = attachment.Title ?? document.Description,
                Hash = attachment.Hash,
                Url = attachment.Url,
                Date = document.Date ?? attachment.Creation,
                Content = content,
            };
        }
    }

    // X12 1069: 18 self, 01 spouse, 19 child; others have no counterpart worth guessing.
    private static string? Relationship(CodeableConcept? relationship) =>
        relationship?.In(FhirSystems.SubscriberRelationship)?.Code
        ?? relationship?.In(FhirSystems.X12Relationship)?.Code switch
        {
            "18" => "self",
            "01" => "spouse",
            "19" => "child",
            { } => "other",
            null => null,
        };

    private static PractitionerFacts Person(FhirElement source)
    {
        var practitioner = new Practitioner(source);
        return new PractitionerFacts { Id = practitioner.Id, Npi = practitioner.Npi, Name = practitioner.Name };
    }

    private static PractitionerFacts Role(PractitionerRole role)
    {
        var person = role.Practitioner.Resolve() is { Exists: true, ResourceType: Resources.Practitioner.Type } found ? Person(found) : new PractitionerFacts();
        return person with
        {
            RoleId = role.Id,
            Npi = person.Npi ?? role.Practitioner["identifier"].AsIdentifier() switch
            {
                { System: FhirSystems.Npi, Value: { } npi } => npi,
                _ => role.Identifiers.Npi(),
            },
            Specialties = role.Specialties,
            Telecom = role.Telecom,
            Organization = OrganizationAt(role.Organization),
        };
    }
}
