using System.Net.Security;

namespace Healthcare.Hl7v2;

/// <summary>Where and how a client sends messages.</summary>
public sealed record MllpClientOptions
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>How long a connection may take to come about, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the partner may take to take a message and answer it.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a message is sent before it counts as unconfirmed; each time the same bytes.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>How long to wait before the second attempt; twice as long before each further one.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of one answer.</summary>
    public int LongestAnswer { get; init; } = 1 << 20;

    /// <summary>Null for connections in the clear, which belong on loopback or inside a tunnel.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}

/// <summary>What became of a message that was sent.</summary>
public abstract record MllpOutcome
{
    private MllpOutcome()
    {
    }

    /// <summary>The partner answered this very message; whether with yes or no is in the acknowledgement.</summary>
    /// <param name="Bytes">The answer as received.</param>
    public sealed record Answered(Acknowledgement Acknowledgement, ReadOnlyMemory<byte> Bytes, int Attempts) : MllpOutcome;

    /// <summary>It was sent, but no answer came: the partner may or may not have it, so it may only be sent again unchanged.</summary>
    public sealed record Unconfirmed(string Reason, int Attempts) : MllpOutcome;

    /// <summary>It never left, so the partner cannot have it.</summary>
    public sealed record Unsent(string Reason, int Attempts) : MllpOutcome;
}
