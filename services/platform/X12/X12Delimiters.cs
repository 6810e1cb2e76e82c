namespace Healthcare.X12;

/// <summary>The four bytes that separate an interchange, as its ISA declares them (X12.5: element, repetition, component, terminator).</summary>
/// <param name="Repetition">Zero where the interchange has none (before 00402, ISA11 is a standards identifier).</param>
public readonly record struct X12Delimiters(byte Element, byte Repetition, byte Component, byte Terminator)
{
    /// <summary>What most partners send: <c>*</c>, <c>^</c>, <c>:</c>, <c>~</c>.</summary>
    public static X12Delimiters Usual { get; } = new((byte)'*', (byte)'^', (byte)':', (byte)'~');

    /// <summary>Whether the four can separate anything: distinct, and none of them a letter, a digit, a blank or beyond ASCII.</summary>
    public bool AreLegal =>
        CanSeparate(Element) && CanSeparate(Component) && CanSeparate(Terminator) && (Repetition == 0 || CanSeparate(Repetition)) &&
        Element != Component && Element != Terminator && Component != Terminator &&
        Repetition != Element && Repetition != Component && Repetition != Terminator;

    internal bool Contains(byte value) =>
        value == Element || value == Component || value == Terminator || (value == Repetition && Repetition != 0);

    private static bool CanSeparate(byte value) => value is > 0 and < 0x80 and not (byte)' ' && !char.IsAsciiLetterOrDigit((char)value);
}
