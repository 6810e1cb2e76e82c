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

    /// <summary>PRV03 under the party.</summary>
    public string? Taxonomy { get; init; }

    /// <summary>DMG02.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>DMG03: F, M or U.</summary>
    public string? Gender { get; init; }

    internal static Party FromNm1(in Segment nm1) => new()
    {
        EntityCode = nm1.Text(1),
        IsPerson = nm1[2].SequenceEqual("1"u8),
        Name = nm1.TextOrNull(3),
        FirstName = nm1.TextOrNull(4),
        MiddleName = nm1.TextOrNull(5),
        Suffix = nm1.TextOrNull(7),
        IdQualifier = nm1.TextOrNull(8),
        Id = nm1.TextOrNull(9),
    };

    internal static Party FromN1(in Segment n1) => new()
    {
        EntityCode = n1.Text(1),
        Name = n1.TextOrNull(2),
        IdQualifier = n1.TextOrNull(3),
        Id = n1.TextOrNull(4),
    };

    /// <summary>Takes N3, N4, REF, PRV and DMG under the party; null where the segment is none of these.</summary>
    internal Party? With(in Segment segment)
    {
        var address = Address ?? new PostalAddress(null, null, null, null, null, null);
        if (segment.Id.SequenceEqual("N3"u8)) return this with { Address = address with { Line1 = segment.TextOrNull(1), Line2 = segment.TextOrNull(2) } };
        if (segment.Id.SequenceEqual("N4"u8))
        {
            return this with
            {
                Address = address with
                {
                    City = segment.TextOrNull(1),
                    State = segment.TextOrNull(2),
                    PostalCode = segment.TextOrNull(3),
                    Country = segment.TextOrNull(4),
                },
            };
        }

        if (segment.Id.SequenceEqual("REF"u8)) return this with { References = [.. References, Reference.From(segment)] };
        if (segment.Id.SequenceEqual("PRV"u8)) return this with { Taxonomy = segment.TextOrNull(3) };
        if (segment.Id.SequenceEqual("DMG"u8)) return this with { BirthDate = X12Text.DateOrNull(segment[2]), Gender = segment.TextOrNull(3) };
        return null;
    }

    internal void WriteNm1(X12Writer writer) =>
        writer.Write("NM1", EntityCode, IsPerson ? "1" : "2", Name, FirstName, MiddleName, "", Suffix, Id is null ? null : IdQualifier, Id);

    internal void WriteAddress(X12Writer writer)
    {
        if (Address is not { } address) return;
        if (address.Line1 is not null) writer.Write("N3", address.Line1, address.Line2);
        writer.Write("N4", address.City, address.State, address.PostalCode, address.Country);
    }
}

/// <summary>N3 and N4.</summary>
public sealed record PostalAddress(string? Line1, string? Line2, string? City, string? State, string? PostalCode, string? Country = null);

/// <summary>REF01 and REF02, with REF03 where only that is sent.</summary>
public sealed record Reference(string Qualifier, string Value)
{
    internal static Reference From(in Segment reference) =>
        new(reference.Text(1), reference.TextOrNull(2) ?? reference.Text(3));
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

    internal static QualifiedDate FromDtm(in Segment dtm) => new(dtm.Text(1), X12Text.DateOrNull(dtm[2]), null);
}

/// <summary>AMT: a qualifier with an amount in dollars.</summary>
public sealed record QualifiedAmount(string Qualifier, decimal Amount);
