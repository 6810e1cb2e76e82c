namespace Healthcare.Hl7v2;

/// <summary>One part of what was sent: a message, a header or trailer of a batch or file, or what was refused. The bytes of all parts, one after another, are what was sent.</summary>
public abstract class Hl7Part
{
    private protected Hl7Part(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>As received, with line ends, framing and whatever stood between this part and the next.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }
}

/// <summary>FHS, BHS, BTS or FTS.</summary>
public sealed class BatchSegment : Hl7Part
{
    internal BatchSegment(ReadOnlyMemory<byte> bytes, Hl7Segment segment)
        : base(bytes) => Segment = segment;

    public Hl7Segment Segment { get; }
}

/// <summary>What cannot be trusted to be a message; its bytes are kept unless they are too many.</summary>
public sealed class RefusedPart : Hl7Part
{
    internal RefusedPart(ReadOnlyMemory<byte> bytes, Hl7Finding reason, long length)
        : base(bytes)
    {
        Reason = reason;
        Length = length;
    }

    /// <summary>The finding of severity error that says why.</summary>
    public Hl7Finding Reason { get; }

    /// <summary>Bytes of the part, also where they were passed over and not kept.</summary>
    public long Length { get; }

    /// <summary>Whether the part was longer than the bound, so that only its first bytes were kept.</summary>
    public bool PassedOver => Length > Bytes.Length;
}
