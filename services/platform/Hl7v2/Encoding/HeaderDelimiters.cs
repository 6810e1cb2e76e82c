namespace Healthcare.Hl7v2;

/// <summary>What the first bytes of MSH, BHS or FHS say about the separators.</summary>
/// <param name="Deviation">Null where MSH-2 is as the standard has it.</param>
/// <param name="EncodingLength">Bytes of MSH-2 as received.</param>
internal readonly record struct HeaderDelimiters(Hl7Delimiters Delimiters, Hl7FindingCode? Deviation, string Meaning, int EncodingLength)
{
    internal bool Readable => Deviation != Hl7FindingCode.HeaderUnreadable;

    internal static HeaderDelimiters Read(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 5 || !Hl7Delimiters.MaySeparate(segment[3])) return Unreadable("The header does not name its separators");
        var field = segment[3];
        var rest = segment[4..];
        var end = rest.IndexOf(field);
        if (end < 0) return Unreadable("The header ends in its encoding characters");
        if (end == 0) return Unreadable("The header names no encoding characters");
        var characters = rest[..end];
        if (characters.Length > 16 || characters.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return Unreadable("The encoding characters are not separators");
        foreach (var character in characters)
        {
            if (!Hl7Delimiters.MaySeparate(character)) return Unreadable("The encoding characters are not separators");
        }

        // A program that wrote "^~\\&" without its language's own escape: the doubled backslash stands for one.
        var doubled = characters.Length >= 4 && characters[2] == characters[3];
        Span<byte> plain = stackalloc byte[16];
        characters[..Math.Min(3, characters.Length)].CopyTo(plain);
        var length = characters.Length;
        if (doubled) length--;
        if (length > 3) characters[(doubled ? 4 : 3)..].CopyTo(plain[3..]);
        plain = plain[..length];
        var delimiters = new Hl7Delimiters(field, At(plain, 0), At(plain, 1), At(plain, 2), At(plain, 3), At(plain, 4));
        if (!Distinct(delimiters)) return Unreadable("Two separators are the same");
        return length switch
        {
            _ when doubled => new(delimiters, Hl7FindingCode.EncodingCharactersDoubled, "The escape character is doubled; it is read as one", end),
            < 4 => new(delimiters, Hl7FindingCode.EncodingCharactersIncomplete, "Fewer than four encoding characters; the missing ones separate nothing", end),
            > 5 => new(delimiters, Hl7FindingCode.EncodingCharactersTooMany, "More than five encoding characters; the rest is ignored", end),
            _ when !delimiters.AreLegal => new(delimiters, Hl7FindingCode.EncodingCharacterUnusual, "A quotation mark separates, so a null cannot be told from empty parts", end),
            _ => new(delimiters, null, "", end),
        };
    }

    private static HeaderDelimiters Unreadable(string meaning) => new(default, Hl7FindingCode.HeaderUnreadable, meaning, 0);

    private static byte At(ReadOnlySpan<byte> characters, int index) => index < characters.Length ? characters[index] : (byte)0;

    private static bool Distinct(Hl7Delimiters d)
    {
        ReadOnlySpan<byte> all = [d.Field, d.Component, d.Repetition, d.Escape, d.Subcomponent, d.Truncation];
        for (var i = 1; i < all.Length; i++)
        {
            if (all[i] != 0 && all[..i].Contains(all[i])) return false;
        }

        return true;
    }
}
