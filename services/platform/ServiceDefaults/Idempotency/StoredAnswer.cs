using System.Text.Json;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Http;

namespace Healthcare.ServiceDefaults;

/// <summary>An answer as it is kept under an Idempotency-Key: what the first request was told, and the hash of what it sent.</summary>
internal sealed record StoredAnswer(int Status, Dictionary<string, string> Headers, byte[] Body, string RequestHash)
{
    private static readonly string[] Kept = ["Content-Type", "ETag", "Location", "Retry-After"];

    public static StoredAnswer Of(HttpResponse response, byte[] body, string requestHash) =>
        new(response.StatusCode, Kept.Where(h => response.Headers[h].Count > 0).ToDictionary(h => h, h => response.Headers[h].ToString(), StringComparer.Ordinal), body, requestHash);

    public async Task<byte[]> SealAsync(Vault vault, string answerKey, CancellationToken cancel)
    {
        var cipher = await vault.SealAsync(DerivedId.Of(answerKey), JsonSerializer.SerializeToUtf8Bytes(this), answerKey, cancel);
        return [.. cipher.Key.ToByteArray(), .. cipher.Nonce, .. cipher.Tag, .. cipher.Text];
    }

    /// <summary>Null when its key was erased.</summary>
    public static async Task<StoredAnswer?> OpenAsync(Vault vault, string answerKey, byte[] at, CancellationToken cancel)
    {
        var cipher = new Ciphertext(new Guid(at.AsSpan(0, 16)), at[16..28], at[44..], at[28..44], answerKey);
        return await vault.OpenAsync(cipher, cancel) is { } plain ? JsonSerializer.Deserialize<StoredAnswer>(plain) : null;
    }

    public async Task ReplayAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers) context.Response.Headers[name] = value;
        context.Response.Headers["Idempotent-Replayed"] = "true";
        if (Body.Length == 0) return;
        context.Response.ContentLength = Body.Length;
        await context.Response.BodyWriter.WriteAsync(Body, context.RequestAborted);
    }
}
