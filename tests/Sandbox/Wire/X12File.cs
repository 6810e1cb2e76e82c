using Healthcare.X12;

namespace Healthcare.Sandbox.Wire;

/// <summary>A transaction set of a file: its header, its submitter's numbers, and whether it was closed.</summary>
internal sealed record X12Set(int Number, SetHeader Header, GroupHeader Group)
{
    /// <summary>BHT03.</summary>
    internal string Reference { get; init; } = "";

    /// <summary>NM1*41 of an 837.</summary>
    internal Party? Submitter { get; init; }

    /// <summary>Where each CLM01 stands, counted from ST as 1.</summary>
    internal IReadOnlyDictionary<string, int> Claims => _claims;

    private readonly Dictionary<string, int> _claims = new(StringComparer.Ordinal);

    internal void Note(string claimId, long position) => _claims.TryAdd(claimId, (int)position);
}

/// <summary>The envelope of a file that came: its first interchange, its groups and sets, and what deviates.</summary>
internal sealed record X12File(InterchangeHeader? Interchange, int Interchanges, IReadOnlyList<X12Set> Sets, X12Findings Findings)
{
    internal static X12File Read(ReadOnlyMemory<byte> bytes)
    {
        var findings = new X12Findings();
        using var reader = new X12Reader(bytes, findings);
        InterchangeHeader? interchange = null;
        var sets = new List<X12Set>();
        while (reader.Read())
        {
            interchange ??= reader.Interchange;
            var segment = reader.Segment;
            if (reader is not { Set: { } header, Group: { } group }) continue;
            if (segment.Id.SequenceEqual("ST"u8)) sets.Add(new X12Set(reader.SetNumber, header, group));
            else if (segment.Id.SequenceEqual("BHT"u8)) sets[^1] = sets[^1] with { Reference = segment.Text(3) };
            else if (segment.Id.SequenceEqual("CLM"u8)) sets[^1].Note(segment.Text(1), segment.Number);
            else if (segment.Id.SequenceEqual("NM1"u8) && segment[1].SequenceEqual("41"u8))
                sets[^1] = sets[^1] with { Submitter = new Party { EntityCode = "41", Name = segment.TextOrNull(3), IdQualifier = segment.TextOrNull(8), Id = segment.TextOrNull(9) } };
        }

        return new X12File(interchange, reader.InterchangeNumber, sets, findings);
    }
}
