using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// The issuer's public keys, kept and looked up again when a token names an unknown one; when the issuer is away, the keys known last go on serving.
/// (The registry's ConfigurationManager refreshes in the background, so that the first token under a new key would fail.)
/// </summary>
internal sealed partial class SigningKeys(IHttpClientFactory http, IOptions<AccessOptions> options, ILogger<SigningKeys> logger) : IDisposable
{
    internal const string ClientName = "signing-keys";
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile Known? known;

    public async ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancel)
    {
        var current = known;
        var age = current is null ? TimeSpan.MaxValue : TimeProvider.System.GetElapsedTime(current.At);
        if (current is not null && age < options.Value.RefreshKeysEvery && current.Keys.TryGetValue(keyId, out var key)) return key;
        if (current is null || age >= options.Value.RefreshKeysAtMostEvery) current = await RefreshAsync(current, cancel);
        return current.Keys.GetValueOrDefault(keyId);
    }

    public void Dispose() => gate.Dispose();

    private async Task<Known> RefreshAsync(Known? seen, CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            if (known is { } newer && !ReferenceEquals(newer, seen)) return newer;
            var address = options.Value.Jwks ?? throw new InvalidOperationException("Access:Jwks is not configured.");
            try
            {
                using var client = http.CreateClient(ClientName);
                client.Timeout = TimeSpan.FromSeconds(10);
                client.MaxResponseContentBufferSize = 256 * 1024;
                var keys = new JsonWebKeySet(await client.GetStringAsync(address, cancel));
                known = new Known(TimeProvider.System.GetTimestamp(), Usable(keys));
            }
            catch (Exception failure) when (seen is not null && failure is HttpRequestException or TaskCanceledException or ArgumentException && !cancel.IsCancellationRequested)
            {
                IssuerAway(logger, failure.GetType().Name);
                known = seen with { At = TimeProvider.System.GetTimestamp() };
            }
            catch (TaskCanceledException slow) when (!cancel.IsCancellationRequested)
            {
                throw new TimeoutException("The issuer's keys could not be read in time.", slow);
            }

            return known;
        }
        finally
        {
            gate.Release();
        }
    }

    private static Dictionary<string, SecurityKey> Usable(JsonWebKeySet set)
    {
        var keys = new Dictionary<string, SecurityKey>(StringComparer.Ordinal);
        foreach (var key in set.Keys)
        {
            // RS384 with at least 2048 bits, ES384 on P-384; nothing else is looked at.
            var usable = key.Use is null or "" or "sig" && ((key.Kty == "RSA" && key.KeySize >= 2048) || (key.Kty == "EC" && key.Crv == "P-384"));
            if (usable && key.Kid is { Length: > 0 } id) keys[id] = key;
        }

        return keys;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The issuer's keys cannot be read ({Failure}); the ones known last go on serving")]
    private static partial void IssuerAway(ILogger logger, string failure);

    private sealed record Known(long At, IReadOnlyDictionary<string, SecurityKey> Keys);
}
