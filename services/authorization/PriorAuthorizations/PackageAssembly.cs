using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Originals;
using Microsoft.Extensions.Options;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>Builds the PAS bundle (Da Vinci PAS 2.2.1) of an authorization and keeps it, so that every resend sends the same bytes.</summary>
internal sealed class PackageAssembly(
    Streams<PriorAuthorizationCommand> authorizations, OriginalStore originals, Vault vault, IConfiguration configuration, IOptions<AuthorizationOptions> options)
{
    /// <summary>CMS place of service that is asked for: an office.</summary>
    public const string PlaceOfService = "11";

    /// <summary>The command that follows; null when the authorization has its package already.</summary>
    public async Task<PriorAuthorizationCommand?> AssembleAsync(Guid authorizationId, string? part2Consent, DateTimeOffset at, CancellationToken cancel)
    {
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(authorizationId, cancel);
        if (state is not (PriorAuthorization.Assembling or PriorAuthorization.Incomplete or PriorAuthorization.Held) || state is not PriorAuthorization.Begun begun) return null;
        if (await vault.OpenAsync(begun.Packet, cancel) is not { } packet) return new ReturnPackage([PriorAuthorizationRefusals.Erased.Code], at);

        var documents = await DocumentsAsync(begun.Request, packet, cancel);
        var request = Request(authorizationId, begun.Request, packet, documents, at);
        var built = request.Build();
        if (!built.TryGet(out var bundle))
            return new ReturnPackage([.. built.Issues.Where(i => i.IsError).Select(i => Codes.Of(i.Detail) ?? "incomplete").Distinct(StringComparer.Ordinal)], at);
        if (await originals.KeepAsync(bundle.ToUtf8(), PasSubmissions.MediaType, "authorization", cancel) is not Keeping.Kept kept) return new ReturnPackage(["package-too-large"], at);
        await originals.AssignAsync(kept.Id, begun.Request.PatientId, cancel);
        return new AssemblePackage(
            new Package
            {
                ManifestHash = ManifestHash(begun.Request),
                Documents = [.. begun.Request.Documents.Select(d => d.DocumentId)],
                Attached = documents.Count,
                BundleOriginalId = kept.Id.Value,
                BundleId = request.BundleIdentifier.Value ?? "",
                TraceNo = request.TraceNumber.Value ?? "",
                SignedBy = Codes.Of(begun.Request.ReferrerNpi),
                IsEndpointKnown = configuration[$"Partners:{begun.Request.PayerId}:Endpoints:{PasSubmissions.Name}"] is { Length: > 0 },
                Part2Consent = Codes.Of(part2Consent),
            },
            at);
    }

    private static string ManifestHash(RequestFacts request) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', request.Documents.Select(d => $"{d.DocumentId} {d.Sha256}").Prepend(request.PacketHash)))));

    private async Task<List<DocumentFacts>> DocumentsAsync(RequestFacts request, ReferralPacket packet, CancellationToken cancel)
    {
        var documents = new List<DocumentFacts>(request.Documents.Count);
        foreach (var kept in request.Documents)
        {
            await using var content = await originals.OpenAsync(new OriginalId(kept.OriginalId), cancel);
            if (content is null) continue;
            documents.Add(new DocumentFacts
            {
                Loinc = kept.TypeLoinc,
                ContentType = content.Original.MediaType,
                Title = packet.Documents.FirstOrDefault(d => d.Id == kept.DocumentId)?.Title,
                Content = await content.ReadAllAsync(cancel),
            });
        }

        return documents;
    }

    private PasRequest Request(Guid authorizationId, RequestFacts facts, ReferralPacket packet, List<DocumentFacts> documents, DateTimeOffset at)
    {
        var id = authorizationId.ToString("N");
        return new PasRequest
        {
            BaseUrl = options.Value.FhirBaseUrl,
            BundleIdentifier = new Identifier(OwnSystems.PasBundle, id),
            TraceNumber = new Identifier(OwnSystems.Authorization, id),
            ClaimId = id,
            CreatedAt = EventCodec.Microseconds(at),
            Patient = Patient(packet.Patient),
            Coverage = Coverage(packet.Coverage, packet.Patient.Id),
            Insurer = Insurer(facts.PayerId, packet.Coverage.PayerIdentifier),
            Requestor = Requestor(packet.Requester),
            Practitioner = packet.Requester.Family is { } family
                ? new PractitionerFacts { Npi = packet.Requester.Npi, Name = new HumanName(Use: null, family, packet.Requester.Given, [], [], Text: null) }
                : null,
            Priority = facts.Level == ReviewLevel.Expedited ? "stat" : "normal",
            LevelOfService = facts.Level == ReviewLevel.Expedited ? "U" : null,
            Diagnoses = [.. facts.Diagnoses.Select(d => new Coding(FhirSystems.Icd10Cm, d))],
            Items = [.. facts.Items.Select(i => Item(id, i, facts.ServiceDate))],
            Documents = documents,
        };
    }

    private static PasItem Item(string authorizationId, RequestedItem item, DateOnly wanted) => new()
    {
        Sequence = item.Sequence,
        Service = new Coding(ServiceCodes.ToFhir(item.System), item.Code),
        ServiceType = item.System == ServiceCodes.ServiceType ? item.Code : "3",
        TraceNumber = new Identifier(OwnSystems.AuthorizationItem, string.Create(CultureInfo.InvariantCulture, $"{authorizationId}-{item.Sequence}")),
        Quantity = item.Units,
        QuantityQualifier = "VS",
        ServicedFrom = wanted,
        PlaceOfService = PlaceOfService,
    };

    private static PatientFacts Patient(PacketPatient patient) => new()
    {
        Identifiers = [new Identifier(OwnSystems.Patient, patient.Id.ToString("D"))],
        Name = new HumanName(Use: null, patient.Family, patient.Given, [], [], Text: null),
        BirthDate = patient.BirthDate is { } born ? FhirDate.Of(born) : null,
        Gender = patient.Gender,
        Address = Address(patient.Address),
    };

    private static CoverageFacts Coverage(PacketCoverage coverage, Guid patientId) => new()
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

    private OrganizationFacts Insurer(string payerId, string identifier) => new()
    {
        Name = configuration[$"Partners:{payerId}:Name"] ?? payerId,
        Identifiers = [new Identifier(IsNpi(identifier) ? FhirSystems.Npi : FhirSystems.Naic, identifier)],
    };

    private OrganizationFacts Requestor(PacketRequester requester)
    {
        var us = options.Value.Organization;
        return new OrganizationFacts { Name = us.Name ?? requester.OrganizationName ?? requester.Family, Npi = us.Npi ?? requester.OrganizationNpi ?? requester.Npi };
    }

    private static bool IsNpi(string identifier) => identifier.Length == 10 && identifier.All(char.IsAsciiDigit);

    private static Address? Address(PacketAddress? address) =>
        address is null ? null : new Address(address.Lines, address.City, address.State, address.PostalCode, Country: null);
}
