using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Healthcare.Platform.Tests.Messaging;

/// <summary>A port that stays while the server behind it comes back on another one; closed, it refuses and cuts what is open.</summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly CancellationTokenSource ending = new();
    private TcpListener? listener;

    public Door(int behind)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        Open(behind);
    }

    public int Port { get; }

    public void Open(int behind)
    {
        var accepting = new TcpListener(IPAddress.Loopback, Port);
        accepting.Start();
        listener = accepting;
        _ = AcceptAsync(accepting, behind);
    }

    public void Close()
    {
        listener?.Stop();
        foreach (var client in open.Keys) client.Close();
        open.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        Close();
        ending.Dispose();
    }

    private async Task AcceptAsync(TcpListener accepting, int behind)
    {
        try
        {
            while (true) _ = CarryAsync(await accepting.AcceptTcpClientAsync(ending.Token), behind);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Closed.
        }
    }

    private async Task CarryAsync(TcpClient caller, int behind)
    {
        using var server = new TcpClient();
        open[caller] = open[server] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, behind, ending.Token);
            await Task.WhenAny(
                caller.GetStream().CopyToAsync(server.GetStream(), ending.Token),
                server.GetStream().CopyToAsync(caller.GetStream(), ending.Token));
        }
        catch (Exception cut) when (cut is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            caller.Close();
            open.TryRemove(caller, out _);
            open.TryRemove(server, out _);
        }
    }
}
