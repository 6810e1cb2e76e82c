using Healthcare.Sandbox.IdentityProvider;
using Healthcare.Sandbox.Payer;

namespace Healthcare.Sandbox;

/// <summary>How the partners behave when no script says otherwise; section <c>Sandbox</c>.</summary>
internal sealed class SandboxOptions
{
    /// <summary>Folder that the verb <c>keys</c> wrote: the issuer's key and the clients' public keys.</summary>
    public string? Folder { get; set; }

    /// <summary><c>iss</c> of every token; services must be configured with the same.</summary>
    public string Issuer { get; set; } = "http://localhost:5090/idp";

    public string Audience { get; set; } = "healthcare";

    /// <summary>PEM of the key that signs tokens; without one a key is made at start.</summary>
    public string? IssuerKeyFile { get; set; }

    /// <summary>SMART Backend Services: at most 300 s.</summary>
    public TimeSpan TokenLife { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How long a partner takes before it sends what it sends by itself.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How late <c>late</c> is when its script does not say.</summary>
    public TimeSpan Late { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a call stays open that is never answered.</summary>
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>Where the EHR takes SIU over MLLP, on loopback; it does not unless a port is given, and 0 takes any that is free.</summary>
    public int? EhrMllpPort { get; set; }

    /// <summary>Messages that <c>/sandbox/received</c> and <c>/sandbox/outbox</c> keep.</summary>
    public int Keep { get; set; } = 50_000;

    /// <summary>Bytes of bodies that <c>/sandbox/received</c> keeps.</summary>
    public long KeepBytes { get; set; } = 256L << 20;

    /// <summary>The largest body that a partner takes.</summary>
    public long MostBytes { get; set; } = 20L << 20;

    /// <summary>Whether payers, clearinghouse, ERP and EHR turn away who calls without a token; one that is not good is always turned away.</summary>
    public bool RequireTokens { get; set; } = true;

    public ContractTerms Contract { get; set; } = new();

    /// <summary>One 835 for each claim instead of one for each batch.</summary>
    public bool RemittancePerClaim { get; set; }

    public Dictionary<string, ClientRegistration> Clients { get; set; } = new(StringComparer.Ordinal);

    public Dictionary<string, PayerProfile> Payers { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>What the payer's contract pays, as fractions of a charge and dollars.</summary>
internal sealed class ContractTerms
{
    /// <summary>Allowed part of a charge; the rest is CO*45.</summary>
    public decimal Allowed { get; set; } = 0.80m;

    /// <summary>The patient's part of what is allowed (PR*2), except for office visits.</summary>
    public decimal Coinsurance { get; set; } = 0.20m;

    /// <summary>Dollars of the patient for an office visit or consultation (PR*3).</summary>
    public decimal Copay { get; set; } = 20m;
}

/// <summary>Where partners send; section <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    public Uri BaseUrl { get; set; } = new("http://localhost:5080");

    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts at one delivery before it waits for <c>POST /sandbox/outbox/resend</c>; about ten minutes.</summary>
    public int Attempts { get; set; } = 125;

    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
