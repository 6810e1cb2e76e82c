using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Platform.Tests.EventStore;
using Healthcare.ServiceDefaults;
using Healthcare.Testing.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Healthcare.Platform.Tests.ServiceDefaults;

/// <summary>A small service over accounts, as services are written: on Kestrel, on loopback, with the store in memory or on PostgreSQL.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly WebApplication app;

    private Desk(WebApplication app, TestIssuer issuer, KeptLogs logs)
    {
        this.app = app;
        Issuer = issuer;
        Logs = logs;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public TestIssuer Issuer { get; }

    public HttpClient Client { get; }

    public KeptLogs Logs { get; }

    public IServiceProvider Services => app.Services;

    public IEventStore Log => Services.GetRequiredService<IEventStore>();

    public static async Task<Desk> StartAsync(
        TestIssuer issuer, CancellationToken cancel, Action<WebApplicationBuilder>? set = null, Action<WebApplication>? map = null, string? postgres = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(issuer.Settings);
        if (settings is not null) builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        var logs = new KeptLogs();
        builder.Logging.AddProvider(logs).SetMinimumLevel(LogLevel.Debug);
        builder.AddServiceDefaults("desk");
        if (postgres is null)
        {
            Register(builder.Services.AddInMemoryEventStore("desk"));
        }
        else
        {
            builder.Configuration["ConnectionStrings:EventStore"] = postgres;
            builder.Configuration["EventStore:MasterKeys:test"] = Convert.ToBase64String(new byte[32]);
            Register(builder.AddEventStore("desk"));
        }

        set?.Invoke(builder);
        var service = builder.Build();
        service.MapServiceDefaults();
        Map(service);
        map?.Invoke(service);
        await service.StartAsync(cancel);
        return new Desk(service, issuer, logs);
    }

    public async Task<Answer> SendAsync(HttpMethod method, string address, string? token, CancellationToken cancel, string? body = null, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, address);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        change?.Invoke(request);
        using var response = await Client.SendAsync(request, cancel);
        return await Answer.ReadAsync(response, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
    }

    private static void Register(EventStoreBuilder store) => store.AddAggregate(Accounts.Aggregate).AddAccessRecords();

    private static void Map(WebApplication app)
    {
        var accounts = app.MapGroup("/accounts").RequireAuthorization(Policies.AnyOf(Policies.Role("biller"), Policies.Partner));
        OpenAccountEndpoint.Map(accounts);
        accounts.MapGet("/{caseId:guid}", ReadAsync).RecordingAccess();
        accounts.MapPut("/{accountId:guid}/withdrawal", WithdrawAsync);
        app.MapPost("/fhir/Account", static ([FromBody] JsonElement body) => TypedResults.Ok(body)).SpeakingFhir().RequireAuthorization(Policies.PartnerWith("system/Account.c"));
        app.MapGet("/nothing", static () => TypedResults.Ok());
        app.MapGet("/broken", static Results<Ok, NotFound> () => throw new InvalidOperationException("Ada Canary, born 1815")).RequireAuthorization(Policies.Staff);
        app.MapGet("/away", static Results<Ok, NotFound> () => throw new TimeoutException("Ada Canary")).RequireAuthorization(Policies.Staff);
        app.MapPost("/large", static async (Stream body, CancellationToken cancel) =>
        {
            var total = 0L;
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await body.ReadAsync(buffer, cancel)) > 0) total += read;
            return TypedResults.Ok(total);
        }).LimitingBody(8 * 1024 * 1024).RequireAuthorization(Policies.Staff);
    }

    private static async Task<Results<VersionedResult<AccountSeen>, NotFound>> ReadAsync(Guid caseId, Streams<AccountCommand> accounts, Accessed accessed, CancellationToken cancel)
    {
        var (account, version) = await accounts.ReadAsync<Account>(caseId, cancel);
        if (version == StreamVersion.None) return TypedResults.NotFound();
        accessed.Patient(Patient);
        return new AccountSeen(account.Balance).At(version);
    }

    private static async Task<CommandResult> WithdrawAsync(
        Guid accountId, [FromHeader(Name = "If-Match")] StreamVersion version, Withdrawal request, Streams<AccountCommand> accounts, CancellationToken cancel)
    {
        var outcome = await accounts.ExecuteAsync(accountId, version, new Withdraw(request.Amount), cancel);
        return outcome.ToHttp();
    }

    public static readonly Guid Patient = new("01890000-0000-7000-8000-00000000aaaa");

    internal sealed record Withdrawal(decimal Amount);

    internal sealed record AccountSeen(decimal Balance);
}

internal static class OpenAccountEndpoint
{
    /// <summary>Executions of the endpoint, to tell a replay from a run.</summary>
    public static int Runs;

    internal sealed record Request(string Name, string Currency, int Months);

    internal sealed record Receipt(Guid AccountId, decimal Balance);

    public static void Map(RouteGroupBuilder accounts) => accounts.MapPost("/", HandleAsync).Validating<Request>();

    private static async Task<CreatedResult<Receipt>> HandleAsync(Request request, IdempotentIds ids, Streams<AccountCommand> accounts, CancellationToken cancel)
    {
        Interlocked.Increment(ref Runs);
        var id = ids.For("account");
        var outcome = await accounts.ExecuteAsync(id, new OpenAccount(Desk.Patient, request.Name), cancel);
        return outcome.ToCreated($"/accounts/{id}", _ => new Receipt(id, 0));
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Name).NotEmpty().MaximumLength(50);
            RuleFor(r => r.Currency).Matches("^[A-Z]{3}$");
            RuleFor(r => r.Months).InclusiveBetween(1, 12);
        }
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(int Status, string Body, string? MediaType, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Body);

    public string? Code => Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancel) => new(
        (int)response.StatusCode,
        await response.Content.ReadAsStringAsync(cancel),
        response.Content.Headers.ContentType?.MediaType,
        response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
}

/// <summary>Everything that was logged, as text.</summary>
internal sealed class KeptLogs : ILoggerProvider
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> lines = new();

    public IReadOnlyList<string> Lines => [.. lines];

    public ILogger CreateLogger(string categoryName) => new Logger(lines, categoryName);

    public void Dispose() { }

    private sealed class Logger(System.Collections.Concurrent.ConcurrentQueue<string> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
    }
}
