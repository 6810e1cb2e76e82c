using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Healthcare.Sandbox;
using Healthcare.Sandbox.IdentityProvider;
using Microsoft.AspNetCore.Builder;

namespace Healthcare.SystemTests.Sandbox;

/// <summary>The sandbox in this process, on a free port, in front of a stub gateway.</summary>
internal sealed class RunningSandbox : IAsyncDisposable
{
    internal const string Fhir = "application/fhir+json";
    internal const string X12 = "application/edi-x12";
    private readonly WebApplication _app;

    private RunningSandbox(WebApplication app, StubGateway gateway, string keys)
    {
        _app = app;
        Gateway = gateway;
        Keys = keys;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    internal StubGateway Gateway { get; }

    /// <summary>The folder of keys.</summary>
    internal string Keys { get; }

    internal HttpClient Client { get; }

    internal static async Task<RunningSandbox> StartAsync(CancellationToken cancel, params string[] settings)
    {
        var keys = Directory.CreateTempSubdirectory("sandbox-keys-").FullName;
        SandboxKeys.Write(keys);
        var gateway = await StubGateway.StartAsync(cancel);
        var app = SandboxApplication.Build(
        [
            "--urls", "http://127.0.0.1:0", "--Gateway:BaseUrl", gateway.Address, "--Gateway:FirstRetry", "00:00:00.010", "--Sandbox:Folder", keys, "--Sandbox:Delay", "00:00:00.010",
            "--Sandbox:Late", "00:00:00.300", "--Sandbox:RequireTokens", "false", "--Logging:LogLevel:Default", "Error", .. settings,
        ]);
        await app.StartAsync(cancel);
        return new RunningSandbox(app, gateway, keys);
    }

    internal async Task<HttpResponseMessage> PostAsync(string path, ReadOnlyMemory<byte> body, string mediaType, CancellationToken cancel)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return await Client.PostAsync(new Uri(path, UriKind.Relative), content, cancel);
    }

    internal async Task ScriptAsync(object script, CancellationToken cancel)
    {
        using var added = await Client.PostAsJsonAsync(new Uri("/sandbox/scripts", UriKind.Relative), script, cancel);
        Assert.That((int)added.StatusCode, Is.EqualTo(201), await added.Content.ReadAsStringAsync(cancel));
    }

    internal async Task<JsonElement> GetAsync(string path, CancellationToken cancel) => await Client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative), cancel);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        await Gateway.DisposeAsync();
        Directory.Delete(Keys, recursive: true);
    }
}
