namespace Healthcare.Hl7v2;

/// <summary>HD: who gives out identifiers, or an application or facility.</summary>
/// <param name="UniversalIdType">ISO, DNS, UUID, NPI and so on (table 0301).</param>
public sealed record Hd(string? NamespaceId, string? UniversalId = null, string? UniversalIdType = null) : IHl7Type<Hd>
{
    public static Hd? Read(Hl7Value value)
    {
        var read = new Hd(value.Part(1), value.Part(2), value.Part(3));
        return read is { NamespaceId: null, UniversalId: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(NamespaceId, UniversalId, UniversalIdType);
}

/// <summary>EI: an order, appointment, referral or document, numbered by an application.</summary>
public sealed record Ei(string Id, string? NamespaceId = null, string? UniversalId = null, string? UniversalIdType = null) : IHl7Type<Ei>
{
    public static Ei? Read(Hl7Value value) => value.Part(1) is { } id ? new Ei(id, value.Part(2), value.Part(3), value.Part(4)) : null;

    public Hl7Element ToElement() => Hl7Element.Composite(Id, NamespaceId, UniversalId, UniversalIdType);
}

/// <summary>CX: a person's or account's number, with who gave it and of what type it is.</summary>
/// <param name="Type">Table 0203: MR record number, SS social security, MB member number, AN account and so on.</param>
public sealed record Cx(string Id, Hd? Authority = null, string? Type = null) : IHl7Type<Cx>
{
    public string? CheckDigit { get; init; }

    public Hd? Facility { get; init; }

    public Dtm? Effective { get; init; }

    public Dtm? Expires { get; init; }

    public static Cx? Read(Hl7Value value) => value.Part(1) is { } id
        ? new Cx(id, Hd.Read(value.PartOf(4)), value.Part(5))
        {
            CheckDigit = value.Part(2), Facility = Hd.Read(value.PartOf(6)), Effective = Dtm.Read(value.PartOf(7)), Expires = Dtm.Read(value.PartOf(8)),
        }
        : null;

    public Hl7Element ToElement() => Hl7Element.Composite(Id, CheckDigit, Hl7Element.Absent, Authority, Type, Facility, Effective, Expires);
}

/// <summary>CE, CWE, CNE or a bare IS or ID: a code with its text and system, and another that means the same.</summary>
public sealed record Cwe(string? Code, string? Text = null, string? System = null) : IHl7Type<Cwe>
{
    public string? AlternateCode { get; init; }

    public string? AlternateText { get; init; }

    public string? AlternateSystem { get; init; }

    public string? OriginalText { get; init; }

    /// <summary>Null where neither a code nor a text was sent.</summary>
    public static Cwe? Read(Hl7Value value)
    {
        var read = new Cwe(value.Part(1), value.Part(2), value.Part(3))
        {
            AlternateCode = value.Part(4), AlternateText = value.Part(5), AlternateSystem = value.Part(6), OriginalText = value.Part(9),
        };
        return read is { Code: null, Text: null, AlternateCode: null, AlternateText: null, OriginalText: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(
        Code, Text, System, AlternateCode, AlternateText, AlternateSystem, Hl7Element.Absent, Hl7Element.Absent, OriginalText);
}
