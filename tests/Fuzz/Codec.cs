namespace Healthcare.Fuzz;

/// <summary>What a fuzzer needs of a codec: files to start from, the bytes that matter in them, and what must hold for any input.</summary>
internal abstract class Codec
{
    /// <summary>As it is asked for on the command line.</summary>
    public abstract string Name { get; }

    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Bytes that mean something in the format: delimiters, framing, escapes.</summary>
    public abstract ReadOnlyMemory<byte> Significant { get; }

    /// <summary>Words that the format knows, put in where they do not belong.</summary>
    public abstract IReadOnlyList<byte[]> Words { get; }

    /// <summary>How often <see cref="Try"/> reads the whole input.</summary>
    public virtual int Readings => 1;

    /// <summary>Reads the input in every way there is; throws where something that must hold does not.</summary>
    public abstract void Try(byte[] input);
}

/// <summary>Something that must hold for any input did not.</summary>
internal sealed class BrokenException(string rule) : Exception(rule);
