using System.Security.Cryptography;
using Healthcare.Testing.Access;
using Healthcare.Testing.Servers;

namespace Healthcare.Testing.Services;

/// <summary>What a service is run with: a database and a virtual host of its own on real servers, a role that may not migrate, an issuer to trust.</summary>
public sealed record ServiceSetup(string Service, string Assembly, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>Connects the owner of the database, for what a test asks of it.</summary>
    public string OwnerConnection => Settings["ConnectionStrings:EventStoreOwner"] ?? "";

    public Uri Broker => new(Settings["ConnectionStrings:RabbitMq"] ?? "");

    public static async Task<ServiceSetup> NewAsync(string service, string assembly, TestIssuer issuer, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        var server = await TestPostgres.StartAsync(cancel);
        var owner = await TestPostgres.NewDatabaseAsync(cancel);
        var role = $"runtime_{Guid.CreateVersion7():N}";
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await server.CreateRoleAsync(role, password, cancel);
        var runtime = new Npgsql.NpgsqlConnectionStringBuilder(owner) { Username = role, Password = password };
        var broker = await TestRabbit.NewVirtualHostAsync(cancel);
        return new ServiceSetup(service, assembly, new Dictionary<string, string?>(issuer.Settings, StringComparer.Ordinal)
        {
            ["ConnectionStrings:EventStoreOwner"] = owner,
            ["ConnectionStrings:EventStore"] = runtime.ConnectionString,
            ["ConnectionStrings:RabbitMq"] = broker.ToString(),
            ["EventStore:ActiveMasterKey"] = "test",
            ["EventStore:MasterKeys:test"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        });
    }

    public ServiceSetup With(string name, string? value) => this with { Settings = new Dictionary<string, string?>(Settings, StringComparer.Ordinal) { [name] = value } };
}
