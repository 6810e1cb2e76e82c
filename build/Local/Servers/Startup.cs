namespace Healthcare.Local.Servers;

/// <summary>What came of starting a server: it runs, or a sentence that says what to do about it.</summary>
public abstract record Startup<TServer>
{
    private Startup() { }

    public sealed record Running(TServer Server) : Startup<TServer>;

    public sealed record Unavailable(string Reason) : Startup<TServer>;

    /// <summary>The server, for callers that cannot go on without it.</summary>
    public TServer OrThrow() => this switch
    {
        Running running => running.Server,
        Unavailable unavailable => throw new InvalidOperationException(unavailable.Reason),
        _ => throw new InvalidOperationException(),
    };
}
