using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>
/// Sends what is queued, one leader at a time, many partners at once. An attempt is recorded before it is made; its answer commits together with what follows from it.
/// Messages about one subject go to a partner one after another, in the order in which they were queued; while a partner is away nobody else's wait for its.
/// </summary>
internal sealed class TransmissionSender(
    Leadership leadership,
    IServiceScopeFactory scopes,
    Views<TransmissionRow> views,
    IEnumerable<ITransmissionKind> kinds,
    OriginalStore originals,
    PartnerCalls calls,
    CommitSignal signal,
    TimeProvider clock,
    IOptions<TransmissionOptions> options,
    ILogger<TransmissionSender> logger) : Leader(leadership)
{
    private static readonly ActivitySource Source = new("Healthcare.Handoffs");
    private readonly Dictionary<string, ITransmissionKind> byName = kinds.ToDictionary(k => k.Kind, StringComparer.Ordinal);

    protected override string LeaseName => "transmissions";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        using var places = new SemaphoreSlim(options.Value.Parallel);
        var order = new SendingOrder(views, options.Value.Parallel);
        while (true)
        {
            var committed = signal.Next;
            var taken = await order.TakeAsync(cancel);
            foreach (var row in taken)
            {
                await places.WaitAsync(cancel);
                _ = SendAndReleaseAsync(row, order, places, cancel);
            }

            if (taken.Count == 0) await Task.WhenAny(committed, Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, cancel));
            cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task SendAndReleaseAsync(TransmissionRow row, SendingOrder order, SemaphoreSlim places, CancellationToken cancel)
    {
        var isBehind = false;
        try
        {
            isBehind = await order.IsBehindAsync(row, cancel);
            if (!isBehind) await SendAsync(row, order, cancel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.Failed(row.Id, row.Kind, row.Partner, failure);
            await Task.Delay(options.Value.FirstWait, TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (OperationCanceledException)
        {
            // The lease is gone; whoever leads next repeats the attempt under the same identifier.
        }
        finally
        {
            order.Ended(row, isBehind);
            places.Release();
        }
    }

    private async Task SendAsync(TransmissionRow row, SendingOrder order, CancellationToken cancel)
    {
        using var activity = StartActivity(row);
        await using var scope = scopes.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = row.CaseId, CausationId = row.Id.ToString("D"), TraceParent = activity?.Id };
        var transactions = scope.ServiceProvider.GetRequiredService<Transactions>();
        var begun = await transactions.ExecuteAsync((work, c) => work.DecideAsync<TransmissionCommand>(row.Id, new BeginAttempt(clock.GetUtcNow()), c), cancel);
        if (begun is not Outcome.Accepted) return;

        var (kind, status, mediaType, body, reason) = await calls.SendAsync(row, cancel);
        activity?.SetTag("http.response.status_code", status);
        byName.TryGetValue(row.Kind, out var known);
        if (known is not null && kind != AnswerKind.Unconfirmed && (kind = known.Judge(kind, body)) == AnswerKind.Unconfirmed) reason = "not-acknowledged";
        order.Heard(row, kind);
        Guid? answerId = null;
        if (body.Length > 0)
        {
            answerId = await originals.KeepAsync(body, mediaType, row.Partner, cancel) is Keeping.Kept kept ? kept.Id.Value : null;
        }

        var answer = new TransmissionAnswer(row with { Attempts = row.Attempts + 1 }, kind, status, answerId, mediaType, body, clock.GetUtcNow());
        var follow = known is null ? NothingFollowsAsync : await known.UnderstandAsync(answer, cancel);
        var outcome = await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var recorded = await work.DecideAsync(row.Id, Record(answer, reason), c);
                return recorded is Outcome.Accepted ? await follow(work, c) is { } followed and not Outcome.Accepted ? followed : recorded : recorded;
            },
            cancel);
        if (outcome is Outcome.Refused refused) await KeepForAPersonAsync(transactions, answer, reason, refused.Refusal, cancel);
        Log(answer, reason);
    }

    /// <summary>The partner has answered, so nothing is sent again; what the answer asks for does not fit what stands here, and a person looks at it.</summary>
    private async Task KeepForAPersonAsync(Transactions transactions, TransmissionAnswer answer, string reason, Refusal refusal, CancellationToken cancel)
    {
        var row = answer.Transmission;
        logger.NotApplicable(row.Id, row.Kind, row.Partner, refusal.Code);
        await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var recorded = await work.DecideAsync(row.Id, Record(answer, reason), c);
                if (recorded is not Outcome.Accepted) return recorded;
                var item = new OpenWorkItem("exception", "integration-on-call", "answer-not-applicable", row.SubjectId, answer.At.AddHours(4), answer.At)
                {
                    CaseId = row.CaseId,
                    Levels = [new LevelDue("sre", answer.At.AddHours(8)), new LevelDue("department-manager", answer.At.AddDays(1))],
                };
                var opened = await work.DecideAsync<WorkItemCommand>(DerivedId.Of($"work-item/answer/{row.Id:D}"), item, c);
                return opened is Outcome.Accepted ? recorded : opened;
            },
            cancel);
    }

    private TransmissionCommand Record(TransmissionAnswer answer, string reason) => answer.Kind switch
    {
        AnswerKind.Acknowledged => new RecordAcknowledgement(answer.Status ?? 200, answer.AnswerId, answer.At),
        AnswerKind.Rejected => new RecordRejection(answer.Status ?? 400, answer.AnswerId, answer.At),
        _ => new RecordNoAnswer(reason, answer.Status, answer.At, RetryAt(answer.Transmission.Attempts)),
    };

    private DateTimeOffset RetryAt(int attempts)
    {
        var wait = options.Value.FirstWait * Math.Pow(2, Math.Min(attempts - 1, 16));
        return TimeProvider.System.GetUtcNow() + (wait < options.Value.LongestWait ? wait : options.Value.LongestWait);
    }

    private void Log(TransmissionAnswer answer, string reason)
    {
        var row = answer.Transmission;
        switch (answer.Kind)
        {
            case AnswerKind.Acknowledged:
                logger.Acknowledged(row.Id, row.Kind, row.Partner, answer.Status ?? 200, row.Attempts);
                break;
            case AnswerKind.Rejected:
                logger.Rejected(row.Id, row.Kind, row.Partner, answer.Status ?? 400);
                break;
            default:
                logger.Unconfirmed(row.Id, row.Kind, row.Partner, reason, RetryAt(row.Attempts));
                break;
        }
    }

    private static Task<Outcome> NothingFollowsAsync(Work work, CancellationToken cancel) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []));

    private static Activity? StartActivity(TransmissionRow row)
    {
        var cause = ActivityContext.TryParse(row.TraceParent, traceState: null, isRemote: true, out var parent) ? parent : default;
        var activity = Source.StartActivity("transmission.send", ActivityKind.Client, cause);
        activity?.SetTag("transmission.kind", row.Kind);
        activity?.SetTag("transmission.partner", row.Partner);
        activity?.SetTag("case.id", row.CaseId?.ToString("D"));
        return activity;
    }
}

