using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.Sandbox.IdentityProvider;

/// <summary>A client with the key that its assertions must be signed with; null where it has none and so cannot ask for tokens.</summary>
internal sealed record Client(string Id, ClientRegistration Registration, SecurityKey? Key);

/// <summary>The registered clients and the partners that the sandbox plays itself.</summary>
internal sealed class ClientRegistry
{
    private readonly Dictionary<string, Client> _clients = new(StringComparer.Ordinal);

    public ClientRegistry(IOptions<SandboxOptions> options)
    {
        foreach (var (id, known) in KnownClients.All) _clients[id] = new Client(id, known, Key: null);
        foreach (var (id, registered) in options.Value.Clients) _clients[id] = new Client(id, registered, KeyOf(options.Value, registered));
    }

    internal Client? Find(string id) => _clients.GetValueOrDefault(id);

    /// <summary>The client in whose name a partner calls the gateway.</summary>
    internal Client OfPartner(string partner) =>
        _clients.GetValueOrDefault(partner) ?? _clients.Values.FirstOrDefault(c => c.Registration.Partner == partner)
        ?? throw new InvalidOperationException($"No client is registered for partner {partner}; add Sandbox:Clients:{partner}.");

    private static SecurityKey? KeyOf(SandboxOptions options, ClientRegistration registration)
    {
        if (registration.Jwk is { Length: > 0 } jwk) return new JsonWebKey(jwk);
        if (registration.PublicKeyFile is not { Length: > 0 } file) return null;
        var pem = File.ReadAllText(SandboxFolder.Locate(options, file));
        var elliptic = ECDsa.Create();
        try
        {
            elliptic.ImportFromPem(pem);
            return new ECDsaSecurityKey(elliptic);
        }
        catch (CryptographicException)
        {
            // Not an EC key: RS384 is the other algorithm that SMART names.
            elliptic.Dispose();
            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
    }
}
