using System.Globalization;

namespace Healthcare.Local.Servers;

/// <summary>Servers in containers, through Docker's command line, where its daemon answers.</summary>
internal static class Docker
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PullBound = TimeSpan.FromMinutes(10);

    /// <summary>Null once the image is on this machine, else why it is not.</summary>
    internal static async Task<string?> PrepareAsync(string image, ServerOptions options, CancellationToken cancel)
    {
        if (Command.Find("docker") is null) return "there is no docker";
        var daemon = await Command.RunAsync(["docker", "info", "--format", "{{.ServerVersion}}"], Bound, cancel);
        if (!daemon.Ok) return "no Docker daemon answers";
        if ((await Command.RunAsync(["docker", "image", "inspect", image], Bound, cancel)).Ok) return null;
        options.Progress($"Pulling the image {image}.");
        var pulled = await Command.RunAsync(["docker", "pull", "-q", image], PullBound, cancel);
        return pulled.Ok ? null : $"docker pull {image} failed: {pulled.Tail}";
    }

    /// <summary>The loopback port that Docker gave to a port of the container, once it is there.</summary>
    internal static async Task<int?> PortAsync(string container, int port, CancellationToken cancel)
    {
        var mapped = await Command.RunAsync(["docker", "port", container, port.ToString(CultureInfo.InvariantCulture)], Bound, cancel);
        var address = mapped.Output.Split('\n')[0].Trim();
        return mapped.Ok && int.TryParse(address[(address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture, out var given) ? given : null;
    }
}
