using System.Buffers;

namespace Healthcare.Hl7v2;

/// <summary>The escape sequences of HL7 chapter 2.7 between bytes and text.</summary>
internal static class Hl7Escapes
{
    // Longer than any sequence of the standard but hexadecimal data, which has no bound.
    private const int LongestOther = 32;

    // \.sp999999\ must not let eleven bytes become a million lines.
    private const int MostRepeats = 9;

    internal enum Kind
    {
        Decoded,
        NotDecoded,
        Unknown,
        Unterminated,
    }

    /// <summary>The text of one part: separators put back, <c>\.br\</c> a line end, highlighting left out, what is not known kept as it is written.</summary>
    internal static string Decode(ReadOnlySpan<byte> part, Hl7Encoding encoding)
    {
        var escape = encoding.Delimiters.Escape;
        if (part.IsEmpty) return "";
        if (escape == 0 || !part.Contains(escape)) return encoding.Charset.Decode(part);
        var output = new ArrayBufferWriter<byte>(part.Length);
        while (!part.IsEmpty)
        {
            var at = part.IndexOf(escape);
            output.Write(at < 0 ? part : part[..at]);
            if (at < 0) break;
            part = part[at..];
            var kind = Take(part, encoding.Delimiters, out var length, output);
            if (kind is Kind.NotDecoded or Kind.Unknown or Kind.Unterminated) output.Write(part[..length]);
            part = part[length..];
        }

        return encoding.Charset.Decode(output.WrittenSpan);
    }

    /// <summary>Takes the sequence that begins a part; an unterminated one is its escape character alone.</summary>
    internal static Kind Take(ReadOnlySpan<byte> part, Hl7Delimiters delimiters, out int length, IBufferWriter<byte>? output)
    {
        length = 1;
        var end = part[1..].IndexOf(delimiters.Escape);
        if (end < 0) return Kind.Unterminated;
        var sequence = part.Slice(1, end);
        if (sequence.Length > LongestOther && sequence[0] != 'X') return Kind.Unterminated;
        var kind = Interpret(sequence, delimiters, output);
        if (kind == Kind.Unterminated) return kind;
        length = end + 2;
        return kind;
    }

    private static Kind Interpret(ReadOnlySpan<byte> sequence, Hl7Delimiters delimiters, IBufferWriter<byte>? output)
    {
        if (sequence.IsEmpty) return Kind.Unknown;
        if (sequence.Length == 1)
        {
            switch (sequence[0])
            {
                case (byte)'F': return Put(delimiters.Field, output);
                case (byte)'S': return Put(delimiters.Component, output);
                case (byte)'T': return Put(delimiters.Subcomponent, output);
                case (byte)'R': return Put(delimiters.Repetition, output);
                case (byte)'E': return Put(delimiters.Escape, output);
                case (byte)'P': return Put(delimiters.Truncation == 0 ? (byte)'#' : delimiters.Truncation, output);
                case (byte)'H' or (byte)'N': return Kind.Decoded;
            }
        }

        return sequence[0] switch
        {
            (byte)'X' => Hexadecimal(sequence[1..], output),
            (byte)'.' => Format(sequence[1..], output),
            (byte)'C' when IsHexadecimal(sequence[1..], 4, 4) => Kind.NotDecoded,
            (byte)'M' when IsHexadecimal(sequence[1..], 4, 6) => Kind.NotDecoded,
            (byte)'Z' => Kind.NotDecoded,
            // What stands between two stray backslashes is text, not a sequence.
            _ when sequence.Length > 4 || sequence.Contains((byte)' ') => Kind.Unterminated,
            _ => Kind.Unknown,
        };
    }

    private static Kind Put(byte value, IBufferWriter<byte>? output)
    {
        if (value != 0) output?.Write([value]);
        return Kind.Decoded;
    }

    private static Kind Hexadecimal(ReadOnlySpan<byte> digits, IBufferWriter<byte>? output)
    {
        if (!IsHexadecimal(digits, 2, int.MaxValue)) return Kind.Unknown;
        if (output is null) return Kind.Decoded;
        var bytes = output.GetSpan(digits.Length / 2)[..(digits.Length / 2)];
        _ = Convert.FromHexString(digits, bytes, out _, out _);
        output.Advance(bytes.Length);
        return Kind.Decoded;
    }

    private static bool IsHexadecimal(ReadOnlySpan<byte> digits, int least, int most)
    {
        if (digits.Length < least || digits.Length > most || digits.Length % 2 != 0) return false;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        }

        return true;
    }

    private static Kind Format(ReadOnlySpan<byte> command, IBufferWriter<byte>? output)
    {
        if (command.Length < 2) return Kind.Unknown;
        var argument = command[2..];
        var sign = argument.Length > 0 && argument[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        var repeats = 1;
        if (argument.Length > sign)
        {
            if (argument[sign..].ContainsAnyExceptInRange((byte)'0', (byte)'9')) return Kind.Unknown;
            repeats = argument.Length - sign > 1 ? MostRepeats : Math.Max(argument[sign] - '0', 1);
        }

        switch (command[..2])
        {
            case [(byte)'b', (byte)'r']:
            case [(byte)'c', (byte)'e']: return Repeat((byte)'\n', 1, output);
            case [(byte)'s', (byte)'p']: return Repeat((byte)'\n', repeats, output);
            case [(byte)'s', (byte)'k']: return Repeat((byte)' ', repeats, output);
            case [(byte)'f', (byte)'i'] or [(byte)'n', (byte)'f'] or [(byte)'i', (byte)'n'] or [(byte)'t', (byte)'i']: return Kind.Decoded;
            default: return Kind.Unknown;
        }
    }

    private static Kind Repeat(byte value, int times, IBufferWriter<byte>? output)
    {
        for (var i = 0; i < times; i++) output?.Write([value]);
        return Kind.Decoded;
    }
}
