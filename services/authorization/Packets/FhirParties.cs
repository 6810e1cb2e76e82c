using Healthcare.Authorization.Payers;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Fhir;
using Microsoft.Extensions.Options;

namespace Healthcare.Authorization.Packets;

/// <summary>The people and organizations of a packet, as FHIR names them.</summary>
internal sealed class FhirParties(PayerDirectory payers, IOptions<AuthorizationOptions> options)
{
    public static PatientFacts Patient(PacketPatient patient) => new()
    {
        Identifiers = [new Identifier(OwnSystems.Patient, patient.Id.ToString("D"))],
        Name = new HumanName(Use: null, patient.Family, patient.Given, [], [], Text: null),
        BirthDate = patient.BirthDate is { } born ? FhirDate.Of(born) : null,
        Gender = patient.Gender,
        Address = Address(patient.Address),
    };

    public static CoverageFacts Coverage(PacketCoverage coverage, Guid patientId) => new()
    {
        MemberNumber = coverage.MemberNumber,
        SubscriberId = coverage.SubscriberId,
        Relationship = coverage.Relationship,
        Subscriber = coverage.Subscriber is { } holder
            ? new PatientFacts
            {
                Identifiers = [new Identifier(OwnSystems.Patient, $"{patientId:D}-holder")],
                Name = new HumanName(Use: null, holder.Family, holder.Given, [], [], Text: null),
                BirthDate = holder.BirthDate is { } born ? FhirDate.Of(born) : null,
                Gender = holder.Gender,
                Address = Address(holder.Address),
            }
            : null,
    };

    public OrganizationFacts Insurer(string payerId, string identifier) => new()
    {
        Name = payers.NameOf(payerId),
        Identifiers = [new Identifier(IsNpi(identifier) ? FhirSystems.Npi : FhirSystems.Naic, identifier)],
    };

    public OrganizationFacts Requestor(PacketRequester requester)
    {
        var us = options.Value.Organization;
        return new OrganizationFacts { Name = us.Name ?? requester.OrganizationName ?? requester.Family, Npi = us.Npi ?? requester.OrganizationNpi ?? requester.Npi };
    }

    private static bool IsNpi(string identifier) => identifier.Length == 10 && identifier.All(char.IsAsciiDigit);

    private static Address? Address(PacketAddress? address) =>
        address is null ? null : new Address(address.Lines, address.City, address.State, address.PostalCode, Country: null);
}
