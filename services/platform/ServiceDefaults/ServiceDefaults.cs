using System.Text.Json.Serialization;
using System.Text.Json;
using Healthcare.EventStore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Healthcare.ServiceDefaults;

/// <summary>Which service this process is, and whether it stands at the edge, where nothing that a caller says about itself is believed.</summary>
public sealed record ServiceIdentity(string Name, bool IsEdge);

/// <summary>What all services have in common: the only lines of it that a service writes.</summary>
public static partial class ServiceDefaultsHosting
{
    /// <summary>Telemetry, health, problems, tokens, policies, idempotency, pipelines and the API's description.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string service, bool edge = false)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddTelemetry(service);
        var services = builder.Services;
        services.AddSingleton(new ServiceIdentity(service, IsEdge: edge));
        builder.AddBusinessTime();
        services.TryAddSingleton(TimeProvider.System);
        services.AddHttpContextAccessor();
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = BodyLimits.Usual;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        });

        services.Configure<AccessOptions>(builder.Configuration.GetSection("Access"));
        services.AddHttpClient(SigningKeys.ClientName);
        services.AddHttpClient(ClientTokens.ClientName);
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<ClientTokens>();
        services.AddAuthentication(TokenHandler.Scheme).AddScheme<AuthenticationSchemeOptions, TokenHandler>(TokenHandler.Scheme, configureOptions: null);
        services.AddAuthorization();
        services.AddSingleton<IAuthorizationPolicyProvider, PolicyProvider>();
        if (!edge)
        {
            services.AddSingleton<IReadyCheck, DatabaseReady>();
            services.AddSingleton<IReadyCheck, LagReady>();
            services.AddSingleton<IQuietCheck, ReadersQuiet>();
            services.TryAddSingleton<MessageTally>();
            if (BusinessTimeHosting.IsVirtual(builder.Configuration)) services.AddSingleton<RestingPoint>();
            services.Configure<HealthOptions>(builder.Configuration.GetSection("Health"));
            services.AddSingleton<IMigration, EventStoreMigration>();
        }

        services.AddScoped<Accessed>();
        services.AddScoped<IdempotentIds>();
        services.AddSingleton<Pipelines>();
        if (!edge) services.AddDescription(service);
        return builder;
    }

    /// <summary>
    /// The steps of every request, in order, and the routes that every service has. Call it before the service maps its own.
    /// <paramref name="afterAuthentication"/> adds steps that know the caller and come before policies.
    /// </summary>
    public static WebApplication MapServiceDefaults(this WebApplication app, Action<IApplicationBuilder>? afterAuthentication = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<RefusedAtTheDoor>();
        app.UseAuthentication();
        app.UseMiddleware<TraceRequests>();
        afterAuthentication?.Invoke(app);
        app.UseAuthorization();
        app.UseMiddleware<BodyLimit>();
        app.UseMiddleware<CallScopeMiddleware>();
        app.UseMiddleware<Preconditions>();
        app.UseMiddleware<Idempotency>();
        app.MapHealth();
        if (app.Services.GetRequiredService<ServiceIdentity>().IsEdge) return app;
        app.MapDescription();
        app.MapLogProof();
        app.MapBusinessTime();
        foreach (var block in app.Services.GetServices<IBlockRoutes>()) block.Map(app);
        return app;
    }

    /// <summary>Runs the service until it is stopped; with <c>migrate</c> as first argument runs the migrations instead, as a job, and ends.</summary>
    public static async Task RunServiceAsync(this WebApplication app, string[] args)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(args);
        if (args is ["migrate", ..])
        {
            await app.MigrateAsync(CancellationToken.None);
            return;
        }

        var settings = app.Configuration;
        if (app.Environment.IsProduction() && BusinessTimeHosting.IsVirtual(settings))
            throw new InvalidOperationException("Clock=virtual is for the sandbox and for tests; a production start follows the real clock.");
        foreach (var needed in (string[])["Access:Issuer", "Access:Jwks"])
        {
            if (string.IsNullOrWhiteSpace(settings[needed])) throw new InvalidOperationException($"{needed} is not configured: without it no token can be checked.");
        }

        if (app.Services.GetService<NpgsqlDataSource>() is { } database && await EventStoreMigrator.RefusalToServeAsync(database, CancellationToken.None) is { } refusal)
            throw new InvalidOperationException(refusal);
        var open = RoutePolicies.Of((IEndpointRouteBuilder)app).Where(r => r.Policy == RoutePolicy.None).ToList();
        if (open.Count > 0) throw new InvalidOperationException($"These routes name no policy: {string.Join(", ", open.Select(r => $"{r.Method} {r.Pattern}"))}.");
        await app.RunAsync();
    }

    /// <summary>Runs every registered <see cref="IMigration"/>, in the order of registration.</summary>
    public static async Task MigrateAsync(this WebApplication app, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(app);
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Healthcare.Migration");
        foreach (var migration in app.Services.GetServices<IMigration>())
        {
            await migration.MigrateAsync(cancel);
            Migrated(logger, migration.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Migrated: {Step}")]
    private static partial void Migrated(ILogger logger, string step);
}
