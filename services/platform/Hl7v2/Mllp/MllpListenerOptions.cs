using System.Net;
using System.Net.Security;

namespace Healthcare.Hl7v2;

/// <summary>Where and within which bounds a listener takes messages.</summary>
public sealed record MllpListenerOptions
{
    /// <summary>Port 0 takes any that is free.</summary>
    public IPEndPoint Endpoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Bytes of one message; a longer one is passed over and answered with AR.</summary>
    public int LongestMessage { get; init; } = Hl7ReaderOptions.Usual.LongestMessage;

    /// <summary>How long a partner may say nothing before its connection is closed.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one message may take from its first byte to its last.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a partner may take to accept an answer, or to agree on TLS.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Connections at a time; a further one is closed at once.</summary>
    public int MostConnections { get; init; } = 100;

    /// <summary>Null for connections in the clear, which belong on loopback or inside a tunnel.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }
}

/// <summary>One message as it came over a connection.</summary>
/// <param name="Bytes">Without framing; the first bytes only where it was too long.</param>
/// <param name="TooLong">Whether it was longer than <see cref="MllpListenerOptions.LongestMessage"/>.</param>
public sealed record MllpMessage(ReadOnlyMemory<byte> Bytes, bool TooLong, EndPoint? From);

/// <summary>Handles a message and gives the answers to send, none where the sender wants none. Where it throws, nothing is answered and the connection is closed, so that the sender keeps the message and sends it again.</summary>
public delegate ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> MllpHandler(MllpMessage message, CancellationToken cancel);
