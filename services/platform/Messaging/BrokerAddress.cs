using Microsoft.Extensions.Configuration;

namespace Healthcare.Messaging;

/// <summary>Where the broker is and as whom to speak to it.</summary>
public sealed record BrokerAddress(string Host, int Port, string VirtualHost, string User, string Password, bool Tls)
{
    /// <summary>Reads <c>ConnectionStrings:RabbitMq</c>, else the section <c>Messaging</c>.</summary>
    public static BrokerAddress From(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var options = configuration.GetSection("Messaging").Get<MessagingOptions>() ?? new MessagingOptions();
        return configuration.GetConnectionString("RabbitMq") is { Length: > 0 } uri
            ? Parse(new Uri(uri))
            : new BrokerAddress(options.Host, options.Port, options.VirtualHost, options.User, options.Password, options.Tls);
    }

    public override string ToString() => $"{(Tls ? "amqps" : "amqp")}://{Host}:{Port}";

    internal static BrokerAddress Parse(Uri uri)
    {
        var tls = string.Equals(uri.Scheme, "amqps", StringComparison.OrdinalIgnoreCase);
        var user = uri.UserInfo.Split(':', 2);
        return new BrokerAddress(
            uri.Host,
            uri.Port > 0 ? uri.Port : tls ? 5671 : 5672,
            uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : "/",
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "guest",
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "guest",
            tls);
    }
}
