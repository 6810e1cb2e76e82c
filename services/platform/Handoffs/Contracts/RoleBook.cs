using System.Globalization;

namespace Healthcare.Handoffs;

/// <summary>The roles that people hold, from <c>contracts/handoffs/roles.yaml</c>: a contract may name no other.</summary>
public sealed class RoleBook
{
    private readonly IReadOnlyDictionary<string, Role> roles;

    private RoleBook(IReadOnlyDictionary<string, Role> roles, TimeOnly digestAt, string digestZone)
    {
        this.roles = roles;
        DigestAt = digestAt;
        DigestZone = digestZone;
    }

    public IEnumerable<Role> All => roles.Values;

    /// <summary>The local time at which the reminders of a day go out, one mail a role.</summary>
    public TimeOnly DigestAt { get; }

    /// <summary>The time zone of <see cref="DigestAt"/>.</summary>
    public string DigestZone { get; }

    public Role? Find(string name) => roles.GetValueOrDefault(name);

    /// <summary>True when somebody who holds <paramref name="role"/> reports, over however many steps, to who holds <paramref name="lead"/>.</summary>
    public bool ReportsTo(string role, string lead)
    {
        for (var above = Find(role)?.Lead; above is not null; above = Find(above)?.Lead)
        {
            if (above == lead) return true;
        }

        return false;
    }

    /// <summary>Reads the file of roles.</summary>
    /// <exception cref="ContractException">The file is not as it has to be; the problems say file and line.</exception>
    public static RoleBook Read(string file, string text)
    {
        var problems = new List<ContractProblem>();
        var book = YamlFile.Read(file, text, problems) is { } root ? Read(root) : null;
        return book is not null && problems.Count == 0 ? book : throw new ContractException(problems);
    }

    private static RoleBook Read(YamlReader root)
    {
        var held = new Dictionary<string, Role>(StringComparer.Ordinal);
        var places = new Dictionary<string, YamlReader>(StringComparer.Ordinal);
        foreach (var (name, role) in root.Mapping("roles")?.MappingsByName() ?? [])
        {
            held[name] = new Role(name, role.Text("name"), role.Find("lead") is null ? null : role.Name("lead"));
            places[name] = role;
            role.NothingElse();
        }

        foreach (var role in held.Values.Where(r => r.Lead is not null && !held.ContainsKey(r.Lead))) places[role.Name].Problem($"nobody holds the role '{role.Lead}'", places[role.Name].Find("lead"));
        foreach (var role in held.Values.Where(r => Circles(r, held))) places[role.Name].Problem($"'{role.Name}' reports to itself in a circle", places[role.Name].Find("lead"));
        var digest = root.Mapping("digest", required: false);
        var at = digest?.Text("at") ?? "07:30";
        var zone = digest?.Text("timeZone") ?? "America/New_York";
        if (!TimeOnly.TryParseExact(at, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) digest?.Problem($"'{at}' is no local time such as 07:30", digest.Find("at"));
        if (NodaTime.DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null) digest?.Problem($"'{zone}' is no time zone of the IANA list", digest.Find("timeZone"));
        digest?.NothingElse();
        root.NothingElse();
        return new RoleBook(held, time, zone);
    }

    private static bool Circles(Role role, Dictionary<string, Role> roles)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = role; at.Lead is not null && roles.TryGetValue(at.Lead, out var above); at = above)
        {
            if (above.Name == role.Name) return true;
            if (!seen.Add(above.Name)) return false;
        }

        return false;
    }
}

/// <summary>A role, its name for people, and the role above it.</summary>
public sealed record Role(string Name, string Title, string? Lead);
