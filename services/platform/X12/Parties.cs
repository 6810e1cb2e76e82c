namespace Healthcare.X12;

/// <summary>A person or organisation as NM1 or N1 names it, with the address and references that follow.</summary>
/// <remarks>Holds patient data where the entity is a patient or subscriber.</remarks>
public sealed record Party
{
    /// <summary>NM101 or N101: 85 billing provider, 82 rendering, DN referring, IL subscriber, QC patient, PR payer, PE payee.</summary>
    public required string EntityCode { get; init; }

    /// <summary>NM102: 1 is a person, 2 is not.</summary>
    public bool IsPerson { get; init; }

    /// <summary>Last name of a person, or the organisation's name.</summary>
    public string? Name { get; init; }

    public string? FirstName { get; init; }

    public string? MiddleName { get; init; }

    public string? Suffix { get; init; }

    /// <summary>NM108 or N103: XX is an NPI, MI a member number, PI a payer identifier, FI a tax number.</summary>
    public string? IdQualifier { get; init; }

    public string? Id { get; init; }

    public PostalAddress? Address { get; init; }

    public IReadOnlyList<Reference> References { get; init; } = [];

    /// <summary>PER under the party.</summary>
    public IReadOnlyList<Contact> Contacts { get; init; } = [];

    /// <summary>PRV03 under the party, a taxonomy code (PRV02 is PXC).</summary>
    public string? Taxonomy { get; init; }

    /// <summary>DMG02.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>DMG03: F, M or U.</summary>
    public string? Gender { get; init; }

    /// <summary>Segments under the party that say more than the members above, as received; its NM1 or N1 is among them where it does.</summary>
    public IReadOnlyList<RawSegment> Unknown { get; init; } = [];

    internal static Party FromNm1(in Segment nm1) => FromNm1(nm1.ToRaw());

    internal static Party FromNm1(RawSegment nm1) => new()
    {
        EntityCode = nm1[1],
        IsPerson = nm1[2] == "1",
        Name = nm1.TextOrNull(3),
        FirstName = nm1.TextOrNull(4),
        MiddleName = nm1.TextOrNull(5),
        Suffix = nm1.TextOrNull(7),
        IdQualifier = nm1.TextOrNull(8),
        Id = nm1.TextOrNull(9),
        // A qualifier without its identifier says nothing, and is not written.
        Unknown = nm1.HasBeyond(Named.Elements(1, 2, 3, 4, 5, 7, 9) | (nm1[9].Length > 0 ? Named.Elements(8) : 0)) ? [nm1] : [],
    };

    internal static Party FromN1(RawSegment n1) => new()
    {
        EntityCode = n1[1],
        Name = n1.TextOrNull(2),
        IdQualifier = n1.TextOrNull(3),
        Id = n1.TextOrNull(4),
        Unknown = n1.HasBeyond(n1[4].Length > 0 ? Named.Through(4) : Named.Through(2)) ? [n1] : [],
    };

    /// <summary>A party with all that stands under it; what it has no member for is kept in <see cref="Unknown"/>.</summary>
    internal static Party FromLoop(IReadOnlyList<RawSegment> loop)
    {
        var party = FromNm1(loop[0]);
        for (var i = 1; i < loop.Count; i++) party = party.With(loop[i]) ?? party with { Unknown = Lists.Append(party.Unknown, loop[i]) };
        return party;
    }

    internal Party? With(in Segment segment) => IsUnderParty(segment.Id) ? With(segment.ToRaw()) : null;

