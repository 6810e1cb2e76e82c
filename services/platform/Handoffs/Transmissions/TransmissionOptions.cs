namespace Healthcare.Handoffs.Transmissions;

/// <summary>Settings of the sender, section <c>Transmissions</c>.</summary>
public sealed class TransmissionOptions
{
    /// <summary>Messages under way at once, over all partners.</summary>
    public int Parallel { get; set; } = 8;

    /// <summary>The first wait before an unconfirmed message is sent again; it doubles up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(2);

    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The largest answer that is read.</summary>
    public int LargestAnswer { get; set; } = 16 * 1024 * 1024;
}
