namespace Healthcare.Messaging;

/// <summary>A consumer could not reach what it needs to read (another service, a partner): its message waits for it and is not counted as poison.</summary>
public sealed class DependencyAwayException(string dependency, Exception? inner = null) : Exception($"{dependency} is away.", inner)
{
    public string Dependency { get; } = dependency;
}