    /// <summary>Takes N3, N4, REF, PER, PRV and DMG under the party; null where the segment is none of these.</summary>
    internal Party? With(RawSegment segment)
    {
        var address = Address ?? new PostalAddress(null, null, null, null, null, null);
        var (party, named) = segment.Id switch
        {
            "N3" => (this with { Address = address with { Line1 = segment.TextOrNull(1), Line2 = segment.TextOrNull(2) } }, Named.Through(2)),
            "N4" => (
                this with
                {
                    Address = address with { City = segment.TextOrNull(1), State = segment.TextOrNull(2), PostalCode = segment.TextOrNull(3), Country = segment.TextOrNull(4) },
                },
                Named.Through(4)),
            "REF" => (this with { References = Lists.Append(References, Reference.From(segment)) }, Reference.NamedElements(segment)),
            "PER" => (this with { Contacts = Lists.Append(Contacts, Contact.From(segment)) }, Named.Through(8)),
            "PRV" => (this with { Taxonomy = segment.TextOrNull(3) }, segment[1] == TaxonomyRole && segment[2] == "PXC" ? Named.Through(3) : 0),
            "DMG" => (this with { BirthDate = segment.Date(2), Gender = segment.TextOrNull(3) }, segment[1] == "D8" && segment.Date(2) is not null ? Named.Through(3) : 0),
            _ => ((Party?)null, 0u),
        };
        return party is not null && segment.HasBeyond(named) ? party with { Unknown = Lists.Append(party.Unknown, segment) } : party;
    }

    internal void WriteNm1(X12Writer writer) => WriteNm1(new KeptSegments(writer, Unknown));

    /// <summary>Writes the party with all that stands under it, in the order that most guides ask for.</summary>
    internal void WriteLoop(X12Writer writer)
    {
        var kept = new KeptSegments(writer, Unknown);
        WriteNm1(kept);
        WriteUnder(kept);
    }

    /// <summary>Writes the party as the 835 names payer and payee.</summary>
    internal void WriteN1Loop(X12Writer writer, string entity)
    {
        var kept = new KeptSegments(writer, Unknown);
        kept.Write("N1", entity, Name, Id is null ? null : IdQualifier, Id);
        WriteUnder(kept);
    }

    private void WriteNm1(KeptSegments kept) =>
        kept.WriteOnce("NM1", EntityCode, IsPerson ? "1" : "2", Name, FirstName, MiddleName, "", Suffix, Id is null ? null : IdQualifier, Id);

    private void WriteUnder(KeptSegments kept)
    {
        if (Address is { } address)
        {
            if (address.Line1 is not null) kept.Write("N3", address.Line1, address.Line2);
            kept.Write("N4", address.City, address.State, address.PostalCode, address.Country);
        }

        if (BirthDate is { } birth) kept.Write("DMG", "D8", birth, Gender);
        // 4010 named the taxonomy ZZ.
        if (Taxonomy is not null && Unknown.Any(u => u.Id == "PRV")) kept.WriteOnce("PRV", "", "", Taxonomy);
        else if (Taxonomy is not null) kept.Write("PRV", TaxonomyRole, "PXC", Taxonomy);
        foreach (var reference in References) kept.Write("REF", reference.Qualifier, reference.Value);
        foreach (var contact in Contacts) contact.Write(kept);
        kept.WriteRest();
    }

    /// <summary>PRV01 as the guides fix it for the entity: billing, attending, referring, else performing.</summary>
    private string TaxonomyRole => EntityCode switch { "85" => "BI", "71" => "AT", "DN" or "P3" => "RF", _ => "PE" };

    private static bool IsUnderParty(ReadOnlySpan<byte> id) =>
        id.SequenceEqual("N3"u8) || id.SequenceEqual("N4"u8) || id.SequenceEqual("REF"u8) || id.SequenceEqual("PER"u8) || id.SequenceEqual("PRV"u8) || id.SequenceEqual("DMG"u8);
}

/// <summary>PER: whom to ask, and up to three numbers, each with its qualifier: TE telephone, EM mail, FX fax, EX extension, UR address on the web.</summary>
public sealed record Contact(string Function, string? Name, IReadOnlyList<ContactNumber> Numbers)
{
    internal static Contact From(RawSegment per)
    {
        List<ContactNumber> numbers = [];
        for (var element = 3; element <= 7; element += 2)
        {
            if (per.TextOrNull(element + 1) is { } number) numbers.Add(new ContactNumber(per[element], number));
        }

        return new Contact(per[1], per.TextOrNull(2), numbers);
    }

