using System.Collections.Frozen;

namespace Healthcare.Handoffs;

/// <summary>The contract files that this build carries.</summary>
public static class ContractFiles
{
    /// <summary>Name and text of every boundary's file under <c>contracts/handoffs</c>, in order of name.</summary>
    public static IReadOnlyList<(string File, string Text)> All { get; } = Embedded("handoffs/boundaries/");

    /// <summary>The calendars of <c>contracts/handoffs/calendars</c>.</summary>
    public static IReadOnlyList<BusinessCalendar> Calendars { get; } = ReadCalendars(Embedded("handoffs/calendars/"), []);

    /// <summary>Name and text of every overlay under <c>contracts/handoffs/overlays</c>.</summary>
    public static IReadOnlyList<(string File, string Text)> Overlays { get; } = Embedded("handoffs/overlays/");

    /// <summary>The roles of <c>contracts/handoffs/roles.yaml</c>.</summary>
    public static RoleBook Roles { get; } = RoleBook.Read(RolesFile, Embedded("handoffs/roles/") is [var (_, text)] ? text : throw new InvalidOperationException("roles.yaml is not embedded."));

    internal const string RolesFile = "roles.yaml";

    /// <summary>The YAML files of a folder, in order of name.</summary>
    internal static List<(string File, string Text)> In(string folder, string under)
    {
        var path = Path.Combine(folder, under);
        return Directory.Exists(path) ? [.. Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllText(f)))] : [];
    }

    internal static List<(string File, string Text)> Over(IEnumerable<(string File, string Text)> files, IEnumerable<(string File, string Text)> others)
    {
        var byName = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (file, text) in files.Concat(others)) byName[file] = text;
        return [.. byName.Select(f => (f.Key, f.Value))];
    }

    internal static Dictionary<string, BusinessCalendar> ByName(IEnumerable<BusinessCalendar> calendars) =>
        calendars.Concat(Calendars).Append(BusinessCalendar.Weekdays).DistinctBy(c => c.Name).ToDictionary(c => c.Name, StringComparer.Ordinal);

    /// <summary>Makes calendars of files; one may extend another of them or one that is known already.</summary>
    /// <exception cref="ContractException">A file is not as a calendar has to be; the problems say file and line.</exception>
    public static IReadOnlyList<BusinessCalendar> ReadCalendars(IEnumerable<(string File, string Text)> files, IEnumerable<BusinessCalendar> known)
    {
        var problems = new List<ContractProblem>();
        var calendars = CalendarReader.Read(files, known, problems);
        return problems.Count == 0 ? calendars : throw new ContractException(problems);
    }

    /// <summary>Every contract by its id.</summary>
    /// <exception cref="ContractException">A file is not as a contract has to be; the problems say file and line.</exception>
    public static IReadOnlyDictionary<string, BoundaryContract> Read(IEnumerable<(string File, string Text)> files, IEnumerable<BusinessCalendar> calendars, RoleBook? roles = null)
    {
        var byName = ByName(calendars);
        var contracts = new Dictionary<string, BoundaryContract>(StringComparer.Ordinal);
        var problems = new List<ContractProblem>();
        foreach (var (file, text) in files)
        {
            var (contract, found) = ContractReader.Read(file, text, byName, roles);
            problems.AddRange(found);
            if (contract is not null && !contracts.TryAdd(contract.Id, contract)) problems.Add(new ContractProblem(file, 1, $"{contract.Id} has two files"));
        }

        return problems.Count == 0 ? contracts.ToFrozenDictionary(StringComparer.Ordinal) : throw new ContractException(problems);
    }

    private static List<(string File, string Text)> Embedded(string prefix)
    {
        var assembly = typeof(ContractFiles).Assembly;
        var files = new List<(string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
            using var reader = new StreamReader(stream);
            files.Add((name[prefix.Length..], reader.ReadToEnd()));
        }

        return files;
    }
}
