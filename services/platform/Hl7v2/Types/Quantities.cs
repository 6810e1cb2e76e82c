using System.Globalization;

namespace Healthcare.Hl7v2;

/// <summary>NM: a number, exact.</summary>
public sealed record Nm(decimal Value) : IHl7Type<Nm>
{
    public static Nm? Read(Hl7Value value) => value.Text is { } text && Parse(text) is { } number ? new Nm(number) : null;

    public Hl7Element ToElement() => Value;

    internal static decimal? Parse(string text) =>
        decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>CP or MO: an amount of money, exact.</summary>
/// <param name="Currency">ISO 4217; null where the sender left it to the country of the message.</param>
/// <param name="PriceType">Table 0205, in CP only: UP unit price, TP total price and so on.</param>
public sealed record Cp(decimal Amount, string? Currency = null, string? PriceType = null) : IHl7Type<Cp>
{
    public static Cp? Read(Hl7Value value)
    {
        if (value.Component(1).Subcomponent(1).Text is not { } text || Nm.Parse(text) is not { } amount) return null;
        var second = value.Component(2).Text;
        // An MO in the place of a CP has the currency as its second component.
        return value.Component(1).Subcomponent(2).Text is { } currency ? new Cp(amount, currency, second) : second is { Length: 3 } ? new Cp(amount, second) : new Cp(amount, null, second);
    }

    public Hl7Element ToElement() => Hl7Element.Composite(Hl7Element.Composite(Amount, Currency), PriceType);
}

/// <summary>TQ: how much, how long and when, as versions before 2.5 send it inside SCH-11, ORC-7 and OBR-27.</summary>
public sealed record Tq(string? Quantity, string? Duration, Dtm? Start, Dtm? End, string? Priority) : IHl7Type<Tq>
{
    public static Tq? Read(Hl7Value value)
    {
        var read = new Tq(value.Component(1).Text, value.Component(3).Text, Dtm.Read(value.Component(4)), Dtm.Read(value.Component(5)), value.Component(6).Text);
        return read is { Quantity: null, Duration: null, Start: null, End: null, Priority: null } ? null : read;
    }

    public Hl7Element ToElement() => Hl7Element.Composite(Quantity, Hl7Element.Absent, Duration, Start, End, Priority);
}
