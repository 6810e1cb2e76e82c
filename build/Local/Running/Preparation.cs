using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Healthcare.Local.Servers;

namespace Healthcare.Local.Running;

/// <summary>
/// What an earlier start has made and this one need not make again: databases, topology of the broker, keys. It holds for what was built then and for the same servers of ours: whatever is
/// built anew, or a server whose folder is another, is prepared once more.
/// </summary>
internal sealed class Preparation(Layout layout, PostgresServer postgres, RabbitServer rabbit, IReadOnlyDictionary<string, string> secrets)
{
    private readonly string file = Path.Combine(layout.Data, "prepared");

    private readonly string fingerprint = FingerprintOf(layout, postgres, rabbit, secrets);

    public bool IsDone => postgres.IsOurs && rabbit.IsOurs && Directory.Exists(layout.Keys) && File.Exists(file) && File.ReadAllText(file) == fingerprint;

    public void Done() => File.WriteAllText(file, fingerprint);

    public void Undo() => File.Delete(file);

    private static string FingerprintOf(Layout layout, PostgresServer postgres, RabbitServer rabbit, IReadOnlyDictionary<string, string> secrets)
    {
        // A server's folder has its own password: another password is another folder.
        var text = new StringBuilder().Append(new Npgsql.NpgsqlConnectionStringBuilder(postgres.AdminConnectionString).Password).Append('\n').Append(rabbit.Password).Append('\n');
        foreach (var (name, secret) in secrets.OrderBy(s => s.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"{name} {secret}\n");
        foreach (var part in Part.Services.Prepend(Part.Sandbox))
        {
            var folder = new DirectoryInfo(Path.GetDirectoryName(layout.Program(part.Project, part.Assembly)) ?? layout.Root);
            foreach (var built in folder.EnumerateFiles("*.dll").OrderBy(f => f.Name, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{part.Name}/{built.Name} {built.Length} {built.LastWriteTimeUtc.Ticks}\n");
            }
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
