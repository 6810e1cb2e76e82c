using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Healthcare.Platform.Tests.Hl7v2;

/// <summary>The other side of a connection, byte by byte.</summary>
internal sealed class Partner : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly List<byte> _unread = [];

    internal Partner(Socket socket) => _socket = socket;

    internal static async Task<Partner> ConnectAsync(IPEndPoint endpoint)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endpoint, Cancel);
        return new Partner(socket);
    }

    internal static CancellationToken Cancel => TestContext.CurrentContext.CancellationToken;

    internal static byte[] Block(string message) => [0x0B, .. Sample.Bytes(message), 0x1C, (byte)'\r'];

    internal async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, Cancel)..];
    }

    /// <summary>The next block without its framing; null where the other side closed.</summary>
    internal async Task<string?> ReceiveAsync()
    {
        var buffer = new byte[4096];
        while (!_unread.Contains(0x1C))
        {
            int count;
            try
            {
                count = await _socket.ReceiveAsync(buffer, Cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancel);
            }
            catch (SocketException)
            {
                return null;
            }

            if (count == 0) return null;
            _unread.AddRange(buffer[..count]);
        }

        var end = _unread.IndexOf(0x1C);
        var text = Encoding.UTF8.GetString([.. _unread[1..end]]);
        Assert.That((_unread[0], _unread[end + 1]), Is.EqualTo(((byte)0x0B, (byte)'\r')));
        _unread.RemoveRange(0, end + 2);
        return text;
    }

    internal void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
