#:property PublishAot=false
// Writes the compact conformance tables that services/platform/Fhir embeds, from the CSV facts of the guides:
//   dotnet run build/fhir-tables.cs -- <folder with elements.csv, bindings.csv, invariants.csv> services/platform/Fhir/Tables
// Run it again when the facts change; what it writes is committed and read by FhirTables.
using System.Text;

if (args is not [var facts, var target]) return 1;

string[] prefixes =
[
    "pas:", "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/", "core:", "http://hl7.org/fhir/us/core/StructureDefinition/",
    "cdex:", "http://hl7.org/fhir/us/davinci-cdex/StructureDefinition/", "crd:", "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/",
    "bser:", "http://hl7.org/fhir/us/bser/StructureDefinition/", "back:", "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/",
    "vs:", "http://hl7.org/fhir/ValueSet/", "r4:", "http://hl7.org/fhir/StructureDefinition/", "thocs:", "http://terminology.hl7.org/CodeSystem/", "fhir:", "http://hl7.org/fhir/",
];

// The facts give one meaning to a key; these keys mean something else at this place.
var meanings = new Dictionary<string, string>(StringComparer.Ordinal)
{
    ["us-core-6 Patient"] = "A name has a part, or says why not",
    ["inv-1 Parameters"] = "A parameter has a value, a resource or parts, and only one of them",
};

var elements = Table("elements.csv");
var resources = elements.Where(e => e["change"] != "no-profile").Select(e => (Url: Bare(e["profile"]), Type: e["resource"])).Distinct().GroupBy(p => p.Url)
    .ToDictionary(g => g.Key, g => g.First().Type, StringComparer.Ordinal);
var bindings = Table("bindings.csv").GroupBy(b => b["valueSet"]).Where(g => g.All(b => b["status"] == "listed")).ToDictionary(g => g.Key, StringComparer.Ordinal);

var written = new StringBuilder("# profile or type: > url version type [+ laid over 2.2.1]; element: id, cardinality, types, targets, fixed, required codes, slicing; - removes\n");
foreach (var profile in elements.GroupBy(e => (e["source"], e["profile"], e["resource"])))
{
    var (source, url, type) = profile.Key;
    var version = url[(url.IndexOf('|') + 1)..];
    var name = source == "r4-4.0.1" ? url.Split('|')[0].Split('/')[^1] : Short(Bare(url));
    written.Append($"> {name} {version} {type}{(source == "pas-2.0.1" ? " +" : "")}\n");
    foreach (var row in profile) Element(row);
}

File.WriteAllText(Path.Combine(target, "elements.txt"), written.ToString());

var used = elements.Where(e => e["bindingStrength"] == "required").Select(e => Bare(e["valueSet"])).ToHashSet(StringComparer.Ordinal);
// Named by an invariant, and needed to tell an R4 resource from a name that is none.
used.UnionWith(["http://hl7.org/fhir/ValueSet/resource-types", "http://hl7.org/fhir/us/davinci-crd/ValueSet/coverageAssertionReasons"]);
var lists = new StringBuilder("# value set: > url; code system: system and its codes; only sets whose list is whole and that something requires\n");
foreach (var set in bindings.Where(b => used.Contains(b.Key)))
{
    lists.Append($"> {Short(set.Key)}\n");
    foreach (var system in set.Value.GroupBy(b => b["codeSystem"])) lists.Append($"{Short(system.Key)}\t{string.Join('\t', system.Select(b => b["code"]).Distinct())}\n");
}

File.WriteAllText(Path.Combine(target, "codes.txt"), lists.ToString());

var rules = new StringBuilder("# invariant: > key, severity, meaning, FHIRPath; then where it holds: profile or type, version, element ids\n");
foreach (var rule in Table("invariants.csv").Where(i => i["expression"].Length > 0).GroupBy(i => (i["key"], i["severity"], i["expression"], Meaning(i))))
{
    rules.Append($"> {rule.Key.Item1}\t{rule.Key.Item2}\t{rule.Key.Item4}\t{rule.Key.Item3}\n");
    foreach (var at in rule) rules.Append($"{(at["source"] == "r4-4.0.1" ? at["profile"] : Short(at["profile"]))}\t{at["source"].Split('-', 2)[^1].Split('-')[^1]}\t{at["at"]}\n");
}

File.WriteAllText(Path.Combine(target, "invariants.txt"), rules.ToString());
return 0;

void Element(Dictionary<string, string> row)
{
    if (row["change"] is "absent" or "no-profile")
    {
        written.Append(row["change"] == "absent" ? $"-{row["id"]}\n" : "-\n");
        return;
    }

    var bound = row["bindingStrength"] == "required" && bindings.ContainsKey(Bare(row["valueSet"])) ? Short(Bare(row["valueSet"])) : "";
    var fixedValue = row["fixed"].Length == 0 ? "" : row["fixed"][0] == 'f' ? $"={Value(row["fixed"])}" : $"~{Value(row["fixed"])}";
    string[] cells = [row["id"], $"{row["min"]}..{row["max"]}", Types(row["types"]), Targets(row), fixedValue, bound, row["slicing"]];
    written.Append(string.Join('\t', cells).TrimEnd('\t')).Append('\n');
}

// The kind of value says how to compare, so only text and JSON differ: text is written bare.
static string Value(string text) => text[(text.IndexOf('=') + 1)..];

// T(url|version url|version) stands among |, so versions are taken off before anything is split.
string Types(string types) => Short(System.Text.RegularExpressions.Regex.Replace(types, @"\|\d[^\s)|]*", "", System.Text.RegularExpressions.RegexOptions.NonBacktracking));

// A profile as target is its resource type; one that is not in the facts leaves the target open.
string Targets(Dictionary<string, string> row)
{
    var types = new List<string>();
    foreach (var named in row["targets"].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Bare))
    {
        if (!named.Contains('/')) types.Add(named);
        else if (resources.TryGetValue(named, out var type)) types.Add(type);
        else return "";
    }

    return string.Join(' ', types.Distinct());
}

string Meaning(Dictionary<string, string> rule) => meanings.GetValueOrDefault($"{rule["key"]} {rule["at"].Split('.')[0]}") ?? rule["meaning"];

string Short(string text)
{
    for (var at = 0; at < prefixes.Length; at += 2) text = text.Replace(prefixes[at + 1], prefixes[at]);
    return text;
}

static string Bare(string url) => url.Split('|')[0];

List<Dictionary<string, string>> Table(string file)
{
    var rows = Rows(File.ReadAllText(Path.Combine(facts, file))).ToList();
    return [.. rows.Skip(1).Select(r => rows[0].Zip(r).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal))];
}

// RFC 4180: commas, LF, cells in quotes with quotes doubled.
static IEnumerable<List<string>> Rows(string text)
{
    var row = new List<string>();
    var cell = new StringBuilder();
    var quoted = false;
    for (var at = 0; at < text.Length; at++)
    {
        var c = text[at];
        if (quoted && c == '"' && at + 1 < text.Length && text[at + 1] == '"') cell.Append(text[++at]);
        else if (c == '"') quoted = !quoted;
        else if (quoted || c is not (',' or '\n')) cell.Append(c);
        else
        {
            row.Add(cell.ToString());
            cell.Clear();
            if (c == ',') continue;
            yield return row;
            row = [];
        }
    }
}
