namespace Healthcare.Sandbox.IdentityProvider;

/// <summary>One client that may ask for tokens; section <c>Sandbox:Clients:&lt;client id&gt;</c>.</summary>
internal sealed record ClientRegistration
{
    /// <summary>PEM file of the public key; relative to the folder of keys.</summary>
    public string? PublicKeyFile { get; set; }

    /// <summary>The public key as a JSON Web Key.</summary>
    public string? Jwk { get; set; }

    /// <summary>system, partner or ai; people get staff tokens.</summary>
    public string ActorKind { get; set; } = "partner";

    public string? Partner { get; set; }

    /// <summary>SMART scopes that the client may ask for; asking for none gives all.</summary>
    public string[] Scopes { get; set; } = [];

    public string[] Roles { get; set; } = [];

    /// <summary>HL7 purpose of use.</summary>
    public string? Purpose { get; set; }
}

/// <summary>The clients of the story: six services and the partners that call the gateway.</summary>
internal static class KnownClients
{
    internal static readonly IReadOnlyDictionary<string, ClientRegistration> All = new Dictionary<string, ClientRegistration>(StringComparer.Ordinal)
    {
        ["intake"] = Service(),
        ["authorization"] = Service(),
        ["scheduling"] = Service(),
        ["billing"] = Service(),
        ["reconciliation"] = Service(),
        ["audit"] = Service(),
        ["northside"] = Partner("northside", "TREAT", "system/Bundle.c", "system/Task.rs", "system/Subscription.cruds"),
        // A second practice, so that there is somebody who must not see the first one's cases.
        ["southside"] = Partner("southside", "TREAT", "system/Bundle.c", "system/Task.rs", "system/Subscription.cruds"),
        ["maryland-capital"] = Partner("maryland-capital", "HPAYMT", "system/ClaimResponse.c"),
        ["atlantic-mutual"] = Partner("atlantic-mutual", "HPAYMT", "system/ClaimResponse.c"),
        ["clearhouse"] = Partner("clearhouse", "HPAYMT", "system/X12.c"),
        ["first-harbor"] = Partner("first-harbor", "HPAYMT", "system/Deposit.c"),
        ["ehr"] = Partner("ehr", "TREAT", "system/Encounter.c"),
    };

    private static ClientRegistration Service() => new() { ActorKind = "system", Roles = ["service"], Scopes = ["system/*.cruds"], Purpose = "HOPERAT" };

    private static ClientRegistration Partner(string id, string purpose, params string[] scopes) =>
        new() { ActorKind = "partner", Partner = id, Scopes = scopes, Purpose = purpose };
}
