namespace Healthcare.Local.Servers;

/// <summary>Held by one process of the machine at a time and given back by its end, however it ends.</summary>
public static class MachineLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // One per user: in a shared folder nobody opens the file of another. Between users apt-get has a lock of its own.
    public static async Task<IDisposable> TakeAsync(string name, CancellationToken cancel)
    {
        var file = Path.Combine("/var/tmp", $"healthcare-{name}-{Environment.UserName}.lock");
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(Pause, cancel);
            }
        }
    }
}
