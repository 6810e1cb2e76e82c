using System.Text;

namespace Healthcare.Fhir.Tests;

// One row of elements.csv: what a profile or R4 says of an element.
internal sealed record ElementRule(string Source, string Profile, string Resource, string Id, int Min, int Max, string Types, string Fixed)
{
    public string Name => Id[(Id.LastIndexOf('.') + 1)..];

    public string Parent => Id.LastIndexOf('.') is > 0 and var at ? Id[..at] : "";

    public string? Slice => Name.Contains(':', StringComparison.Ordinal) ? Name[(Name.IndexOf(':', StringComparison.Ordinal) + 1)..] : null;
}

// The conformance tables of the corpus, read as their README says: a profile's row replaces the R4 row of the same element.
internal sealed class ProfileTables
{
    private readonly Dictionary<string, List<ElementRule>> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<ElementRule>> _base = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, ElementRule>> _effective = new(StringComparer.Ordinal);

    private ProfileTables()
    {
    }

    public static ProfileTables Load(string folder)
    {
        var tables = new ProfileTables();
        foreach (var row in Rows(Path.Combine(folder, "elements.csv")).Skip(1))
        {
            var rule = new ElementRule(row[0], Unversioned(row[1]), row[2], row[3], Count(row[6]), Count(row[7]), row[8], row[12]);
            if (rule.Source is "pas-2.0.1") continue;
            var group = rule.Source == "r4-4.0.1" ? tables._base : tables._profiles;
            var key = rule.Source == "r4-4.0.1" ? rule.Resource : rule.Profile;
            if (!group.TryGetValue(key, out var list)) group[key] = list = [];
            list.Add(rule);
        }

        return tables;
    }

    public bool Knows(string profile) => _profiles.ContainsKey(Unversioned(profile));

    public bool KnowsType(string type) => _base.ContainsKey(type);

    /// <summary>Rules by element id: R4's, with the profile's in their place.</summary>
    public Dictionary<string, ElementRule> For(string type, string? profile)
    {
        var key = $"{type} {profile}";
        if (_effective.TryGetValue(key, out var known)) return known;
        var rules = new Dictionary<string, ElementRule>(StringComparer.Ordinal);
        foreach (var rule in _base.GetValueOrDefault(type) ?? []) rules[rule.Id] = rule;
        if (profile is not null)
        {
            foreach (var rule in _profiles.GetValueOrDefault(Unversioned(profile)) ?? []) rules[rule.Id] = rule;
        }

        return _effective[key] = rules;
    }

    public static string Unversioned(string url) => url.Split('|')[0];

    private static int Count(string text) => text switch
    {
        "*" => int.MaxValue,
        "" => 0,
        _ => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
    };

    // RFC 4180: commas, LF, cells in quotes with quotes doubled.
    private static IEnumerable<List<string>> Rows(string file)
    {
        var text = File.ReadAllText(file);
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (quoted && c == '"' && at + 1 < text.Length && text[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else if (c == '"')
            {
                quoted = !quoted;
            }
            else if (quoted || c is not (',' or '\n'))
            {
                cell.Append(c);
            }
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
}
