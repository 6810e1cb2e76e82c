namespace Healthcare.Hl7v2;

/// <summary>Which answers a message asks for (HL7 2.9.2): in the original mode one from the application, in the enhanced mode those that MSH-15 and MSH-16 name.</summary>
/// <param name="Accept">MSH-15: AL always, NE never, ER only errors, SU only success; null in the original mode.</param>
/// <param name="Application">MSH-16, likewise.</param>
public readonly record struct AcknowledgementMode(string? Accept, string? Application)
{
    public bool IsEnhanced => Accept is not null || Application is not null;

    public static AcknowledgementMode Of(Hl7Message message) => new(message.Header.AcceptAcknowledgement, message.Header.ApplicationAcknowledgement);

    /// <summary>Whether the sender wants to hear at once that the message is kept, or is not.</summary>
    public bool WantsAccept(bool kept) => IsEnhanced && Wants(Accept, kept);

    /// <summary>Whether the sender wants to hear what the application did.</summary>
    public bool WantsApplication(bool handled) => !IsEnhanced || Wants(Application, handled);

    // A condition that HL7 does not know is answered: silence would make the sender wait.
    private static bool Wants(string? condition, bool good) => condition switch
    {
        null or "NE" => false,
        "ER" => !good,
        "SU" => good,
        _ => true,
    };
}
