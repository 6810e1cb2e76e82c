namespace Healthcare.Hl7v2;

/// <summary>XPN: a person's name.</summary>
/// <param name="Type">Table 0200: L legal, D display, M maiden and so on.</param>
public sealed record Xpn(string? Family, string? Given = null, string? Middle = null, string? Suffix = null, string? Prefix = null, string? Type = null) : IHl7Type<Xpn>
{
    public static Xpn? Read(Hl7Value value)
    {
        var read = new Xpn(value.Part(1), value.Part(2), value.Part(3), value.Part(4), value.Part(5), value.Part(7));
        return read is { Family: null, Given: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(Family, Given, Middle, Suffix, Prefix, Hl7Element.Absent, Type);
}

/// <summary>XCN: a person with a number, most often a clinician.</summary>
/// <param name="IdType">Table 0203: NPI, DN doctor number, EI employee and so on.</param>
public sealed record Xcn(string? Id, string? Family = null, string? Given = null, string? Middle = null, Hd? Authority = null, string? IdType = null) : IHl7Type<Xcn>
{
    public string? Suffix { get; init; }

    public string? Prefix { get; init; }

    public string? Degree { get; init; }

    public static Xcn? Read(Hl7Value value)
    {
        var read = new Xcn(value.Part(1), value.Part(2), value.Part(3), value.Part(4), Hd.Read(value.PartOf(9)), value.Part(13))
        {
            Suffix = value.Part(5), Prefix = value.Part(6), Degree = value.Part(7),
        };
        return read is { Id: null, Family: null, Given: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(
        Id, Family, Given, Middle, Suffix, Prefix, Degree, Hl7Element.Absent, Authority, Hl7Element.Absent, Hl7Element.Absent, Hl7Element.Absent, IdType);
}

/// <summary>XON: an organization.</summary>
/// <param name="Id">XON.10, or XON.3 of versions before 2.5.</param>
public sealed record Xon(string? Name, string? Id = null, Hd? Authority = null, string? IdType = null) : IHl7Type<Xon>
{
    public static Xon? Read(Hl7Value value)
    {
        var read = new Xon(value.Part(1), value.Part(10) ?? value.Part(3), Hd.Read(value.PartOf(6)), value.Part(7));
        return read is { Name: null, Id: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(
        Name, Hl7Element.Absent, Hl7Element.Absent, Hl7Element.Absent, Hl7Element.Absent, Authority, IdType, Hl7Element.Absent, Hl7Element.Absent, Id);
}

/// <summary>PLN: a provider's number, with its type and state.</summary>
public sealed record Pln(string Id, string? Type = null, string? State = null, Dtm? Expires = null) : IHl7Type<Pln>
{
    public static Pln? Read(Hl7Value value) => value.Part(1) is { } id ? new Pln(id, value.Part(2), value.Part(3), Dtm.Read(value.PartOf(4))) : null;

    public Hl7Element ToElement() => Hl7Element.Composite(Id, Type, State, Expires);
}
