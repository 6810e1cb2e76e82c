namespace Healthcare.Audit.Webhooks;

/// <summary>Settings of webhooks, section <c>Webhooks</c>.</summary>
internal sealed class WebhookOptions
{
    /// <summary>Lets addresses on this machine be registered and called, also without TLS: for development.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>How long the secret before signs too after a rotation.</summary>
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>After so many attempts at one delivery a person is told that the receiver is away.</summary>
    public int TellAfter { get; set; } = 6;

    /// <summary>How long that person has.</summary>
    public TimeSpan TellWithin { get; set; } = TimeSpan.FromHours(4);

    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
