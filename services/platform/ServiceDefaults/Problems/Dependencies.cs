using System.Net.Sockets;
using Npgsql;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Healthcare.ServiceDefaults;

/// <summary>Tells a dependency that is away (database, broker, another service) from a fault of our own.</summary>
public static class Dependencies
{
    public static bool IsAway(Exception failure) => failure switch
    {
        // 08 connection, 53 resources, 57 operator intervention, 25006 a replica that was promoted away, 40 rollback of a deadlock or serialization.
        PostgresException postgres => postgres.IsTransient || postgres.SqlState[..2] is "08" or "53" or "57" or "40" || postgres.SqlState == "25006",
        NpgsqlException or SocketException or TimeoutException or TimeoutRejectedException or BrokenCircuitException or CallRateException => true,
        HttpRequestException => true,
        // RabbitMQ and MassTransit are known by name here, because this block does not refer to them.
        _ when failure.GetType().Namespace is { } space && (space.StartsWith("RabbitMQ.Client.Exceptions", StringComparison.Ordinal) || space == "MassTransit") => true,
        { InnerException: { } inner } => IsAway(inner),
        _ => false,
    };
}
