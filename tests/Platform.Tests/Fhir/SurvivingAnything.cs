using System.Text;
using System.Text.Json.Nodes;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

// Property: whatever the bytes, every reader gives a value or a fault with an issue, and never throws. The fuzzer of the whole check goes on from here.
public sealed class SurvivingAnything
{
    private static readonly string[] Names =
    [
        "resourceType", "entry", "resource", "fullUrl", "id", "identifier", "type", "coding", "code", "system", "value", "subject", "reference", "patient", "payor", "contained",
        "name", "given", "family", "birthDate", "period", "start", "extension", "url", "valueCodeableConcept", "item", "adjudication", "parameter", "part", "content", "attachment",
        "data", "size", "insurance", "coverage", "sequence", "itemSequence", "status", "class", "order", "quantityQuantity", "valueReference", "processNote", "noteNumber", "text",
    ];

    private static readonly string[] Texts =
    [
        "Bundle", "Patient", "Coverage", "ServiceRequest", "Claim", "ClaimResponse", "Parameters", "Encounter", "#a", "#", "Patient/1", "/", "//", "urn:uuid:x", "history", "a", "",
        "2020-02-30", "9999-12-31T23:59:60+14:00", "=", "org-identifier=", PasUrls.ReviewAction, PasUrls.ReviewActionCode, PasUrls.CertificationType, "MB", "A4", "////", "http://", "\ud83d\ude00",
    ];

    private static readonly string[] Kinds = ["Bundle", "ClaimResponse", "Encounter", "Subscription", "OperationOutcome", "Patient"];

    [Test]
    public void Random_json_is_read_or_refused()
    {
        var seed = Seed();
        var random = new Random(seed);
        for (var round = 0; round < 6_000; round++)
        {
            var root = new JsonObject { ["resourceType"] = Kinds[random.Next(Kinds.Length)] };
            Fill(root, random, 5);
            if (random.Next(2) == 0) root["type"] = "history";
            ReadAll(Encoding.UTF8.GetBytes(root.ToJsonString()), seed, round);
        }
    }

    [Test]
    public void Documents_with_bytes_changed_or_cut_are_read_or_refused()
    {
        var seed = Seed();
        var random = new Random(seed);
        var request = Get(Request().Build());
        byte[][] bodies =
        [
            Utf8(Referral).ToArray(), Utf8(Visit).ToArray(), request.ToUtf8().ToArray(),
            PasNotification.Build(
                "https://payer.example/fhir", "n", new PasNotification { Subscription = "Subscription/1", EventNumber = 1 },
                AnsweringPriorAuthorization.Answer(ReviewAction.Modified).Build(Get(PasRequest.Read(request)), "https://payer.example/fhir"), Noon),
        ];
        foreach (var body in bodies)
        {
            for (var round = 0; round < 250; round++)
            {
                var changed = body.ToArray();
                for (var times = random.Next(1, 6); times > 0; times--) changed[random.Next(changed.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "{}[]\",:0a\\#/"[random.Next(12)]);
                ReadAll(changed.AsMemory(0, random.Next(4) == 0 ? random.Next(changed.Length) : changed.Length), seed, round);
            }
        }
    }

    [Test]
    public void Members_taken_out_or_replaced_are_read_or_refused()
    {
        var seed = Seed();
        var random = new Random(seed);
        var bodies = new[] { Referral, Visit, Encoding.UTF8.GetString(Get(Request().Build()).ToUtf8().Span) };
        for (var round = 0; round < 800; round++)
        {
            var node = JsonNode.Parse(bodies[round % bodies.Length]);
            for (var times = random.Next(1, 8); times > 0; times--) Mutate(node, random);
            ReadAll(Encoding.UTF8.GetBytes(node?.ToJsonString() ?? ""), seed, round);
        }
    }

    private static int Seed()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Out.WriteLine($"seed {seed}");
        return seed;
    }

    private static void ReadAll(ReadOnlyMemory<byte> body, int seed, int round)
    {
        try
        {
            Check(ReferralBundle.Read(body));
            Check(PasRequest.Read(body));
            Check(PasNotification.Read(body));
            Check(PasSubscription.Read(body));
            Check(EncounterReport.Read(body));
            Check(OperationOutcome.Read(body));
            Check(FhirValidation.Check(body));
            _ = FhirInspection.Of(body);
            var answer = PasResponse.Read(body);
            Check(answer);
            _ = answer.Value?.Status;
            if (ReferralBundle.Read(body).Value is not { Patient: { } patient, Coverage: { } coverage } referral) return;
            var request = Request() with { Patient = patient, Coverage = coverage, Practitioner = referral.Requester, Documents = referral.Documents, Diagnoses = referral.Diagnoses };
            if (request.Build().TryGet(out var built)) Assert.That(built.UnresolvedReferences(), Is.Empty);
        }
        catch (Exception thrown) when (thrown is not AssertionException)
        {
            Assert.Fail($"seed {seed}, round {round}: {thrown}\n{Encoding.UTF8.GetString(body.Span)}");
        }
    }

    private static void Check<T>(FhirRead<T> read)
        where T : class
    {
        if (read.Value is null && (read.Fault == FhirFault.None || read.Issues.Count == 0)) Assert.Fail("neither a value nor a fault with an issue");
    }

    private static void Fill(JsonObject json, Random random, int depth)
    {
        for (var members = random.Next(1, 6); members > 0; members--) json[Names[random.Next(Names.Length)]] = Value(random, depth - 1);
    }

    private static JsonNode? Value(Random random, int depth)
    {
        switch (random.Next(depth > 0 ? 9 : 6))
        {
            case 0: return null;
            case 1: return random.Next(-2, 100);
            case 2: return 1e300;
            case 3: return random.Next(2) == 0;
            case 4 or 5: return Texts[random.Next(Texts.Length)];
            case 6:
                var array = new JsonArray();
                for (var items = random.Next(4); items > 0; items--) array.Add(Value(random, depth - 1));
                return array;
            default:
                var json = new JsonObject();
                Fill(json, random, depth);
                return json;
        }
    }

    private static void Mutate(JsonNode? node, Random random)
    {
        while (true)
        {
            if (node is JsonObject { Count: > 0 } json)
            {
                var name = json.ElementAt(random.Next(json.Count)).Key;
                if (random.Next(4) > 0 && json[name] is JsonObject or JsonArray)
                {
                    node = json[name];
                    continue;
                }

                if (random.Next(2) == 0) json.Remove(name);
                else json[name] = Value(random, 2);
            }
            else if (node is JsonArray { Count: > 0 } array)
            {
                node = array[random.Next(array.Count)];
                continue;
            }

            return;
        }
    }
}
