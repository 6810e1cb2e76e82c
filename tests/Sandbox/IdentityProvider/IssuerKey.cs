using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.Sandbox.IdentityProvider;

/// <summary>The EC P-384 key that signs every token, from a file so that restarts keep it, else made at start.</summary>
internal sealed class IssuerKey : IDisposable
{
    private readonly ECDsa _key;

    public IssuerKey(IOptions<SandboxOptions> options)
    {
        if (options.Value.IssuerKeyFile is { Length: > 0 } file)
        {
            _key = ECDsa.Create();
            _key.ImportFromPem(File.ReadAllText(SandboxFolder.Locate(options.Value, file)));
        }
        else
        {
            _key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        }

        var signing = new ECDsaSecurityKey(_key);
        signing.KeyId = Base64UrlEncoder.Encode(signing.ComputeJwkThumbprint());
        Signing = new SigningCredentials(signing, SecurityAlgorithms.EcdsaSha384);
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        Public = new PublicKey("EC", "P-384", Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y), signing.KeyId, "sig", SecurityAlgorithms.EcdsaSha384);
    }

    internal SigningCredentials Signing { get; }

    internal PublicKey Public { get; }

    public void Dispose() => _key.Dispose();

    /// <summary>A JSON Web Key (RFC 7517).</summary>
    internal sealed record PublicKey(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);
}
