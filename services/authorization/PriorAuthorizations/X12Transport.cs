using System.Globalization;
using Healthcare.Authorization.Packets;
using Healthcare.Authorization.Payers;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>X12 278 (005010X217): the same request for payers that do not speak PAS. Documents are named (PWK) and follow when asked for.</summary>
internal sealed class X12Transport(PayerDirectory payers, IOptions<AuthorizationOptions> options) : IAuthorizationTransport
{
    private const string Request = "13";
    private const string Cancellation = "01";

    public string Name => Transports.X12;

    public WrittenRequest Write(AuthorizationAsk ask)
    {
        var (us, bundleId) = (options.Value.Organization, AuthorizationTransport.BundleIdOf(ask));
        var payer = payers.EdiIdOf(ask.File.Request.PayerId) ?? ask.Packet.Coverage.PayerIdentifier;
        var number = X12Numbers.Of(bundleId);
        var document = X12Document.Write(
            new InterchangeEnvelope("ZZ", us.EdiId, "ZZ", payer, ask.At.UtcDateTime, number),
            new GroupEnvelope(ServicesReview.FunctionalId, us.EdiId, payer, ask.At.UtcDateTime, number, ServicesReview.Version),
            writer => Review(ask, bundleId, us).Write(writer, "0001"));
        return document.Refusal is { } refusal
            ? new WrittenRequest(default, bundleId, ask.Id, [$"x12-{Codes.Kebab(refusal.Code.ToString())}-{refusal.SegmentId}"])
            : new WrittenRequest(document.Bytes, bundleId, ask.Id, []);
    }

    private ServicesReview Review(AuthorizationAsk ask, string bundleId, AuthorizationOptions.OrganizationOptions us)
    {
        var packet = ask.Packet;
        var patient = X12Parties.Patient(packet.Patient);
        var holder = X12Parties.Holder(packet.Coverage);
        var member = holder is not null ? packet.Coverage.SubscriberId ?? packet.Coverage.MemberNumber : packet.Coverage.MemberNumber;
        return new ServicesReview
        {
            Purpose = ask.Change is { Purpose: Purposes.Cancellation } ? Cancellation : Request,
            Reference = bundleId,
            At = ask.At.UtcDateTime,
            Organization = new Party { EntityCode = "X3", Name = Codes.X12Text(payers.NameOf(ask.File.Request.PayerId)), IdQualifier = "PI", Id = packet.Coverage.PayerIdentifier },
            Requester = X12Parties.Provider(packet.Requester, us),
            Subscriber = (holder ?? patient) with { EntityCode = "IL", IdQualifier = "MI", Id = member },
            Dependent = holder is null ? null : patient with { EntityCode = "QC" },
            Events = [Event(ask, us)],
        };
    }

    private static ReviewItem Event(AuthorizationAsk ask, AuthorizationOptions.OrganizationOptions us)
    {
        var facts = ask.File.Request;
        var lines = ask.Change is { } change ? [.. change.Lines()] : ask.File.Needed.Select(i => (Item: i, Change: ItemChange.None)).ToList();
        return new ReviewItem
        {
            Level = "EV",
            Traces = [new TraceNumber("1", ask.Id, $"9{us.TaxNumber}")],
            Scope = new ReviewScope("HS", TypeOf(ask.Change?.Purpose, ItemChange.None), ServiceType(lines[0].Item), PasTransport.PlaceOfService, "B", facts.Level == ReviewLevel.Expedited ? "U" : "E"),
            References = References(ask),
            Dates = [new QualifiedDate("AAH", facts.ServiceDate, To: null)],
            Diagnoses = [.. facts.Diagnoses.Select((d, at) => new Diagnosis(at == 0 ? "ABK" : "ABF", d.Replace(".", "", StringComparison.Ordinal)))],
            Paperwork = [.. ask.Documents.Select((_, at) => new Paperwork("77", "AA", (at + 1).ToString(CultureInfo.InvariantCulture), Description: null))],
            Services = [.. lines.Select(l => Service(ask, l.Item, l.Change, us))],
        };
    }

    private static ReviewItem Service(AuthorizationAsk ask, RequestedItem item, ItemChange change, AuthorizationOptions.OrganizationOptions us) => new()
    {
        Level = "SS",
        Traces = [new TraceNumber("1", string.Create(CultureInfo.InvariantCulture, $"{ask.Id}-{item.Sequence}"), $"9{us.TaxNumber}")],
        Scope = new ReviewScope("HS", TypeOf(ask.Change?.Purpose, change), ServiceType(item), Facility: null, FacilityQualifier: null, LevelOfService: null),
        Dates = [new QualifiedDate("472", ask.File.Request.ServiceDate, To: null)],
        Service = item.System == ServiceCodes.ServiceType ? null : new ReviewedService("SV1", RevenueCode: null, "HC", item.Code, [], Amount: null, "UN", item.Units),
        Delivery = new ServiceDelivery("VS", item.Units, UnitBasis: null, Modulus: null, PeriodQualifier: null, Periods: null, CalendarPattern: null, TimePattern: null),
    };

    // The payer finds what is changed by the number that it gave: REF*BB once certified, REF*NT while pended.
    private static IReadOnlyList<Reference> References(AuthorizationAsk ask)
    {
        if (ask.Change is null) return [];
        if (ask.Change.Known.Select(k => k.Decision?.CertificationNumber).FirstOrDefault(n => n is not null) is { } certified) return [new Reference("BB", certified)];
        return ask.Change.Known.Select(k => k.AdministrationReference).FirstOrDefault(n => n is not null) is { } pended ? [new Reference("NT", pended)] : [];
    }

    private static string TypeOf(string? purpose, ItemChange change) => (purpose, change) switch
    {
        (Purposes.Cancellation, _) or (_, ItemChange.Withdrawn) => "3",
        (Purposes.Extension, _) => "4",
        (null, _) => "I",
        (_, ItemChange.Added) => "I",
        _ => "S",
    };

    private static string ServiceType(RequestedItem item) => item.System == ServiceCodes.ServiceType ? item.Code : "3";
}
