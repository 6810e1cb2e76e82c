using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Healthcare.Testing;
using Healthcare.Testing.Descriptions;

namespace Healthcare.Contracts.Tests;

/// <summary>The one description that a partner's developer needs: what of all services the gateway shows to partners.</summary>
public sealed class DescribingThePartnerApi
{
    private const string Partners = "/partner/v1/";
    private static readonly string[] Services = ["intake", "authorization", "scheduling", "billing", "reconciliation", "audit"];
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Test]
    public void It_is_what_the_services_say_put_together()
    {
        var whole = Together();
        GoldenFile.Matches(ApiDescription.PathOf("partner"), whole.ToJsonString(Indented) + "\n");
        Assert.That(ApiDescription.Of(whole.ToJsonString()).Gaps(), Is.Empty);
    }

    [Test]
    public void It_tells_of_each_path_that_the_gateway_leads_to()
    {
        var led = JsonNode.Parse(File.ReadAllText(Repository.PathOf("gateway", "appsettings.json")))?["ReverseProxy"]?["Routes"]?.AsObject()
            .Select(r => r.Value?["Match"]?["Path"]?.GetValue<string>() ?? "").Where(p => p.StartsWith(Partners, StringComparison.Ordinal)).Select(p => p.Split('/')[3]).Distinct(StringComparer.Ordinal) ?? [];
        Assert.That(led.Order(StringComparer.Ordinal), Is.EqualTo(ApiDescription.Kept("partner").Operations.Select(o => o.Path.Split('/')[3]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }

    private static JsonObject Together()
    {
        var paths = new JsonObject();
        var components = new JsonObject();
        string? about = null;
        foreach (var service in Services)
        {
            var said = JsonNode.Parse(File.ReadAllText(Repository.PathOf(ApiDescription.PathOf(service))))?.AsObject() ?? [];
            about ??= said["info"]?["description"]?.GetValue<string>();
            foreach (var (path, operations) in said["paths"]?.AsObject() ?? [])
            {
                if (!path.StartsWith(Partners, StringComparison.Ordinal)) continue;
                paths[path] = operations?.DeepClone();
                Take(operations, said, components);
            }

            Component(said, "securitySchemes", "partner", components);
        }

        return new JsonObject { ["openapi"] = "3.1.1", ["info"] = new JsonObject { ["title"] = "Healthcare for partners", ["description"] = about, ["version"] = "v1" }, ["paths"] = paths, ["components"] = components };
    }

    private static void Take(JsonNode? node, JsonObject said, JsonObject components)
    {
        switch (node)
        {
            case JsonObject o:
                if (o["$ref"] is JsonValue reference && reference.GetValue<string>().Split('/') is ["#", "components", var kind, var name]) Component(said, kind, name, components);
                foreach (var (_, member) in o) Take(member, said, components);
                break;
            case JsonArray a:
                foreach (var item in a) Take(item, said, components);
                break;
            default:
                break;
        }
    }

    private static void Component(JsonObject said, string kind, string name, JsonObject components)
    {
        var found = said["components"]?[kind]?[name] ?? throw new InvalidDataException($"{kind}/{name} is nowhere.");
        var of = components[kind]?.AsObject() ?? [];
        components[kind] ??= of;
        if (of[name] is { } known)
        {
            Assert.That(JsonNode.DeepEquals(known, found), $"two services say differently what {name} is");
            return;
        }

        of[name] = found.DeepClone();
        Take(found, said, components);
    }
}
