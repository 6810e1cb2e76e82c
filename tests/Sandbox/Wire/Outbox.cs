using System.Net;
using System.Net.Http.Headers;
using Healthcare.Sandbox.IdentityProvider;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Wire;

/// <summary>What partners have still to send: lanes in order, each delivery tried until the gateway takes or refuses it, nothing lost while the process lives.</summary>
internal sealed class Outbox(
    IHttpClientFactory http, TokenIssuer tokens, IOptions<GatewayOptions> gateway, IOptions<SandboxOptions> options, TimeProvider clock, ILogger<Outbox> log) : IHostedService, IDisposable
{
    internal const string ClientName = "gateway";
    private const int MostAtOnce = 16;
    private const int LongestAnswer = 2_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<Posting>> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Posting> _known = new(StringComparer.Ordinal);
    private readonly Queue<Posting> _kept = [];
    private readonly SemaphoreSlim _slots = new(MostAtOnce, MostAtOnce);
    private CancellationTokenSource _life = new();

    /// <summary>Puts deliveries at the end of their lanes; one whose id is known is not sent again.</summary>
    internal void Enqueue(params IEnumerable<Delivery> deliveries)
    {
        lock (_gate)
        {
            foreach (var delivery in deliveries)
            {
                var posting = new Posting(delivery);
                if (!_known.TryAdd(delivery.Id, posting)) continue;
                _kept.Enqueue(posting);
                Forget();
                Append(posting);
            }
        }
    }

    internal IReadOnlyList<Posting> All()
    {
        lock (_gate) return [.. _kept];
    }

    /// <summary>Whether something is on its way by a business time, and when the next is due that waits for its time.</summary>
    internal (bool Busy, DateTimeOffset? NextDue) Pending(DateTimeOffset now)
    {
        lock (_gate)
        {
            var first = _lanes.Values.Select(l => l.TryPeek(out var posting) ? posting : null).OfType<Posting>().ToList();
            return (first.Any(p => p.State != DeliveryState.Waiting || p.DueAt is not { } due || due <= now), first.Where(p => p.State == DeliveryState.Waiting && p.DueAt > now).Min(p => p.DueAt));
        }
    }

    /// <summary>Starts again what was given up.</summary>
    internal int Resend()
    {
        lock (_gate)
        {
            var again = _kept.Where(p => p.State == DeliveryState.GivenUp).ToList();
            foreach (var posting in again)
            {
                (posting.State, posting.Attempts) = (DeliveryState.Waiting, 0);
                Append(posting);
            }

            return again.Count;
        }
    }

    internal async Task ClearAsync()
    {
        CancellationTokenSource ended;
        lock (_gate)
        {
            (ended, _life) = (_life, new CancellationTokenSource());
            _lanes.Clear();
            _known.Clear();
            _kept.Clear();
        }

        await ended.CancelAsync();
        ended.Dispose();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => _life.CancelAsync();

    public void Dispose()
    {
        _life.Dispose();
        _slots.Dispose();
    }

    private void Append(Posting posting)
    {
        if (_lanes.TryGetValue(posting.Delivery.Lane, out var running))
        {
            running.Enqueue(posting);
            return;
        }

        var lane = new Queue<Posting>([posting]);
        _lanes.Add(posting.Delivery.Lane, lane);
        var life = _life.Token;
        _ = Task.Run(() => RunAsync(posting.Delivery.Lane, lane, life), life);
    }

    private void Forget()
    {
        while (_kept.Count > options.Value.Keep && _kept.Peek().State is DeliveryState.Delivered or DeliveryState.Refused) _known.Remove(_kept.Dequeue().Delivery.Id);
    }

    private async Task RunAsync(string name, Queue<Posting> lane, CancellationToken life)
    {
        try
        {
            while (Next(name, lane) is { } posting)
            {
                posting.DueAt = clock.GetUtcNow() + posting.Delivery.Wait;
                if (posting.Delivery.Wait > TimeSpan.Zero) await Task.Delay(posting.Delivery.Wait, clock, life);
                await SendAsync(posting, life);
                lock (_gate) lane.Dequeue();
            }
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested)
        {
            // Reset or stop: the lane ends with it.
        }
    }

    private Posting? Next(string name, Queue<Posting> lane)
    {
        lock (_gate)
        {
            if (lane.TryPeek(out var posting)) return posting;
            if (_lanes.TryGetValue(name, out var current) && current == lane) _lanes.Remove(name);
            return null;
        }
    }

    private async Task SendAsync(Posting posting, CancellationToken life)
    {
        posting.State = DeliveryState.Sending;
        var wait = gateway.Value.FirstRetry;
        while (true)
        {
            posting.Attempts++;
            var (state, retryAfter) = await AttemptAsync(posting, life);
            if (state == DeliveryState.Sending && posting.Attempts >= gateway.Value.Attempts) state = DeliveryState.GivenUp;
            if (state != DeliveryState.Sending)
            {
                posting.End(state, clock.GetUtcNow());
                if (state == DeliveryState.Refused) log.Refused(posting.Delivery.Partner, posting.Delivery.Step, posting.Delivery.Id, posting.Status ?? 0);
                if (state == DeliveryState.GivenUp) log.GaveUp(posting.Delivery.Partner, posting.Delivery.Step, posting.Delivery.Id, posting.Attempts);
                return;
            }

            var pause = retryAfter ?? wait;
            await Task.Delay(pause < gateway.Value.LongestRetry ? pause : gateway.Value.LongestRetry, clock, life);
            wait *= 2;
        }
    }

    /// <summary>Sending means that it is worth another attempt.</summary>
    private async Task<(DeliveryState State, TimeSpan? RetryAfter)> AttemptAsync(Posting posting, CancellationToken life)
    {
        await _slots.WaitAsync(life);
        try
        {
            using var client = http.CreateClient(ClientName);
            client.Timeout = gateway.Value.Timeout;
            using var request = Request(posting.Delivery);
            using var response = await client.SendAsync(request, life);
            posting.Status = (int)response.StatusCode;
            if (response.IsSuccessStatusCode) return (DeliveryState.Delivered, null);
            if (response.StatusCode == HttpStatusCode.Unauthorized) tokens.Forget(posting.Delivery.Partner);
            if (IsWorthAnother(response.StatusCode, posting.Attempts)) return (DeliveryState.Sending, response.Headers.RetryAfter?.Delta);
            var answer = await response.Content.ReadAsStringAsync(life);
            posting.Answer = answer.Length > LongestAnswer ? answer[..LongestAnswer] : answer;
            return (DeliveryState.Refused, null);
        }
        catch (HttpRequestException unreachable)
        {
            posting.Status = (int?)unreachable.StatusCode;
            return (DeliveryState.Sending, null);
        }
        catch (OperationCanceledException) when (!life.IsCancellationRequested)
        {
            posting.Status = null;
            return (DeliveryState.Sending, null);
        }
        finally
        {
            _slots.Release();
        }
    }

    // 409 is "the same key is still running"; a 401 may be a token that expired on the way, or keys that the gateway has not fetched yet.
    private static bool IsWorthAnother(HttpStatusCode status, int attempts) => status switch
    {
        >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout => true,
        HttpStatusCode.Conflict => attempts < 20,
        HttpStatusCode.Unauthorized => attempts < 5,
        _ => false,
    };

    private HttpRequestMessage Request(Delivery delivery)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Value.BaseUrl, delivery.Path)) { Content = new ReadOnlyMemoryContent(delivery.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(delivery.MediaType);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.ForPartner(delivery.Partner));
        request.Headers.Add("Idempotency-Key", delivery.Id);
        return request;
    }
}

internal static partial class OutboxLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Partner} was refused its {Step} {DeliveryId} with {Status}")]
    internal static partial void Refused(this ILogger log, string partner, string step, string deliveryId, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Partner} gave its {Step} {DeliveryId} up after {Attempts} attempts")]
    internal static partial void GaveUp(this ILogger log, string partner, string step, string deliveryId, int attempts);
}
