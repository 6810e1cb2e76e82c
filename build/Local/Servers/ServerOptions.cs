namespace Healthcare.Local.Servers;

/// <summary>Where a server keeps its data, how careful it is with it, and what may be done to get one.</summary>
public sealed record ServerOptions
{
    /// <summary>A throw-away server: its data lives in a temporary folder, survives no power cut, and is deleted with it.</summary>
    public static readonly ServerOptions Temporary = new();

    /// <summary>A server whose data outlives it, with every commit on disk.</summary>
    public static ServerOptions Keeping(string folder) => new() { Folder = folder, Durable = true };

    /// <summary>Folder that holds the data of all servers; none means a temporary one.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether a commit waits for the disk.</summary>
    public bool Durable { get; init; }

    /// <summary>Whether a missing server may be installed with the machine's package manager.</summary>
    public bool MayInstall { get; init; } = true;

    /// <summary>How long a server may take from its start to its first answer; an installation or an image's download is not counted.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Told of a broker as soon as its process runs and its address is known, long before it answers; told again when it had to take another port.</summary>
    public Action<RabbitServer> BrokerLaunched { get; init; } = static _ => { };

    /// <summary>Told in one sentence whenever something takes long or differs from what was asked.</summary>
    public Action<string> Progress { get; init; } = static _ => { };
}
