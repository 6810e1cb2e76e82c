using System.Globalization;
using System.Security.Cryptography;
using Healthcare.Local.Servers;
using Npgsql;

namespace Healthcare.Local.Running;

/// <summary>The environment of each process: addresses, databases, keys and partners of a local system.</summary>
internal sealed class Settings(Layout layout, IReadOnlyDictionary<string, Uri> addresses, PostgresServer postgres, RabbitServer rabbit, IReadOnlyDictionary<string, string> passwords)
{
    private const string Payer = "maryland-capital";

    /// <summary>Further settings for every process, such as a collector for telemetry.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether business time is the sandbox's, so that a story can let days pass.</summary>
    public bool VirtualTime { get; init; }

    public static string Database(string service) => $"healthcare_{service}";

    public static string Role(string service) => $"healthcare_{service}_runtime";

    public string OwnerConnection(string service) => postgres.ConnectionString(Database(service));

    public Dictionary<string, string> Of(Part part, bool migrating = false)
    {
        var settings = new Dictionary<string, string>(Extra, StringComparer.Ordinal)
        {
            ["DOTNET_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            ["Logging__LogLevel__Default"] = "Information",
            ["Logging__LogLevel__Microsoft"] = "Warning",
            ["Logging__LogLevel__System.Net.Http"] = "Warning",
            ["Logging__Console__FormatterName"] = "json",
        };
        if (VirtualTime)
        {
            settings["Clock"] = "virtual";
            settings["Clock__Source"] = new Uri(addresses[Part.Sandbox.Name], "/sandbox/clock").ToString();
            // What is taken ahead would hide from whoever asks whether everything is at rest.
            settings["Messaging__Prefetch"] = "1";
        }

        if (part == Part.Sandbox)
        {
            settings["Sandbox__Folder"] = layout.Keys;
            settings["Sandbox__Issuer"] = Issuer;
            settings["Gateway__BaseUrl"] = addresses[Part.Gateway.Name].ToString();
            foreach (var service in Part.Services) settings[$"Sandbox__Services__{service.Name}"] = addresses[service.Name].ToString();
            return settings;
        }

        settings["Access__Issuer"] = Issuer;
        settings["Access__Jwks"] = new Uri(addresses[Part.Sandbox.Name], "/idp/jwks").ToString();
        settings["Access__TokenEndpoint"] = new Uri(addresses[Part.Sandbox.Name], "/idp/token").ToString();
        foreach (var service in Part.Services) settings[$"Services__{service.Name}"] = addresses[service.Name].ToString();
        if (part == Part.Gateway) return settings;

        settings["Access__Client__Id"] = part.Name;
        settings["Access__Client__KeyFile"] = Path.Combine(layout.Keys, $"{part.Name}.pem");
        settings["ConnectionStrings__EventStore"] = Pooled(postgres.ConnectionString(Database(part.Name), Role(part.Name), passwords[part.Name]));
        if (migrating) settings["ConnectionStrings__EventStoreOwner"] = OwnerConnection(part.Name);
        settings["ConnectionStrings__RabbitMq"] = rabbit.AmqpUri.ToString();
        settings["EventStore__ActiveMasterKey"] = "local";
        settings["EventStore__MasterKeys__local"] = passwords["master-key"];
        settings["Webhooks__AllowLoopback"] = "true";
        AddPartners(settings);
        return settings;
    }

    public string Issuer => new Uri(addresses[Part.Sandbox.Name], "/idp").ToString();

    /// <summary>Secrets of this installation, made once and kept in the data folder.</summary>
    public static IReadOnlyDictionary<string, string> Secrets(Layout layout)
    {
        var file = Path.Combine(layout.Data, "secrets");
        var known = File.Exists(file)
            ? File.ReadLines(file).Select(l => l.Split(' ', 2)).ToDictionary(l => l[0], l => l[1], StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Part.Services.Select(s => s.Name)) known.TryAdd(name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        known.TryAdd("master-key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        File.WriteAllLines(file, known.Select(k => $"{k.Key} {k.Value}"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return known;
    }

    private void AddPartners(Dictionary<string, string> settings)
    {
        var sandbox = addresses[Part.Sandbox.Name];
        foreach (var (partner, kind, path) in new[]
        {
            (Payer, "eligibility-270", $"/payers/{Payer}/eligibility"),
            (Payer, "pas-submit", $"/payers/{Payer}/Claim/$submit"),
            (Payer, "pas-inquire", $"/payers/{Payer}/Claim/$inquire"),
            ("atlantic-mutual", "eligibility-fhir", "/payers/atlantic-mutual/CoverageEligibilityRequest/$submit"),
            ("atlantic-mutual", "x12-278", "/payers/atlantic-mutual/278"),
            ("ehr", "ehr-appointment", "/ehr/Appointment"),
            ("ehr", "ehr-siu", "/ehr/siu"),
            ("clearhouse", "claim-837", "/clearinghouse/claims"),
            ("clearhouse", "claim-status-276", "/clearinghouse/claim-status"),
            ("clearhouse", "x12-acknowledgement", "/clearinghouse/acknowledgements"),
            ("erp", "erp-journal", "/erp/journals"),
        })
        {
            settings[$"Partners__{partner}__Endpoints__{kind}"] = new Uri(sandbox, path).ToString();
        }
    }

    private static string Pooled(string connection) => new NpgsqlConnectionStringBuilder(connection) { MaxPoolSize = 24, ConnectionIdleLifetime = 60 }.ConnectionString;

    internal static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
