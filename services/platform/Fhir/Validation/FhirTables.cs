using System.Globalization;

namespace Healthcare.Fhir.Validation;

// One profile, or what R4 says of one type: its elements as a tree under the root.
internal sealed record Profile(string Url, string Version, string Type, ElementRule Root)
{
    public bool Is(string url) => string.Equals(Url, url, StringComparison.Ordinal);
}

// The conformance tables that the product carries: R4 4.0.1, PAS 2.2.1 and 2.0.1, US Core 7.0.0, CDex, CRD, the R4 subscription backport, BSeR.
internal sealed class FhirTables
{
    public const string Pas201 = "2.0.1";
    public const string Pas221 = "2.2.1";

    private const string R4 = "4.0.1";
    private const string Guide = "http://hl7.org/fhir/us/davinci-pas/";
    private static readonly Lazy<FhirTables> Loaded = new(() => new FhirTables());

    private readonly Dictionary<string, Profile> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Url, string Version), Profile> _profiles = [];
    private readonly Dictionary<string, Profile> _latest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeList> _codes = new(StringComparer.Ordinal);
    private readonly HashSet<(string Url, string Version)> _withdrawn = [];
    private readonly List<Invariant> _invariants = [];

    private FhirTables()
    {
        ReadCodes();
        ReadElements();
        ReadInvariants();
    }

    public static FhirTables Current => Loaded.Value;

    public IReadOnlyList<Invariant> Invariants => _invariants;

    public IEnumerable<Profile> Profiles => _profiles.Values;

    /// <summary>What R4 says of a resource or data type, or null when the tables have no rows for it.</summary>
    public ElementRule? Type(string name) => _types.GetValueOrDefault(name)?.Root;

    public bool IsResource(string name) => Codes("http://hl7.org/fhir/ValueSet/resource-types") is { } names && names.HasCode(name);

    /// <summary>A profile by its url, with or without a version; a PAS profile without one is read in the version given.</summary>
    public Profile? Find(string canonical, string pasVersion)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        if (bar >= 0) return _profiles.GetValueOrDefault((canonical[..bar], canonical[(bar + 1)..]));
        if (!canonical.StartsWith(Guide, StringComparison.Ordinal)) return _latest.GetValueOrDefault(canonical);
        if (_profiles.TryGetValue((canonical, pasVersion), out var found)) return found;
        // What 2.0.1 does not list is as 2.2.1 has it, unless it was not there yet.
        return _withdrawn.Contains((canonical, pasVersion)) ? null : _profiles.GetValueOrDefault((canonical, Pas221));
    }

    public CodeList? Codes(string valueSet) => _codes.GetValueOrDefault(valueSet);

    private void ReadCodes()
    {
        CodeList? list = null;
        foreach (var line in TableText.Lines("codes"))
        {
            if (line.StartsWith('>')) _codes.Add(TableText.Long(line[2..]), list = new CodeList());
            else if (line.Split('\t') is [var system, .. var codes]) list?.Add(TableText.Long(system), codes);
        }
    }

    private void ReadElements()
    {
        Profile? profile = null;
        foreach (var line in TableText.Lines("elements"))
        {
            if (line.StartsWith('>')) profile = Start(line[2..].Split(' '));
            else if (profile is not null && line == "-") Withdraw(profile);
            else if (profile is not null && line.StartsWith('-')) profile.Root.At(line[1..]).Clear();
            else if (profile is not null) State(profile.Root, line.Split('\t'));
        }
    }

    private Profile Start(string[] head)
    {
        var (url, version, type) = (TableText.Long(head[0]), head[1], head[2]);
        var source = version == R4 ? "R4" : $"{url[(url.LastIndexOf('/') + 1)..]}|{version}";
        var root = new ElementRule(type, source);
        var profile = new Profile(url, version, type, root);
        if (version == R4)
        {
            _types[head[0]] = profile;
            return profile;
        }

        if (head.Length == 4 && _profiles.TryGetValue((url, Pas221), out var under)) root.CopyFrom(under.Root, source);
        _profiles[(url, version)] = profile;
        if (version != Pas201) _latest[url] = profile;
        return profile;
    }

    private void Withdraw(Profile profile)
    {
        _profiles.Remove((profile.Url, profile.Version));
        _withdrawn.Add((profile.Url, profile.Version));
    }

    private void State(ElementRule root, string[] cells)
    {
        string Cell(int at) => at < cells.Length ? cells[at] : "";
        var rule = root.At(cells[0]);
        var (min, max) = (Cell(1).Split('.')[0], Cell(1).Split('.')[^1]);
        rule.Min = int.TryParse(min, NumberStyles.None, CultureInfo.InvariantCulture, out var least) ? least : 0;
        rule.Max = int.TryParse(max, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue;
        rule.SameAs = Cell(2).StartsWith('=') ? Cell(2)[1..] : null;
        rule.Types = rule.SameAs is null ? TableText.Types(Cell(2)) : [];
        rule.Targets = Cell(3) is "" or "Resource" ? [] : Cell(3).Split(' ');
        rule.Fixed = Cell(4) is { Length: > 0 } value ? new FixedValue(value[0] == '=', value[1..]) : null;
        rule.Codes = Cell(5) is { Length: > 0 } set ? Codes(TableText.Long(set)) : null;
        (rule.Slicing, rule.Closed) = TableText.Slicing(Cell(6));
    }

    private void ReadInvariants()
    {
        Invariant? rule = null;
        foreach (var line in TableText.Lines("invariants"))
        {
            var cells = line.Split('\t');
            if (line.StartsWith('>')) _invariants.Add(rule = new Invariant(cells[0][2..], cells[1] == "error" ? FhirSeverity.Error : FhirSeverity.Warning, cells[2], cells[3]));
            else if (rule is not null) Attach(rule, cells[0], cells[1], cells[2].Split(' '));
        }
    }

    private void Attach(Invariant rule, string owner, string version, string[] ids)
    {
        var root = version == R4 ? _types.GetValueOrDefault(owner)?.Root : _profiles.GetValueOrDefault((TableText.Long(owner), version))?.Root;
        if (root is null) return;
        foreach (var id in ids)
        {
            // ext-1 stands at the element and at its root: once is enough.
            if (version == R4 && root.Id != id && (id.EndsWith("xtension", StringComparison.Ordinal) || rule.IsNative)) continue;
            root.At(id).Invariants.Add(rule);
        }
    }
}
