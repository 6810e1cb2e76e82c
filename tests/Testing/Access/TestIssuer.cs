using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Testing.Access;

/// <summary>An identity provider for tests, on loopback: publishes its keys, gives service tokens, and signs whatever a test asks for.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "healthcare";
    private readonly WebApplication app;
    private readonly List<Key> keys = [];
    private readonly string clientKeyFile = Path.Combine(Path.GetTempPath(), $"client-{Guid.CreateVersion7():N}.pem");
    private int jwksReads;
    private int tokensGiven;

    private TestIssuer(WebApplication app)
    {
        this.app = app;
        Rotate();
        using var client = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        File.WriteAllText(clientKeyFile, client.ExportECPrivateKeyPem());
    }

    public string Issuer { get; private set; } = "";

    /// <summary>How often the keys were read.</summary>
    public int JwksReads => jwksReads;

    /// <summary>How often the token endpoint was asked.</summary>
    public int TokensGiven => tokensGiven;

    /// <summary>The answer of the key endpoint while the issuer is away.</summary>
    public bool Away { get; set; }

    /// <summary>What a service is configured with to trust this issuer, and to get tokens of its own.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Access:Issuer"] = Issuer,
        ["Access:Jwks"] = $"{Issuer}/jwks",
        ["Access:Audience"] = Audience,
        ["Access:TokenEndpoint"] = $"{Issuer}/token",
        ["Access:Client:Id"] = "test-service",
        ["Access:Client:KeyFile"] = clientKeyFile,
        ["Access:RefreshKeysAtMostEvery"] = "00:00:00",
    };

    public static async Task<TestIssuer> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        var issuer = new TestIssuer(server);
        server.MapGet("/jwks", issuer.PublishAsync);
        server.MapPost("/token", issuer.GiveAsync);
        await server.StartAsync(cancel);
        issuer.Issuer = server.Urls.First();
        return issuer;
    }

    /// <summary>Signs with new keys from now on; tokens of the old ones stay good, because those stay published.</summary>
    public void Rotate()
    {
        lock (keys) keys.Add(new Key($"key-{keys.Count + 1}"));
    }

    /// <summary>A person's token.</summary>
    public string Staff(params string[] roles) => Sign(new() { ["actor_kind"] = "human", ["roles"] = roles, ["purpose"] = "HOPERAT" });

    /// <summary>A partner's token, with SMART scopes.</summary>
    public string Partner(string partner, string scope = "system/*.cruds") => Sign(new() { ["sub"] = $"client-{partner}", ["actor_kind"] = "partner", ["partner"] = partner, ["scope"] = scope });

    /// <summary>A service's token.</summary>
    public string Service(string service) => Sign(new() { ["sub"] = service, ["actor_kind"] = "system", ["roles"] = (string[])["service"] });

    /// <summary>Signs claims over the usual ones (iss, aud, sub, iat, exp in 300 s); a null claim is left out.</summary>
    public string Sign(Dictionary<string, object?> claims, string algorithm = "ES384", string? keyId = null, ECDsa? foreignKey = null)
    {
        ArgumentNullException.ThrowIfNull(claims);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var all = new Dictionary<string, object?>(StringComparer.Ordinal) { ["iss"] = Issuer, ["aud"] = Audience, ["sub"] = "someone", ["iat"] = now, ["exp"] = now + 300 };
        foreach (var (name, value) in claims) all[name] = value;
        foreach (var name in all.Where(c => c.Value is null).Select(c => c.Key).ToList()) all.Remove(name);
        Key key;
        lock (keys) key = keys[^1];
        var header = new Dictionary<string, string>(StringComparer.Ordinal) { ["alg"] = algorithm, ["typ"] = "JWT", ["kid"] = keyId ?? $"{key.Id}-{algorithm}" };
        var signed = $"{Encode(header)}.{Encode(all)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm switch
        {
            "ES384" => (foreignKey ?? key.Curve).SignData(bytes, HashAlgorithmName.SHA384),
            "RS384" => key.Rsa.SignData(bytes, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
            "RS256" => key.Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => [],
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        File.Delete(clientKeyFile);
    }

    private static string Encode<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    private async Task PublishAsync(HttpContext context)
    {
        Interlocked.Increment(ref jwksReads);
        if (Away)
        {
            context.Response.StatusCode = 503;
            return;
        }

        List<object> published;
        lock (keys) published = [.. keys.SelectMany(k => k.Publish())];
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { keys = published }), context.RequestAborted);
    }

    private async Task GiveAsync(HttpContext context)
    {
        Interlocked.Increment(ref tokensGiven);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["client_assertion"].ToString().Split('.').Length != 3)
        {
            context.Response.StatusCode = 400;
            return;
        }

        await context.Response.WriteAsync(JsonSerializer.Serialize(new { access_token = Service("test-service"), token_type = "bearer", expires_in = 300 }), context.RequestAborted);
    }

    private sealed class Key(string id)
    {
        public string Id { get; } = id;

        public ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        public RSA Rsa { get; } = RSA.Create(2048);

        public IEnumerable<object> Publish()
        {
            var point = Curve.ExportParameters(includePrivateParameters: false).Q;
            var rsa = Rsa.ExportParameters(includePrivateParameters: false);
            yield return new { kty = "EC", use = "sig", crv = "P-384", kid = $"{Id}-ES384", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) };
            yield return new { kty = "RSA", use = "sig", kid = $"{Id}-RS384", n = Base64Url.EncodeToString(rsa.Modulus), e = Base64Url.EncodeToString(rsa.Exponent) };
        }
    }
}
