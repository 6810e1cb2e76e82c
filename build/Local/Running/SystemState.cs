using System.Text.Json;

namespace Healthcare.Local.Running;

/// <summary>What a running system is reached by; kept in the data folder so that other verbs find it.</summary>
internal sealed record SystemState(int RunnerProcessId, IReadOnlyDictionary<string, Uri> Addresses, IReadOnlyDictionary<string, string> Databases, IReadOnlyDictionary<string, int> Processes)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static SystemState? Read(Layout layout) =>
        File.Exists(layout.StateFile) ? JsonSerializer.Deserialize<SystemState>(File.ReadAllText(layout.StateFile), Options) : null;

    public void Write(Layout layout)
    {
        // Whoever waits for the file finds all of it.
        var written = $"{layout.StateFile}.new";
        File.WriteAllText(written, JsonSerializer.Serialize(this, Options));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(written, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(written, layout.StateFile, overwrite: true);
    }

    public static void Forget(Layout layout) => File.Delete(layout.StateFile);
}
