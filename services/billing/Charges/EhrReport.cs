using Healthcare.Fhir;
using Healthcare.Fhir.Resources;
using Healthcare.Hl7v2;

namespace Healthcare.Billing.Charges;

/// <summary>What an EHR says of one encounter: which it is, that it is over, and what was done.</summary>
/// <param name="Source"><c>hl7-dft</c>, <c>hl7-adt</c> or <c>fhir</c>.</param>
/// <param name="MessageId">MSH-10, or the id of the bundle.</param>
/// <param name="VisitIds">Our appointment first, then the EHR's number of the encounter.</param>
internal sealed record EhrReport(string Source, string MessageId, IReadOnlyList<string> VisitIds, ClosedVisit? Closed, IReadOnlyList<ReportedCharge> Charges);

/// <summary>That a visit is over.</summary>
internal sealed record ClosedVisit(string EncounterId, string? PractitionerNpi, string? PlaceOfService, DateOnly Day, DateTimeOffset? EndedAt);

/// <summary>One charge as the EHR says it; what it leaves out is null.</summary>
internal sealed record ReportedCharge(string? Procedure, decimal? Units, string? PractitionerNpi, DateOnly? Day, string? PlaceOfService, int? Minutes);

/// <summary>Reads DFT^P03, ADT^A03 and FHIR (Encounter, ChargeItem) into one report.</summary>
internal static class EhrReportReading
{
    private const string AppointmentSystem = "urn:healthcare:appointment";

    /// <summary>Null where the message is of another kind.</summary>
    public static EhrReport? Of(Hl7Message message) => message.Type switch
    {
        "DFT" when ChargeMessage.Of(message) is { } view => new EhrReport("hl7-dft", message.ControlId, VisitIds(view.Visit), Closed: null, [.. view.Charges.Where(c => c.Transaction.Type is "CG" or null).Select(c => ChargeOf(c, view))]),
        "ADT" when message.Event == "A03" && PatientMessage.Of(message) is { } view => new EhrReport("hl7-adt", message.ControlId, VisitIds(view.Visit), ClosedOf(view), []),
        _ => null,
    };

    /// <summary>A FHIR Encounter alone, or a bundle with it and its ChargeItems.</summary>
    public static EhrReport Of(EncounterReport encounter, ReadOnlyMemory<byte> utf8) => OfFhir(FhirJson.Parse(utf8).Value, encounter);

    private static EhrReport OfFhir(FhirDocument? document, EncounterReport encounter)
    {
        var day = encounter.Start?.Day;
        var ended = (encounter.End ?? encounter.Start)?.Instant;
        var items = document is { ResourceType: "Bundle" } ? FhirBundle.From(document).Value?.OfType(ChargeItem.Type).Select(i => new ChargeItem(i)).ToList() ?? [] : [];
        var minutes = encounter is { Start.Instant: { } from, End.Instant: { } to } ? (int?)(to - from).TotalMinutes : null;
        return new EhrReport(
            "fhir",
            encounter.EncounterId,
            [.. encounter.AppointmentIdentifiers.Where(i => i.System == AppointmentSystem).Select(i => i.Value).OfType<string>(), encounter.EncounterId],
            encounter.IsFinished && day is { } on ? new ClosedVisit(encounter.EncounterId, encounter.PractitionerNpi, encounter.PlaceOfService, on, ended) : null,
            [
                .. items.Select(i => new ReportedCharge(
                    i.Code?.Codings.Select(c => c.Code).FirstOrDefault(c => c is { Length: 5 }), i.Quantity?.Value, encounter.PractitionerNpi, i.Occurrence?.Start?.Day ?? day, encounter.PlaceOfService, minutes)),
            ]);
    }

    private static IReadOnlyList<string> VisitIds(Pv1? visit) =>
        [.. (visit?.AlternateVisits ?? []).Select(a => a.Id).Where(id => Guid.TryParse(id, out _)), .. visit?.VisitNumber is { } number ? [number.Id] : (IEnumerable<string>)[]];

    private static ClosedVisit? ClosedOf(PatientMessage view) => view.Visit is { Discharged: { Date: { } day } discharged } visit
        ? new ClosedVisit(visit.VisitNumber?.Id ?? "", visit.Attending.Select(a => a.Id).FirstOrDefault(id => id is not null), PlaceIn(visit.Location), day, discharged.Instant)
        : null;

    private static ReportedCharge ChargeOf(Healthcare.Hl7v2.Charge charge, ChargeMessage view)
    {
        var ft1 = charge.Transaction;
        return new ReportedCharge(
            ft1.Procedure?.Code ?? (ft1.Code?.Code is { Length: 5 } code ? code : null), ft1.Quantity, ft1.PerformedBy.Select(p => p.Id).FirstOrDefault(id => id is not null), ft1.ServiceDate?.Date,
            PlaceIn(ft1.Location ?? view.Visit?.Location), charge.Procedures.Select(p => p.Minutes).FirstOrDefault(d => d is not null) is { } minutes ? (int)minutes : null);
    }

    private static string? PlaceIn(Pl? location) => location?.PointOfCare is { Length: 2 } place && place.All(char.IsAsciiDigit) ? place : null;
}
