using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.ServiceDefaults;

/// <summary>
/// Idempotency-Key on POST (IETF draft-ietf-httpapi-idempotency-key-header): the same key and body get the stored answer, another body 422, a run that has not ended 409.
/// A partner must send one; for others it is optional. Scope is caller and route. What failed (5xx), or was never understood (400, 413, 415 …), is forgotten, and the key free again.
/// </summary>
internal sealed partial class Idempotency(RequestDelegate next, ILogger<Idempotency> logger)
{
    internal const string Header = "Idempotency-Key";
    private const string HashedWhileRead = "hashed-while-read";

    // A run says that it is alive as long as it lasts, so whoever is silent for a run's life has died, and a repetition takes over.
    private static readonly TimeSpan RunLife = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1.5);

    public Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method)
            || Caller.Of(context.User) is not { } caller
            || context.GetEndpoint() is not RouteEndpoint route
            || context.RequestServices.GetService<IEventStore>() is not { } store) return next(context);
        if (context.Request.Headers[Header].Count == 0)
            return caller.Kind == ActorKind.Partner ? ProblemWriter.WriteAsync(context, new ProblemAnswer(KnownProblems.IdempotencyKeyMissing)) : next(context);
        return context.Request.Headers[Header] is [{ Length: >= 1 and <= 255 } key] && key.All(c => c is > ' ' and <= '~')
            ? RunAsync(context, store.Answers, ScopeOf(caller, route, key))
            : ProblemWriter.WriteAsync(context, new ProblemAnswer(KnownProblems.IdempotencyKeyMalformed));
    }

    private static string ScopeOf(Caller caller, RouteEndpoint route, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.PartnerId ?? caller.Subject}\n{route.RoutePattern.RawText}\n{key.Trim('"')}")));

    private async Task RunAsync(HttpContext context, IAnswerTable answers, string scope)
    {
        var cancel = context.RequestAborted;
        var vault = context.RequestServices.GetRequiredService<Vault>();
        // Keyed hashes: a key or a body that could be guessed must not be told by its hash.
        var answerKey = vault.BlindIndex("idempotency-key", scope);
        await using var body = await HashedBody.ReadAsync(context.Request.Body, context.Request.ContentLength, $"{context.Request.Path}{context.Request.QueryString}\n{context.Request.ContentType}\n", cancel);
        var requestHash = body.IsWhole ? vault.BlindIndex("idempotency-body", await body.HashAsync(cancel)) : HashedWhileRead;
        if (body.IsWhole) body.Rewind();
        if (await answers.BeginAsync(answerKey, requestHash, RunLife, cancel) is { } stands)
        {
            await AnswerAgainAsync(context, vault, stands, body, requestHash);
            return;
        }

        var scopeOfCall = context.RequestServices.GetRequiredService<CallScope>();
        scopeOfCall.AnswerKey = answerKey;
        scopeOfCall.Context = scopeOfCall.Context with { CommandId = DerivedId.Of(answerKey) };
        context.RequestServices.GetRequiredService<IdempotentIds>().AnswerKey = answerKey;
        context.Request.Body = body;
        var answered = false;
        using var ended = new CancellationTokenSource();
        var renewing = RenewAsync(answers, answerKey, ended.Token);
        try
        {
            answered = await RunOnceAsync(context, answers, vault, answerKey, body, scopeOfCall);
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
            // The client may be gone; the key must be free all the same.
            if (!answered) await ForgetAsync(answers, answerKey);
        }
    }

    private async Task RenewAsync(IAnswerTable answers, string answerKey, CancellationToken ended)
    {
        while (true)
        {
            await Task.Delay(Renewal, TimeProvider.System, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ended.IsCancellationRequested) return;
            try
            {
                await answers.RenewAsync(answerKey, CancellationToken.None);
            }
            catch (Exception failure) when (Dependencies.IsAway(failure))
            {
                NotKept(logger, failure.GetType().Name);
            }
        }
    }

    private async Task<bool> RunOnceAsync(HttpContext context, IAnswerTable answers, Vault vault, string answerKey, HashedBody body, CallScope scope)
    {
        var toClient = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var kept = new MemoryStream();
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(kept));
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        finally
        {
            context.Features.Set(toClient);
        }

        var bytes = kept.ToArray();
        var answered = false;
        if (context.Response.StatusCode is >= 200 and < 300 or 409 || (scope.HasCommitted && context.Response.StatusCode < 500))
        {
            try
            {
                var stored = StoredAnswer.Of(context.Response, bytes, vault.BlindIndex("idempotency-body", await body.HashAsync(CancellationToken.None)));
                await answers.CompleteAsync(answerKey, await stored.SealAsync(vault, answerKey, CancellationToken.None), CancellationToken.None);
                answered = true;
            }
            catch (Exception failure) when (Dependencies.IsAway(failure))
            {
                // The effect stands; a repetition after the run's life decides again and finds it done.
                NotKept(logger, failure.GetType().Name);
                answered = true;
            }
        }

        if (bytes.Length > 0)
        {
            context.Response.ContentLength = bytes.Length;
            await context.Response.BodyWriter.WriteAsync(bytes, context.RequestAborted);
        }

        return answered;
    }

    private static async Task AnswerAgainAsync(HttpContext context, Vault vault, AnswerState stands, HashedBody body, string requestHash)
    {
        if (stands.SealedAnswer is not { } sealedAnswer)
        {
            var problem = string.Equals(stands.RequestHash, requestHash, StringComparison.Ordinal) ? KnownProblems.IdempotencyKeyRunning : KnownProblems.IdempotencyKeyReused;
            await ProblemWriter.WriteAsync(context, new ProblemAnswer(problem) { RetryAfter = problem == KnownProblems.IdempotencyKeyRunning ? TimeSpan.FromSeconds(1) : null });
            return;
        }

        if (await StoredAnswer.OpenAsync(vault, stands.Key, sealedAnswer, context.RequestAborted) is not { } answer)
        {
            await ProblemWriter.WriteAsync(context, new ProblemAnswer(KnownProblems.AnswerErased));
            return;
        }

        var hash = vault.BlindIndex("idempotency-body", await body.HashAsync(context.RequestAborted));
        if (string.Equals(answer.RequestHash, hash, StringComparison.Ordinal)) await answer.ReplayAsync(context);
        else await ProblemWriter.WriteAsync(context, new ProblemAnswer(KnownProblems.IdempotencyKeyReused));
    }

    private async Task ForgetAsync(IAnswerTable answers, string answerKey)
    {
        try
        {
            await answers.ForgetAsync(answerKey, CancellationToken.None);
        }
        catch (Exception failure) when (Dependencies.IsAway(failure))
        {
            NotKept(logger, failure.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The state of an idempotent request could not be written: {Failure}")]
    private static partial void NotKept(ILogger logger, string failure);
}
