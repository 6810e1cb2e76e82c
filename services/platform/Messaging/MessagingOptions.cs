namespace Healthcare.Messaging;

/// <summary>Settings of a service's messaging, section <c>Messaging</c>; <c>ConnectionStrings:RabbitMq</c> (an amqp or amqps URI) wins over the address given here.</summary>
public sealed class MessagingOptions
{
    public string Host { get; set; } = "localhost";

    public int Port { get; set; } = 5672;

    public string VirtualHost { get; set; } = "/";

    public string User { get; set; } = "guest";

    public string Password { get; set; } = "guest";

    public bool Tls { get; set; }

    /// <summary>False where no audit service listens, as in tests of one service alone.</summary>
    public bool RecordsEverything { get; set; } = true;

    /// <summary>How many messages of different order keys the relay has on their way at once.</summary>
    public int MostInFlight { get; set; } = 256;

    /// <summary>How many messages a partition takes from the broker ahead of the one it handles; 1 lets queue depths be exact.</summary>
    public int Prefetch { get; set; } = 32;

    /// <summary>How many cases of one partition are handled at once; messages of one case always one after another.</summary>
    public int AtOnce { get; set; } = 1;

    /// <summary>How often a message is tried before it is parked.</summary>
    public int MostAttempts { get; set; } = 5;

    /// <summary>How long the first retry waits; each further one waits three times as long, with jitter.</summary>
    public TimeSpan FirstRetryAfter { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a message waits in its partition for a dependency other than the store, before it is parked until the dependency is back.</summary>
    public TimeSpan AwayPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a message that came too early waits for the ones before it, until a person is told.</summary>
    public TimeSpan GapPatience { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How often a sender is asked again for what is missing, and a parked message whose dependency was away is tried again.</summary>
    public TimeSpan AskAgainAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the broker gives a message out before it goes to the dead-letter queue; kills count here, so it is far above <see cref="MostAttempts"/>.</summary>
    public int DeliveryLimit { get; set; } = 100;
}
