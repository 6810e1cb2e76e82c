using System.Net;
using System.Net.Http.Headers;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Healthcare.Handoffs.Transmissions;

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

    private static async Task<Result> SendOtherwiseAsync(IPartnerTransport transport, Uri address, byte[] payload, CancellationToken cancel) =>
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
