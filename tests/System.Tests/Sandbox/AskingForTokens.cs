using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Healthcare.Sandbox.IdentityProvider;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.SystemTests.Sandbox;

public sealed class AskingForTokens : AtTheSandbox
{
    private static readonly Uri TokenPath = new("/idp/token", UriKind.Relative);

    [Test, CancelAfter(300_000)]
    public async Task A_registered_client_gets_a_token_that_its_key_set_proves(CancellationToken cancel)
    {
        using var answer = await AskAsync(Assertion("northside"), scope: "system/Bundle.c", cancel);
        var granted = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), granted.ToString());
        var token = await ValidAsync(granted.GetProperty("access_token").GetString(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(granted.GetProperty("expires_in").GetInt32(), Is.EqualTo(300));
            Assert.That((token.ValidTo - token.IssuedAt).TotalSeconds, Is.EqualTo(300));
            Assert.That(token.Subject, Is.EqualTo("northside"));
            Assert.That(token.GetPayloadValue<string>("actor_kind"), Is.EqualTo("partner"));
            Assert.That(token.GetPayloadValue<string>("partner"), Is.EqualTo("northside"));
            Assert.That(token.GetPayloadValue<string>("scope"), Is.EqualTo("system/Bundle.c"));
            Assert.That(token.GetPayloadValue<string>("purpose"), Is.EqualTo("TREAT"));
        });
    }

    [Test, CancelAfter(300_000)]
    public async Task A_service_gets_a_system_token_with_its_role_in_an_array(CancellationToken cancel)
    {
        using var answer = await AskAsync(Assertion("billing"), scope: null, cancel);
        var token = await ValidAsync((await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("access_token").GetString(), cancel);
        Assert.That(token.GetPayloadValue<string>("actor_kind"), Is.EqualTo("system"));
        Assert.That(token.GetPayloadValue<JsonElement>("roles").EnumerateArray().Select(r => r.GetString()), Is.EqualTo(new[] { "service" }));
    }

    [Test, CancelAfter(300_000)]
    public async Task The_same_assertion_is_taken_once(CancellationToken cancel)
    {
        var assertion = Assertion("northside");
        using var first = await AskAsync(assertion, scope: null, cancel);
        using var second = await AskAsync(assertion, scope: null, cancel);
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await RefusedAsync(second, HttpStatusCode.Unauthorized, "invalid_client", cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task Another_clients_key_does_not_sign_for_this_one(CancellationToken cancel)
    {
        using var answer = await AskAsync(Assertion("northside", signedBy: "southside"), scope: null, cancel);
        await RefusedAsync(answer, HttpStatusCode.Unauthorized, "invalid_client", cancel);
    }

    [TestCase(6, TestName = "An assertion that lives longer than five minutes is refused")]
    [TestCase(-2, TestName = "An expired assertion is refused")]
    [CancelAfter(300_000)]
    public async Task An_assertion_lives_at_most_five_minutes(int minutes, CancellationToken cancel)
    {
        using var answer = await AskAsync(Assertion("northside", life: TimeSpan.FromMinutes(minutes)), scope: null, cancel);
        await RefusedAsync(answer, HttpStatusCode.Unauthorized, "invalid_client", cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task An_assertion_for_another_endpoint_is_refused(CancellationToken cancel)
    {
        using var answer = await AskAsync(Assertion("northside", audience: "https://elsewhere.example/token"), scope: null, cancel);
        await RefusedAsync(answer, HttpStatusCode.Unauthorized, "invalid_client", cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task A_scope_that_is_not_the_clients_is_refused(CancellationToken cancel)
    {
        using var answer = await AskAsync(Assertion("northside"), scope: "system/Deposit.c", cancel);
        await RefusedAsync(answer, HttpStatusCode.BadRequest, "invalid_scope", cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task Staff_get_tokens_with_roles_and_purpose(CancellationToken cancel)
    {
        using var answer = await Sandbox.Client.PostAsJsonAsync(new Uri("/idp/staff-tokens", UriKind.Relative), new { user = "sam.scheduler", roles = new[] { "scheduler" }, purpose = "TREAT" }, cancel);
        var token = await ValidAsync((await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("access_token").GetString(), cancel);
        Assert.That(token.GetPayloadValue<string>("actor_kind"), Is.EqualTo("human"));
        Assert.That(token.GetPayloadValue<JsonElement>("roles").EnumerateArray().Select(r => r.GetString()), Is.EqualTo(new[] { "scheduler" }));
        Assert.That(token.GetPayloadValue<string>("purpose"), Is.EqualTo("TREAT"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_role_that_does_not_exist_is_refused(CancellationToken cancel)
    {
        using var answer = await Sandbox.Client.PostAsJsonAsync(new Uri("/idp/staff-tokens", UriKind.Relative), new { user = "sam", roles = new[] { "king" } }, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }

    [Test]
    public void Keys_that_are_there_stay()
    {
        var before = File.ReadAllText(SandboxKeys.KeyFile(Sandbox.Keys, "intake"));
        SandboxKeys.Write(Sandbox.Keys);
        Assert.That(File.ReadAllText(SandboxKeys.KeyFile(Sandbox.Keys, "intake")), Is.EqualTo(before));
        Assert.That(SandboxKeys.Clients, Has.All.Matches<string>(c => File.Exists(SandboxKeys.KeyFile(Sandbox.Keys, c))));
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string error, CancellationToken cancel)
    {
        Assert.That(answer.StatusCode, Is.EqualTo(status));
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("error").GetString(), Is.EqualTo(error));
    }

    /// <summary>The token that a client of the sandbox gets.</summary>
    internal static async Task<string> TokenOfAsync(RunningSandbox sandbox, string client, CancellationToken cancel)
    {
        using var answer = await AskAsync(sandbox, Assertion(sandbox, client), scope: null, cancel);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("access_token").GetString() ?? "";
    }

    private string Assertion(string client, string? signedBy = null, TimeSpan? life = null, string? audience = null) => Assertion(Sandbox, client, signedBy, life, audience);

    private static string Assertion(RunningSandbox sandbox, string client, string? signedBy = null, TimeSpan? life = null, string? audience = null)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(SandboxKeys.KeyFile(sandbox.Keys, signedBy ?? client)));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var expires = now + (life ?? TimeSpan.FromMinutes(4));
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = client,
            Audience = audience ?? new Uri(sandbox.Client.BaseAddress ?? throw new InvalidOperationException(), TokenPath).AbsoluteUri,
            IssuedAt = now.AddMinutes(-5),
            NotBefore = now.AddMinutes(-5),
            Expires = expires,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = client, ["jti"] = Guid.CreateVersion7().ToString("N") },
            SigningCredentials = new SigningCredentials(
                new ECDsaSecurityKey(key) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }, SecurityAlgorithms.EcdsaSha384),
        });
    }

    private Task<HttpResponseMessage> AskAsync(string assertion, string? scope, CancellationToken cancel) => AskAsync(Sandbox, assertion, scope, cancel);

    private static async Task<HttpResponseMessage> AskAsync(RunningSandbox sandbox, string assertion, string? scope, CancellationToken cancel)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        };
        if (scope is not null) form["scope"] = scope;
        using var content = new FormUrlEncodedContent(form);
        return await sandbox.Client.PostAsync(TokenPath, content, cancel);
    }

    private async Task<JsonWebToken> ValidAsync(string? token, CancellationToken cancel)
    {
        var keys = new JsonWebKeySet(await Sandbox.Client.GetStringAsync(new Uri("/idp/jwks", UriKind.Relative), cancel));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = "http://localhost:5090/idp", ValidAudience = "healthcare", IssuerSigningKeys = keys.GetSigningKeys(), ValidAlgorithms = [SecurityAlgorithms.EcdsaSha384],
        });
        Assert.That(result.IsValid, Is.True, result.Exception?.Message);
        return (JsonWebToken)result.SecurityToken;
    }
}