/// <summary>Makes one call to a partner through its pipeline.</summary>
internal sealed class PartnerCalls(
    IHttpClientFactory http, IConfiguration configuration, Pipelines pipelines, ClientTokens tokens, OriginalStore originals, IEnumerable<ITransmissionKind> kinds,
    IEnumerable<IPartnerTransport> transports, IOptions<TransmissionOptions> options)
{
    private readonly Dictionary<string, ITransmissionCarrier> carriers = kinds.Where(k => k is ITransmissionCarrier).ToDictionary(k => k.Kind, k => (ITransmissionCarrier)k, StringComparer.Ordinal);

    public const string ClientName = "partners";

    public sealed record Result(AnswerKind Kind, int? Status, string MediaType, byte[] Body, string Reason);

    public async Task<Result> SendAsync(TransmissionRow row, CancellationToken cancel)
    {
        Func<CancellationToken, Task<Result>> once = carriers.TryGetValue(row.Kind, out var carrier) ? c => CarryOnceAsync(row, carrier, c) : c => SendOnceAsync(row, AddressOf(row), c);
        try
        {
            return await pipelines.For(row.Partner, row.Kind).ExecuteAsync(async c => await once(c), cancel);
        }
        catch (PartnerFailedException failed)
        {
            return Unconfirmed(failed.Message);
        }
        catch (BrokenCircuitException)
        {
            return Unconfirmed("breaker-open");
        }
        catch (TimeoutRejectedException)
        {
            return Unconfirmed("timeout");
        }
        catch (HttpRequestException failed)
        {
            return Unconfirmed(failed.StatusCode is { } status ? $"http-{(int)status}" : "unreachable");
        }
        catch (CallRateException)
        {
            return Unconfirmed("rate-limited");
        }
    }

    private static async Task<Result> SendOtherwiseAsync(IPartnerTransport transport, Uri address, ReadOnlyMemory<byte> payload, CancellationToken cancel) =>
        await transport.SendAsync(address, payload, cancel) is { } answer
            ? new Result(AnswerKind.Acknowledged, Status: null, "application/octet-stream", answer.ToArray(), "")
            : throw new PartnerFailedException("no-answer");

    private static Result Unconfirmed(string reason) => new(AnswerKind.Unconfirmed, Status: null, "", [], reason);

    private string AddressOf(TransmissionRow row) => configuration[$"Partners:{row.Partner}:Endpoints:{row.Kind}"]
        ?? throw new InvalidOperationException($"Partners:{row.Partner}:Endpoints:{row.Kind} is not configured.");

    private async Task<Result> CarryOnceAsync(TransmissionRow row, ITransmissionCarrier carrier, CancellationToken cancel)
    {
        await using var payload = await originals.OpenAsync(new OriginalId(row.PayloadId), cancel) ?? throw new InvalidOperationException($"The payload of transmission {row.Id} was erased.");
        var answer = await carrier.CarryAsync(row, await payload.ReadAllAsync(cancel), cancel);
        return new Result(answer.Kind, answer.Status, "", [], "");
    }

    private async Task<Result> SendOnceAsync(TransmissionRow row, string address, CancellationToken cancel)
    {
        await using var payload = await originals.OpenAsync(new OriginalId(row.PayloadId), cancel) ?? throw new InvalidOperationException($"The payload of transmission {row.Id} was erased.");
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && transports.FirstOrDefault(t => t.Scheme == uri.Scheme) is { } transport) return await SendOtherwiseAsync(transport, uri, await payload.ReadAllAsync(cancel), cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StreamContent(payload.Bytes) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(row.MediaType);
        request.Headers.Add("Idempotency-Key", row.Id.ToString("D"));
        if (!string.Equals(configuration[$"Partners:{row.Partner}:Authentication"], "none", StringComparison.OrdinalIgnoreCase))
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancel));
        using var client = http.CreateClient(ClientName);
        client.Timeout = Timeout.InfiniteTimeSpan;
        client.MaxResponseContentBufferSize = options.Value.LargestAnswer;
        using var response = await client.SendAsync(request, cancel);
        var status = (int)response.StatusCode;
        if (response.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout)
            throw new PartnerFailedException($"http-{status}");
        var body = await response.Content.ReadAsByteArrayAsync(cancel);
        var mediaType = response.Content.Headers.ContentType?.MediaType ?? "application/octet-stream";
        return new Result(status < 400 ? AnswerKind.Acknowledged : AnswerKind.Rejected, status, mediaType, body, "");
    }
}
