using System.Reflection;
using System.Text.Json.Nodes;

namespace Healthcare.EventStore;

/// <summary>Which stored name is which class, and how older stored shapes are brought up to date.</summary>
public sealed class EventTypes
{
    private readonly Dictionary<string, Type> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string> byType = [];
    private readonly Dictionary<string, (string To, Func<JsonObject, JsonObject> Change)> upcasts = new(StringComparer.Ordinal);

    /// <summary>Stored names in use, in order: the golden list of a service.</summary>
    public IReadOnlyList<string> Names => [.. byName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds every event of a closed family.</summary>
    public void AddFamily(Type family)
    {
        ArgumentNullException.ThrowIfNull(family);
        foreach (var type in family.Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsClass: true } && t.IsAssignableTo(family)))
        {
            var name = type.GetCustomAttribute<StoredAsAttribute>()?.Name ?? throw new InvalidOperationException($"{type} has no stored name: add [StoredAs(\"…\")].");
            if (!byName.TryAdd(name, type) && byName[name] != type) throw new InvalidOperationException($"{type} and {byName[name]} are both stored as '{name}'.");
            byType[type] = name;
        }
    }

    /// <summary>Reads events stored under an old name as a newer one.</summary>
    public void AddUpcast(string from, string to, Func<JsonObject, JsonObject> change) => upcasts.Add(from, (to, change));

    public string NameOf(Type type) => byType.TryGetValue(type, out var name) ? name : throw new InvalidOperationException($"{type} belongs to no aggregate of this service.");

    public Type? TypeOf(string name) => byName.GetValueOrDefault(name);

    internal (string Name, Func<JsonObject, JsonObject>? Change) Current(string name)
    {
        Func<JsonObject, JsonObject>? change = null;
        while (upcasts.TryGetValue(name, out var step))
        {
            var before = change;
            change = before is null ? step.Change : json => step.Change(before(json));
            name = step.To;
        }

        return (name, change);
    }
}
