using System.Globalization;
using Healthcare.Authorization.Packets;
using Healthcare.Authorization.Payers;
using Healthcare.EventStore;
using Healthcare.Fhir;
using Microsoft.Extensions.Options;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>Da Vinci PAS 2.2.1: request, update and inquiry bundles, each checked against the guide before it may leave.</summary>
internal sealed class PasTransport(FhirParties parties, IOptions<AuthorizationOptions> options) : IAuthorizationTransport
{
    /// <summary>CMS place of service that is asked for: an office.</summary>
    public const string PlaceOfService = "11";

    public const string FhirMediaType = "application/fhir+json";

    public string Name => Transports.Pas;

    public WrittenRequest Write(AuthorizationAsk ask)
    {
        var request = Request(ask);
        if (ask.Change is { } change)
        {
            if (!FhirBundle.Parse(change.First).TryGet(out var first) || first.Entries is not [{ Resource: { ResourceType: "Claim" } claim }, ..]) return Broken(request, ["first-request-not-kept"]);
            request = request with { Prior = new PasPrior(claim, ask.File.DocumentsSent) };
        }

        return Checked(request, request.Build());
    }

    /// <summary>What became of the request, asked under its trace number.</summary>
    public WrittenRequest WriteInquiry(AuthorizationAsk ask)
    {
        var inquiry = Request(ask) with { BundleIdentifier = new Identifier(OwnSystems.PasBundle, string.Create(CultureInfo.InvariantCulture, $"{ask.Id}-q{ask.File.Inquiries + 1}")) };
        return Checked(inquiry, inquiry.BuildInquiry());
    }

    private static WrittenRequest Checked(PasRequest request, FhirRead<FhirBundle> built)
    {
        if (!built.TryGet(out var bundle)) return Broken(request, [.. built.Issues.Where(i => i.IsError).Select(i => Codes.Of(i.Detail) ?? "incomplete").Distinct(StringComparer.Ordinal)]);
        var bytes = bundle.ToUtf8();
        var broken = Codes.Clauses(FhirValidation.Check(bytes).Issues);
        return broken.Count > 0 ? Broken(request, broken) : new WrittenRequest(bytes, request.BundleIdentifier.Value ?? "", request.TraceNumber.Value ?? "", []);
    }

    private static WrittenRequest Broken(PasRequest request, IReadOnlyList<string> problems) => new(default, request.BundleIdentifier.Value ?? "", request.TraceNumber.Value ?? "", problems);

    private PasRequest Request(AuthorizationAsk ask)
    {
        var (facts, packet) = (ask.File.Request, ask.Packet);
        return new PasRequest
        {
            BaseUrl = options.Value.FhirBaseUrl,
            BundleIdentifier = new Identifier(OwnSystems.PasBundle, AuthorizationTransport.BundleIdOf(ask)),
            TraceNumber = new Identifier(OwnSystems.Authorization, ask.Id),
            ClaimId = AuthorizationTransport.BundleIdOf(ask),
            CreatedAt = EventCodec.Microseconds(ask.At),
            Patient = FhirParties.Patient(packet.Patient),
            Coverage = FhirParties.Coverage(packet.Coverage, packet.Patient.Id),
            Insurer = parties.Insurer(facts.PayerId, packet.Coverage.PayerIdentifier),
            Requestor = parties.Requestor(packet.Requester),
            Practitioner = packet.Requester.Family is { } family
                ? new PractitionerFacts { Npi = packet.Requester.Npi, Name = new HumanName(Use: null, family, packet.Requester.Given, [], [], Text: null) }
                : null,
            Priority = facts.Level == ReviewLevel.Expedited ? "stat" : "normal",
            LevelOfService = facts.Level == ReviewLevel.Expedited ? "U" : null,
            Diagnoses = [.. facts.Diagnoses.Select(d => new Coding(FhirSystems.Icd10Cm, d))],
            Items = ask.Change is { } change ? [.. change.Lines().Select(l => Item(ask, l.Item, l.Change, change))] : [.. ask.File.Needed.Select(i => Item(ask, i, ItemChange.None, change: null))],
            Documents = ask.Documents,
        };
    }

    private static PasItem Item(AuthorizationAsk ask, RequestedItem item, ItemChange differs, ChangeAsk? change)
    {
        var known = change?.Known.FirstOrDefault(k => k.Requested.Sequence == item.Sequence);
        return new PasItem
        {
            Sequence = item.Sequence,
            Service = new Coding(ServiceCodes.ToFhir(item.System), item.Code),
            ServiceType = item.System == ServiceCodes.ServiceType ? item.Code : "3",
            TraceNumber = new Identifier(OwnSystems.AuthorizationItem, string.Create(CultureInfo.InvariantCulture, $"{ask.Id}-{item.Sequence}")),
            Quantity = item.Units,
            QuantityQualifier = "VS",
            ServicedFrom = ask.File.Request.ServiceDate,
            PlaceOfService = PlaceOfService,
            CertificationType = (differs, change?.Purpose) switch
            {
                (ItemChange.Withdrawn, _) => PasCertificationType.Cancel,
                (_, Purposes.Extension) => PasCertificationType.Extension,
                (ItemChange.Changed, _) => PasCertificationType.Revised,
                _ => PasCertificationType.Initial,
            },
            Change = differs switch
            {
                ItemChange.Added => PasChange.Added,
                ItemChange.Changed => PasChange.Changed,
                _ when change?.Purpose == Purposes.Extension => PasChange.Changed,
                _ => null,
            },
            AuthorizationNumber = known?.Decision?.CertificationNumber,
            AdministrationReferenceNumber = known?.AdministrationReference,
        };
    }
}
