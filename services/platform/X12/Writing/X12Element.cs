namespace Healthcare.X12;

/// <summary>A value to be written as one element: text, a number, an amount in dollars, a date (CCYYMMDD), or a composite of components.</summary>
public readonly struct X12Element
{
    private X12Element(string? text, string?[]? components, X12Element[]? repetitions, bool asRead = false)
    {
        Text = text;
        Components = components;
        Repetitions = repetitions;
        IsAsRead = asRead;
    }

    /// <summary>Whether the text may hold components and repetitions, because it was read with the writer's own delimiters.</summary>
    internal bool IsAsRead { get; }

    internal string? Text { get; }

    internal string?[]? Components { get; }

    internal X12Element[]? Repetitions { get; }

    internal bool IsEmpty => Repetitions is null ? Components is null ? string.IsNullOrEmpty(Text) : Components.All(string.IsNullOrEmpty) : Repetitions.All(r => r.IsEmpty);

    public static implicit operator X12Element(string? text) => new(text, null, null);

    public static implicit operator X12Element(decimal amount) => new(X12Text.Amount(amount), null, null);

    public static implicit operator X12Element(decimal? amount) => new(amount is { } value ? X12Text.Amount(value) : null, null, null);

    public static implicit operator X12Element(int count) => new(count.ToString(System.Globalization.CultureInfo.InvariantCulture), null, null);

    public static implicit operator X12Element(DateOnly date) => new(X12Text.Date(date), null, null);

    public static implicit operator X12Element(DateOnly? date) => new(date is { } value ? X12Text.Date(value) : null, null, null);

    /// <summary>A composite, such as <c>HC:99213</c>; empty components at the end are left out.</summary>
    public static X12Element Composite(params string?[] components) => new(null, components, null);

    internal static X12Element AsRead(string text) => new(text, null, null, asRead: true);

    /// <summary>Repetitions of one element.</summary>
    public static X12Element Repeated(params X12Element[] repetitions) => new(null, null, repetitions);

    /// <summary>The element as it stands between two separators.</summary>
    internal string Compose(X12Delimiters delimiters)
    {
        if (Repetitions is { } repetitions) return string.Join((char)delimiters.Repetition, repetitions.Select(r => r.Compose(delimiters)));
        return Components is { } components ? string.Join((char)delimiters.Component, components).TrimEnd((char)delimiters.Component) : Text ?? "";
    }
}
