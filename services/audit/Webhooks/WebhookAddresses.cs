using System.Net;
using System.Net.Sockets;

namespace Healthcare.Audit.Webhooks;

/// <summary>Which addresses may be called: public ones, so that nobody makes this service knock at doors inside (server-side request forgery).</summary>
internal static class WebhookAddresses
{
    // Special-purpose registries, RFC 6890: what is not on the public internet, and what leads back inside by translation.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
            "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Why an address may not be registered, or null.</summary>
    public static string? Refusal(string url, bool allowLoopback)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http")) return "An absolute https address.";
        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0) return "An address without user and fragment.";
        var isLoopback = address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(address.IdnHost, out var literal) && IPAddress.IsLoopback(literal));
        if (isLoopback) return allowLoopback ? null : "An address on the public internet.";
        if (address.Scheme != "https") return "An absolute https address.";
        return address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 && !MayBeCalled(IPAddress.Parse(address.IdnHost), allowLoopback) ? "An address on the public internet." : null;
    }

    public static bool MayBeCalled(IPAddress address, bool allowLoopback)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return IPAddress.IsLoopback(address) ? allowLoopback : !NotPublic.Any(n => n.Contains(address));
    }

    /// <summary>The handler of calls to receivers: no proxy, no redirect, and a connection only after the address that the name has now was looked at.</summary>
    public static SocketsHttpHandler HandlerOf(WebhookOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ConnectCallback = (context, cancel) => ConnectAsync(context.DnsEndPoint, options.AllowLoopback, cancel),
    };

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint receiver, bool allowLoopback, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(receiver.Host, cancel);
        // One that leads inside is enough: whoever owns the name decides which of them is tried first.
        if (addresses.Length == 0 || addresses.Any(a => !MayBeCalled(a, allowLoopback))) throw new HttpRequestException("The receiver's name leads to an address that is not called.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, receiver.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
