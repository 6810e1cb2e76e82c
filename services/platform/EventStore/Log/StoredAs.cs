namespace Healthcare.EventStore;

/// <summary>The name an event is stored under, with its version; it outlives the class, so a class may be renamed and history still reads.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class StoredAsAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
