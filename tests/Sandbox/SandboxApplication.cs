using System.Text.Json;
using System.Text.Json.Serialization;
using Healthcare.Sandbox.Bank;
using Healthcare.Sandbox.Clearinghouse;
using Healthcare.Sandbox.Clock;
using Healthcare.Sandbox.Ehr;
using Healthcare.Sandbox.Erp;
using Healthcare.Sandbox.IdentityProvider;
using Healthcare.Sandbox.Payer;
using Healthcare.Sandbox.Referrer;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.VirtualTime;

namespace Healthcare.Sandbox;

/// <summary>One program that plays every partner of a case: identity provider, payer, clearinghouse, bank, ERP, EHR and the practice that refers.</summary>
public static class SandboxApplication
{
    private const string DefaultAddress = "http://localhost:5090";

    /// <summary>Builds the program; the arguments are those of the command line, so tests and the runner say the same words.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        SandboxFolder.AddTo(builder.Configuration);
        if (builder.Configuration["urls"] is null && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists()) builder.WebHost.UseUrls(DefaultAddress);
        // One line for each call to the gateway is too many beside those of the calls that came.
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        var services = builder.Services;
        services.AddOptions<SandboxOptions>().BindConfiguration("Sandbox");
        services.AddOptions<GatewayOptions>().BindConfiguration("Gateway");
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.AddSingleton<TimeProvider>(TimeProvider.System);
        if (string.Equals(builder.Configuration["Clock"], "virtual", StringComparison.OrdinalIgnoreCase)) AddVirtualTime(builder);
        services.AddHttpClient(Outbox.ClientName);
        services.AddSingleton<ScriptBook>().AddSingleton<ReceivedLog>().AddSingleton<Exchange>().AddSingleton<ControlNumbers>();
        services.AddSingleton<Outbox>().AddHostedService(s => s.GetRequiredService<Outbox>());
        services.AddSingleton<IssuerKey>().AddSingleton<ClientRegistry>();
        // Tokens live by the real clock, also where business time is virtual.
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<Assertions>(s, TimeProvider.System));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TokenIssuer>(s, TimeProvider.System));
        services.AddSingleton<Authorizations>().AddSingleton<Notifications>().AddSingleton<Adjudication>();
        services.AddSingleton<ClaimIntake>().AddSingleton<ControlNumbersSeen>().AddSingleton<Acknowledgements>().AddSingleton<Remittances>().AddSingleton<StatusAnswers>().AddSingleton<CarriedBalances>().AddSingleton<Deposits>();
        services.AddSingleton<Ledger>().AddSingleton<Visits>().AddSingleton<Notices>();
        services.AddSingleton<NoticeListener>().AddHostedService(s => s.GetRequiredService<NoticeListener>());
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<WebhookSecret>(s, TimeProvider.System));
        var app = builder.Build();
        app.UseMiddleware<PartnersDoor>();
        IdentityEndpoints.Map(app);
        PayerEndpoints.Map(app);
        ClaimEndpoint.Map(app);
        StatusEndpoint.Map(app);
        AcknowledgementEndpoint.Map(app);
        JournalEndpoint.Map(app);
        EhrEndpoints.Map(app);
        ReferrerEndpoints.Map(app);
        ControlEndpoints.Map(app);
        ClockEndpoints.Map(app);
        return app;
    }

    /// <summary>The partners live by the time that the sandbox owns, and so do the services that it names.</summary>
    private static void AddVirtualTime(WebApplicationBuilder builder)
    {
        var clock = new VirtualClock(builder.Configuration.GetValue<DateTimeOffset?>("Clock:StartsAt"), builder.Configuration.GetValue("Clock:Frozen", defaultValue: false));
        builder.Services.AddSingleton(clock).AddSingleton<TimeProvider>(clock);
        builder.Services.AddOptions<FollowersOptions>().BindConfiguration("Sandbox");
        builder.Services.AddSingleton<BusinessTime>();
    }
}
