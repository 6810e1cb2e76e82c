using System.Runtime.CompilerServices;

namespace Healthcare.Handoffs;

/// <summary>Says which boundaries a service holds, and with which predicates.</summary>
public sealed class HandoffsBuilder
{
    internal Dictionary<string, BoundaryRegistration> Registered { get; } = new(StringComparer.Ordinal);

    internal List<BusinessCalendar> Calendars { get; } = [];

    internal IEnumerable<(string File, string Text)> Files { get; private set; } = ContractFiles.All;

    internal IEnumerable<(string File, string Text)> Overlays { get; private set; } = ContractFiles.Overlays;

    internal RoleBook? Roles { get; private set; } = ContractFiles.Roles;

    /// <summary>A boundary whose handoffs this service sends and so holds.</summary>
    public BoundaryRegistration Boundary(string id, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        if (!Registered.TryGetValue(id, out var registration)) Registered.Add(id, registration = new BoundaryRegistration(Path.GetFileName(file), line));
        return registration;
    }

    /// <summary>Holidays as data: a calendar that contract files name.</summary>
    public HandoffsBuilder Calendar(BusinessCalendar calendar)
    {
        Calendars.Add(calendar);
        return this;
    }

    /// <summary>Takes other contract files than those of the build, with no overlay; what roles there are is then not asked.</summary>
    public HandoffsBuilder ContractsFrom(IEnumerable<(string File, string Text)> files)
    {
        Files = files;
        Overlays = [];
        Roles = null;
        return this;
    }

    /// <summary>Takes other overlays than those of the build.</summary>
    public HandoffsBuilder OverlaysFrom(IEnumerable<(string File, string Text)> files)
    {
        Overlays = files;
        return this;
    }

    /// <summary>Lets no contract name a role that is not in the book.</summary>
    public HandoffsBuilder RolesFrom(RoleBook roles)
    {
        Roles = roles;
        return this;
    }

    /// <summary>Takes everything from a folder that is laid out as <c>contracts/handoffs</c> is: boundaries, <c>overlays</c>, <c>calendars</c> and <c>roles.yaml</c>; its files take the place of the build's of the same name.</summary>
    /// <exception cref="ContractException">A calendar or the file of roles is broken.</exception>
    public HandoffsBuilder ContractsIn(string folder)
    {
        var files = ContractFiles.In(folder, "");
        Files = ContractFiles.Over(ContractFiles.All, files.Where(f => f.File != ContractFiles.RolesFile));
        Overlays = ContractFiles.Over(ContractFiles.Overlays, ContractFiles.In(folder, "overlays"));
        Calendars.AddRange(ContractFiles.ReadCalendars(ContractFiles.In(folder, "calendars"), ContractFiles.Calendars));
        if (files.FirstOrDefault(f => f.File == ContractFiles.RolesFile) is { File: not null } roles) Roles = RoleBook.Read(roles.File, roles.Text);
        return this;
    }
}

/// <summary>One boundary's predicates.</summary>
public sealed class BoundaryRegistration
{
    private readonly Dictionary<string, Func<object, Parameters, Verdict>> predicates = new(StringComparer.Ordinal);

    internal BoundaryRegistration(string file, int line)
    {
        File = file;
        Line = line;
    }

    internal string File { get; }

    internal int Line { get; }

    internal IReadOnlyDictionary<string, Func<object, Parameters, Verdict>> Predicates => predicates;

    /// <summary>A pure test of the facts that the service has at hand, by the name under which the contract file asks for it.</summary>
    public BoundaryRegistration Predicate<TFacts>(string name, Func<TFacts, Parameters, Verdict> test)
        where TFacts : notnull
    {
        ArgumentNullException.ThrowIfNull(test);
        predicates.Add(name, (facts, parameters) => facts is TFacts typed
            ? test(typed, parameters)
            : throw new InvalidOperationException($"'{name}' tests {typeof(TFacts).Name}, and was given {facts.GetType().Name}."));
        return this;
    }
}
