using System.Text.Json.Nodes;
using Healthcare.Fhir.Resources;

namespace Healthcare.Fhir;

/// <summary>A payer's CoverageEligibilityResponse: the FHIR counterpart of a 271.</summary>
public sealed record EligibilityAnswer
{
    public required string ResponseId { get; init; }

    /// <summary>The question's own number, where the answer carries it back.</summary>
    public string? Trace { get; init; }

    /// <summary>queued, complete, error or partial.</summary>
    public required string Outcome { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateOnly? ServiceDate { get; init; }

    /// <summary>Whether the cover is in force on that day; null where the answer does not say.</summary>
    public bool? InForce { get; init; }

    /// <summary>Whether one of the services needs an authorization; null where the answer does not say.</summary>
    public bool? AuthorizationRequired { get; init; }

    /// <summary>More than one cover answers for the patient.</summary>
    public bool HasOtherPayer { get; init; }

    /// <summary>Reject reasons as X12 901 codes them; other systems' codes as they are.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>The answer to a question, its resources under the question's own urls.</summary>
    public byte[] Build(EligibilityQuestion to)
    {
        ArgumentNullException.ThrowIfNull(to);
        string At(string type, string suffix) => $"{to.BaseUrl.TrimEnd('/')}/{type}/{to.Trace.Value}{suffix}";
        var json = new JsonObject
        {
            ["resourceType"] = CoverageEligibilityResponse.Type,
            ["id"] = ResponseId,
            ["identifier"] = new JsonArray(FhirWriting.Identifier(to.Trace)),
            ["status"] = "active",
            ["purpose"] = new JsonArray("validation", "benefits"),
            ["patient"] = FhirWriting.Reference(At("Patient", "-patient")),
            ["servicedDate"] = FhirDate.Of(ServiceDate ?? to.ServiceDate).Text,
            ["created"] = FhirDate.Of(CreatedAt).Text,
            ["request"] = FhirWriting.Reference(At(CoverageEligibilityRequest.Type, "")),
            ["outcome"] = Outcome,
            ["insurer"] = FhirWriting.Reference(At("Organization", "-insurer")),
        };
        if (InForce is { } inForce) json["insurance"] = new JsonArray(Insurance(to, At("Coverage", "-coverage"), inForce));
        return json.WithEach("error", Errors.Select(e => new JsonObject { ["code"] = FhirWriting.Concept(new Coding(FhirSystems.X12RejectReason, e)) })).ToUtf8();
    }

    /// <summary>Reads an answer, alone or first in a bundle.</summary>
    public static FhirRead<EligibilityAnswer> Read(ReadOnlyMemory<byte> utf8, FhirLimits? limits = null) => FhirJson.Parse(utf8, limits).Then(d => d.ResourceType switch
    {
        CoverageEligibilityResponse.Type => FhirRead.Of(Read(d.Root), []),
        "Bundle" => FhirBundle.From(d, limits).Then(b => b.OfType(CoverageEligibilityResponse.Type).FirstOrDefault() is { Exists: true } found
            ? FhirRead.Of(Read(found), [])
            : FhirRead.Failed<EligibilityAnswer>(FhirFault.Incomplete, FhirIssue.Required("Bundle.entry", "missing-response", "The bundle holds no CoverageEligibilityResponse."))),
        _ => FhirRead.WrongType<EligibilityAnswer>(CoverageEligibilityResponse.Type),
    });

    private static EligibilityAnswer Read(FhirElement source)
    {
        var answer = new CoverageEligibilityResponse(source);
        var insurances = answer.Insurances;
        var required = insurances.SelectMany(i => i.Items).Select(i => i["authorizationRequired"].Flag).OfType<bool>().ToList();
        return new EligibilityAnswer
        {
            ResponseId = source["id"].Text ?? "",
            Trace = source.Identifiers() is [{ Value: { } trace }, ..] ? trace : answer.Request["reference"].Text?.Split('/')[^1],
            Outcome = answer.Outcome ?? "",
            CreatedAt = answer.Created?.Instant ?? DateTimeOffset.UnixEpoch,
            ServiceDate = (source["servicedDate"].Date ?? source["servicedPeriod"].AsPeriod()?.Start)?.Day,
            InForce = insurances.Select(i => i.InForce).OfType<bool>() is var said && said.Any() ? said.Any(f => f) : null,
            AuthorizationRequired = required.Count == 0 ? null : required.Contains(true),
            HasOtherPayer = insurances.Count > 1,
            Errors = [.. answer.Errors.SelectMany(e => e.Codings).Select(c => c.Code).OfType<string>().Distinct(StringComparer.Ordinal)],
        };
    }

    private JsonObject Insurance(EligibilityQuestion to, string coverage, bool inForce)
    {
        var insurance = new JsonObject { ["coverage"] = FhirWriting.Reference(coverage), ["inforce"] = inForce };
        if (AuthorizationRequired is not { } required) return insurance;
        return insurance.WithEach("item", to.ServiceTypes.DefaultIfEmpty("30").Select(s => new JsonObject
        {
            ["category"] = FhirWriting.Concept(new Coding(FhirSystems.X12ServiceType, s)),
            ["authorizationRequired"] = required,
        }));
    }
}
