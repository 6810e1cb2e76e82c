using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration.Json;

namespace Healthcare.Sandbox.IdentityProvider;

/// <summary>The files that let services and partners prove who they are: private keys as PEM, and the registrations that the sandbox loads.</summary>
public static class SandboxKeys
{
    internal const string ClientsFile = "clients.json";
    internal const string IssuerFile = "issuer.pem";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Ids of the clients that get a key: the six services and the partners that call the gateway.</summary>
    public static IReadOnlyCollection<string> Clients { get; } = [.. KnownClients.All.Keys];

    /// <summary>The private key of a client in a folder that <see cref="Write"/> filled; what <c>Access:Client:KeyFile</c> names.</summary>
    public static string KeyFile(string folder, string clientId) => Path.Combine(folder, $"{clientId}.pem");

    /// <summary>Fills the folder with EC P-384 keys; a key that is there stays, so that tokens outlive a restart.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        EnsureKey(Path.Combine(folder, IssuerFile), publicFile: null);
        var registrations = new Dictionary<string, ClientRegistration>(StringComparer.Ordinal);
        foreach (var (id, known) in KnownClients.All)
        {
            EnsureKey(KeyFile(folder, id), Path.Combine(folder, $"{id}.pub.pem"));
            registrations[id] = known with { PublicKeyFile = $"{id}.pub.pem" };
        }

        var settings = new { Sandbox = new { IssuerKeyFile = IssuerFile, Clients = registrations } };
        File.WriteAllText(Path.Combine(folder, ClientsFile), JsonSerializer.Serialize(settings, Indented));
    }

    private static void EnsureKey(string privateFile, string? publicFile)
    {
        using var key = File.Exists(privateFile) ? Load(privateFile) : ECDsa.Create(ECCurve.NamedCurves.nistP384);
        if (!File.Exists(privateFile)) WritePrivately(privateFile, key.ExportPkcs8PrivateKeyPem());
        if (publicFile is not null) File.WriteAllText(publicFile, key.ExportSubjectPublicKeyInfoPem());
    }

    private static ECDsa Load(string file)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }

    private static void WritePrivately(string file, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.Write(pem);
    }
}

/// <summary>The verb <c>keys --folder X</c>.</summary>
internal static class KeysVerb
{
    internal static int Run(string[] args)
    {
        if (args is not ["--folder", { Length: > 0 } folder])
        {
            Console.Error.WriteLine("Usage: keys --folder <folder>");
            return 2;
        }

        SandboxKeys.Write(folder);
        return 0;
    }
}

/// <summary>Loads the registrations of a folder of keys into the configuration, below everything that is said elsewhere.</summary>
internal static class SandboxFolder
{
    internal static void AddTo(ConfigurationManager configuration)
    {
        if (configuration["Sandbox:Folder"] is not { Length: > 0 } folder) return;
        var file = Path.GetFullPath(Path.Combine(folder, SandboxKeys.ClientsFile));
        if (!File.Exists(file)) throw new InvalidOperationException($"Sandbox:Folder has no {SandboxKeys.ClientsFile}; run the verb keys --folder first.");
        var source = new JsonConfigurationSource { Path = file };
        source.ResolveFileProvider();
        ((IConfigurationBuilder)configuration).Sources.Insert(0, source);
    }

    /// <summary>A file of the folder of keys, or of wherever an absolute path leads.</summary>
    internal static string Locate(SandboxOptions options, string file) => Path.Combine(options.Folder ?? "", file);
}
