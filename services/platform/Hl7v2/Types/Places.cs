namespace Healthcare.Hl7v2;

/// <summary>XAD: an address.</summary>
/// <param name="Type">Table 0190: H home, B business, M mailing and so on.</param>
public sealed record Xad(string? Street, string? Other, string? City, string? State, string? PostalCode, string? Country = null, string? Type = null) : IHl7Type<Xad>
{
    public static Xad? Read(Hl7Value value)
    {
        var read = new Xad(value.Part(1), value.Part(2), value.Part(3), value.Part(4), value.Part(5), value.Part(6), value.Part(7));
        return read is { Street: null, Other: null, City: null, State: null, PostalCode: null, Country: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(Street, Other, City, State, PostalCode, Country, Type);
}

/// <summary>XTN: how somebody is reached; versions before 2.3 send a number alone, later ones its parts.</summary>
/// <param name="Number">XTN.1, else country, area and local number, else what was sent as free text.</param>
/// <param name="Use">Table 0201: PRN home, WPN work, NET mail and so on.</param>
/// <param name="Equipment">Table 0202: PH telephone, CP mobile, FX fax, Internet.</param>
public sealed record Xtn(string? Number, string? Use, string? Equipment, string? Email, string? Extension) : IHl7Type<Xtn>
{
    public static Xtn? Read(Hl7Value value)
    {
        string?[] parts = [value.Part(5), value.Part(6), value.Part(7)];
        var assembled = parts[2] is null ? null : string.Join('-', parts.Where(p => p is not null));
        var read = new Xtn(value.Part(1) ?? assembled ?? value.Part(12) ?? value.Part(9), value.Part(2), value.Part(3), value.Part(4), value.Part(8));
        return read is { Number: null, Email: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(Number, Use, Equipment, Email, Hl7Element.Absent, Hl7Element.Absent, Hl7Element.Absent, Extension);
}

/// <summary>PL: a place in a facility.</summary>
public sealed record Pl(string? PointOfCare, string? Room = null, string? Bed = null, Hd? Facility = null, string? Building = null, string? Floor = null, string? Description = null) : IHl7Type<Pl>
{
    public static Pl? Read(Hl7Value value)
    {
        var read = new Pl(value.Part(1), value.Part(2), value.Part(3), Hd.Read(value.PartOf(4)), value.Part(7), value.Part(8), value.Part(9));
        return read is { PointOfCare: null, Room: null, Bed: null, Facility: null, Building: null, Floor: null, Description: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(
        PointOfCare, Room, Bed, Facility, Hl7Element.Absent, Hl7Element.Absent, Building, Floor, Description);
}