    internal void Write(KeptSegments kept) =>
        kept.Write("PER", [Function, Name, .. Numbers.SelectMany(n => new X12Element[] { n.Qualifier, n.Number })]);
}

/// <summary>One number of a contact.</summary>
public sealed record ContactNumber(string Qualifier, string Number);

/// <summary>N3 and N4.</summary>
public sealed record PostalAddress(string? Line1, string? Line2, string? City, string? State, string? PostalCode, string? Country = null);

/// <summary>REF01 and REF02, with REF03 where only that is sent.</summary>
public sealed record Reference(string Qualifier, string Value)
{
    internal static Reference From(in Segment reference) =>
        new(reference.Text(1), reference.TextOrNull(2) ?? reference.Text(3));

    internal static Reference From(RawSegment reference) => new(reference[1], reference.TextOrNull(2) ?? reference[3]);

    /// <summary>REF03 is named only where it stands in for REF02.</summary>
    internal static uint NamedElements(RawSegment reference) => Named.Through(reference.TextOrNull(2) is null ? 1 : 2);
}

/// <summary>DTP or DTM: a qualifier with a date, or with the period that a D8-D8 range gives.</summary>
public sealed record QualifiedDate(string Qualifier, DateOnly? From, DateOnly? To)
{
    internal static QualifiedDate FromDtp(in Segment dtp)
    {
        var value = dtp[3];
        var dash = value.IndexOf((byte)'-');
        return dash < 0
            ? new(dtp.Text(1), X12Text.DateOrNull(value.Length > 8 ? value[..8] : value), null)
            : new(dtp.Text(1), X12Text.DateOrNull(value[..dash]), X12Text.DateOrNull(value[(dash + 1)..]));
    }

    /// <summary>DTP, or DTM with its date in the second element.</summary>
    internal static QualifiedDate Of(RawSegment segment)
    {
        if (segment.Id == "DTM") return new(segment[1], segment.Date(2), null);
        var parts = segment[3].Split('-', 2);
        return parts.Length < 2 ? new(segment[1], X12Text.DateOrNull(parts[0].Length > 8 ? parts[0][..8] : parts[0]), null) : new(segment[1], X12Text.DateOrNull(parts[0]), X12Text.DateOrNull(parts[1]));
    }

    /// <summary>Whether the segment says no more than its date, so that it need not be kept as received.</summary>
    internal static bool IsWhole(RawSegment segment) =>
        segment.Id == "DTM"
            ? segment.Date(2) is not null && !segment.HasBeyond(Named.Through(2))
            : !segment.HasBeyond(Named.Through(3)) && (segment.Date(3) is not null ? segment[2] == "D8" : segment[2] == "RD8" && Of(segment) is { From: not null, To: not null });

    internal void Write(KeptSegments kept)
    {
        // What came in another form of the same date comes back in it.
        if (From is not { } from || kept.WriteKept(k => k.Id == "DTP" && Of(k) == this)) return;
        if (To is { } to) kept.Write("DTP", Qualifier, "RD8", $"{X12Text.Date(from)}-{X12Text.Date(to)}");
        else kept.Write("DTP", Qualifier, "D8", from);
    }

    internal static QualifiedDate FromDtm(in Segment dtm) => new(dtm.Text(1), X12Text.DateOrNull(dtm[2]), null);
}

/// <summary>AMT: a qualifier with an amount in dollars.</summary>
public sealed record QualifiedAmount(string Qualifier, decimal Amount);

internal static class Lists
{
    /// <summary>Appends in place where the list is already one that grows, because a hostile file repeats a segment a million times; readers share no list that still grows.</summary>
    internal static IReadOnlyList<T> Append<T>(IReadOnlyList<T> list, T item)
    {
        if (list is not List<T> growing) return new List<T>(list) { item };
        growing.Add(item);
        return growing;
    }
}
