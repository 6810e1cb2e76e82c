using System.Net;
using System.Net.Sockets;

namespace Healthcare.Local.Servers;

/// <summary>Ports of 127.0.0.1 that were free a moment ago; whoever loses one to another process takes new ones.</summary>
public static class LoopbackPorts
{
    public static IReadOnlyList<int> Take(int count)
    {
        // All are held at once, so that no two are the same.
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, port: 0)).ToList();
        try
        {
            return [.. listeners.Select(PortOf)];
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }
    }

    private static int PortOf(TcpListener listener)
    {
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
