namespace Healthcare.Fhir;

/// <summary>A business identifier: a value within a system, with its v2-0203 type code where one is given.</summary>
public sealed record Identifier(string? System, string? Value, Coding? Type = null);

public sealed record Coding(string? System, string? Code, string? Display = null)
{
    public bool Is(string system, string code) => System == system && Code == code;
}

public sealed record CodeableConcept(IReadOnlyList<Coding> Codings, string? Text)
{
    /// <summary>The first code, preferring that system.</summary>
    public Coding? In(string system) => Codings.FirstOrDefault(c => c.System == system);

    public bool Has(string system, string code) => Codings.Any(c => c.Is(system, code));
}

public sealed record HumanName(string? Use, string? Family, IReadOnlyList<string> Given, IReadOnlyList<string> Prefix, IReadOnlyList<string> Suffix, string? Text)
{
    public override string ToString() => nameof(HumanName);
}

public sealed record Address(IReadOnlyList<string> Lines, string? City, string? State, string? PostalCode, string? Country)
{
    public override string ToString() => nameof(Address);
}

/// <summary>phone, email, fax, url or other, with its value.</summary>
public sealed record ContactPoint(string? System, string? Value, string? Use)
{
    public override string ToString() => nameof(ContactPoint);
}

public sealed record Period(FhirDate? Start, FhirDate? End);

public sealed record Quantity(decimal Value, string? Unit = null, string? System = null, string? Code = null);

/// <summary>An amount with its ISO 4217 currency, where one was sent.</summary>
public sealed record Money(decimal Value, string? Currency);

/// <summary>A reference as sent; <see cref="FhirElement.Resolve"/> finds what it points at.</summary>
public sealed record Reference(string? Literal, string? Type, Identifier? Identifier, string? Display);

/// <summary>An attachment; the size is in bytes, the hash is base64 SHA-1 as R4 has it, the data are null when there are none inline or they are not base64.</summary>
public sealed record Attachment(string? ContentType, string? Url, string? Title, long? Size, string? Hash, FhirDate? Creation, byte[]? Data)
{
    public override string ToString() => nameof(Attachment);
}
