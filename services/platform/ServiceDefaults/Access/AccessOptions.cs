namespace Healthcare.ServiceDefaults;

/// <summary>Settings of token checks and of this service's own tokens, section <c>Access</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>Who signs tokens; compared with <c>iss</c>.</summary>
    public string? Issuer { get; set; }

    /// <summary>Where the issuer publishes its keys (JWKS).</summary>
    public Uri? Jwks { get; set; }

    public string Audience { get; set; } = "healthcare";

    /// <summary>The longest life of a token that is accepted (SMART Backend Services: 300 s).</summary>
    public TimeSpan LongestLife { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How far the issuer's clock may differ from ours.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often keys are looked up again by themselves; an unknown key id looks them up at once.</summary>
    public TimeSpan RefreshKeysEvery { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The least time between two look-ups that unknown key ids cause.</summary>
    public TimeSpan RefreshKeysAtMostEvery { get; set; } = TimeSpan.FromSeconds(5);

    public Uri? TokenEndpoint { get; set; }

    public ClientOptions Client { get; set; } = new();

    public sealed class ClientOptions
    {
        public string? Id { get; set; }

        /// <summary>PEM file of an EC P-384 key, registered with the issuer.</summary>
        public string? KeyFile { get; set; }

        /// <summary><c>kid</c> of the assertion; the RFC 7638 thumbprint when absent.</summary>
        public string? KeyId { get; set; }
    }
}
