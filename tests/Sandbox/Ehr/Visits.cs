using System.Text;
using System.Text.Json.Nodes;
using Healthcare.Fhir;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Ehr;

/// <summary>Visits that patients come to: after a delay by themselves, or when told.</summary>
internal sealed class Visits(Outbox outbox, Exchange exchange, ScriptBook scripts, IOptions<SandboxOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BookedVisit> _waiting = new(StringComparer.Ordinal);
    private readonly HashSet<string> _booked = new(StringComparer.Ordinal);

    /// <summary>Books; the same appointment again changes nothing.</summary>
    internal void Book(BookedVisit visit)
    {
        lock (_gate)
        {
            if (!_booked.Add(visit.EhrId)) return;
        }

        var script = scripts.Take(visit.Subject.At(EhrEndpoints.Partner, Steps.Encounter));
        if (script?.Behaviour == Behaviours.Never)
        {
            lock (_gate) _waiting[visit.EhrId] = visit;
            return;
        }

        Send(visit, script, options.Value.Delay);
    }

    /// <summary>Has the visits attended that wait for it.</summary>
    internal int AttendNow(IReadOnlyDictionary<string, string> match)
    {
        List<BookedVisit> attended;
        lock (_gate)
        {
            attended = [.. _waiting.Values.Where(v => ScriptBook.Fits(match, v.Subject))];
            foreach (var visit in attended) _waiting.Remove(visit.EhrId);
        }

        foreach (var visit in attended) Send(visit, script: null, TimeSpan.Zero);
        return attended.Count;
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _booked.Clear();
        }
    }

    private void Send(BookedVisit visit, Script? script, TimeSpan wait)
    {
        var id = Derived.Id("ENC", visit.EhrId);
        outbox.Enqueue(exchange.Bend(
            new Delivery
            {
                Id = $"encounter-{id}",
                Partner = EhrEndpoints.Partner,
                Step = Steps.Encounter,
                Lane = $"encounter-{id}",
                Path = "/partner/v1/encounters",
                MediaType = Bodies.Fhir,
                Body = Encounter(visit, id, script?.Behaviour),
                Wait = wait,
                Reference = visit.Subject.Reference,
            },
            script));
    }

    private static byte[] Encounter(BookedVisit visit, string id, string? behaviour)
    {
        var attended = behaviour != "no-show";
        var npi = behaviour == "wrong-practitioner" ? "1999999984" : visit.Npi;
        var place = behaviour == "wrong-place" ? "22" : visit.PlaceOfService;
        var json = new JsonObject
        {
            ["resourceType"] = "Encounter",
            ["id"] = id,
            ["contained"] = new JsonArray(
                new JsonObject { ["resourceType"] = "Practitioner", ["id"] = "practitioner", ["identifier"] = new JsonArray(Identifier(new Identifier(FhirSystems.Npi, npi))) },
                new JsonObject { ["resourceType"] = "Location", ["id"] = "location", ["type"] = new JsonArray(Concept(FhirSystems.PlaceOfService, place)) }),
            ["identifier"] = new JsonArray(Identifier(new Identifier("urn:ehr:encounter", id))),
            ["status"] = attended ? "finished" : "cancelled",
            ["class"] = new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ActCode", ["code"] = "AMB" },
            ["type"] = new JsonArray(Concept(FhirSystems.PlaceOfService, place)),
            ["subject"] = JsonNode.Parse(visit.Patient.Json.GetRawText()),
            ["participant"] = new JsonArray(new JsonObject { ["individual"] = new JsonObject { ["reference"] = "#practitioner" } }),
            ["appointment"] = new JsonArray([.. visit.Identifiers.Select(i => new JsonObject { ["type"] = "Appointment", ["identifier"] = Identifier(i) })]),
        };
        if (attended) json["period"] = new JsonObject { ["start"] = FhirDate.Of(visit.Start).Text, ["end"] = FhirDate.Of(visit.End).Text };
        json["location"] = new JsonArray(new JsonObject { ["location"] = new JsonObject { ["reference"] = "#location" } });
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static JsonObject Identifier(Identifier identifier)
    {
        var json = new JsonObject();
        if (identifier.System is { } system) json["system"] = system;
        json["value"] = identifier.Value;
        return json;
    }

    private static JsonObject Concept(string system, string code) => new() { ["coding"] = new JsonArray(new JsonObject { ["system"] = system, ["code"] = code }) };
}
