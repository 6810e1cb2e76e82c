using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Healthcare.ServiceDefaults;

/// <summary>Typed clients of other services of this system.</summary>
public static class ServiceClients
{
    /// <summary>
    /// A client of <paramref name="service"/> at <c>Services:&lt;service&gt;</c>: it carries this service's own token, the request's id and trace, and goes through the pipeline
    /// of calls between services. Failures that outlast it are <see cref="HttpRequestException"/>, which leaves as 503.
    /// </summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service)
        where TClient : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.AddHttpClient<TClient>(service, (services, client) =>
            {
                client.BaseAddress = new Uri(services.GetRequiredService<IConfiguration>()[$"Services:{service}"] ?? throw new InvalidOperationException($"Services:{service} is not configured."));
                client.Timeout = Timeout.InfiniteTimeSpan;
            })
            .AddHttpMessageHandler(services => new Calls(services.GetRequiredService<Pipelines>(), service))
            .AddHttpMessageHandler(services => new OwnToken(services.GetRequiredService<ClientTokens>(), services.GetRequiredService<IHttpContextAccessor>()));
    }

    private sealed class Calls(Pipelines pipelines, string service) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // A POST without a key is sent once: nobody can tell whether a lost answer was a lost request.
            if (request.Method == HttpMethod.Post && !request.Headers.Contains(Idempotency.Header)) return await base.SendAsync(request, cancellationToken);
            return await pipelines.ForService(service).ExecuteAsync(async cancel => await SendOnceAsync(request, cancel), cancellationToken);
        }

        private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancel)
        {
            var answer = await base.SendAsync(request, cancel);
            if (answer.StatusCode is not (>= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)) return answer;
            var status = answer.StatusCode;
            answer.Dispose();
            throw new HttpRequestException($"{service} answered {(int)status}.", inner: null, status);
        }
    }

    private sealed class OwnToken(ClientTokens tokens, IHttpContextAccessor http) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
            if (http.HttpContext is { } context)
            {
                request.Headers.Remove(RequestIds.Header);
                request.Headers.Add(RequestIds.Header, RequestIds.Of(context));
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
