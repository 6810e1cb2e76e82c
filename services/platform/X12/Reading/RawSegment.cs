namespace Healthcare.X12;

/// <summary>A segment copied out of the reader's buffer with every element, so that nothing is dropped that typed views do not name.</summary>
/// <param name="Elements">The elements after the identifier, composites and repetitions undivided; binary data is not among them.</param>
public sealed record RawSegment(string Id, IReadOnlyList<string> Elements)
{
    /// <summary>What divides composites and repetitions in the elements.</summary>
    public X12Delimiters Delimiters { get; init; } = X12Delimiters.Usual;

    /// <summary>Position in the set with ST as 1, 0 where it was not read.</summary>
    internal long Number { get; init; }

    /// <summary>The data of a BIN or BDS whose length was true; null in every other segment.</summary>
    public ReadOnlyMemory<byte>? Binary { get; init; }

    /// <summary>The element at an X12 position, 1 for the first; empty where there is none.</summary>
    public string this[int element] => element >= 1 && element <= Elements.Count ? Elements[element - 1] : "";

    public string? TextOrNull(int element) => this[element] is { Length: > 0 } text ? text : null;

    /// <summary>A component of the element's first repetition, 1 for the first; null where it is absent or empty.</summary>
    public string? TextOrNull(int element, int component)
    {
        var repetition = Delimiters.Repetition == 0 ? this[element] : this[element].Split((char)Delimiters.Repetition, 2)[0];
        var components = repetition.Split((char)Delimiters.Component);
        return component <= components.Length && components[component - 1] is { Length: > 0 } text ? text : null;
    }

    /// <summary>The repetitions of an element, none where it is empty.</summary>
    public IReadOnlyList<string> Repetitions(int element) =>
        this[element].Length == 0 ? [] : Delimiters.Repetition == 0 ? [this[element]] : this[element].Split((char)Delimiters.Repetition);

    /// <summary>The components of the element's first repetition, none where it is empty.</summary>
    public IReadOnlyList<string> Components(int element) => this[element].Length == 0 ? [] : Repetitions(element)[0].Split((char)Delimiters.Component);

    internal DateOnly? Date(int element) => X12Text.DateOrNull(this[element]);

    internal decimal? Amount(int element) => X12Amount.OrNull(this[element]);

    /// <summary>Whether an element is sent that a typed view does not name.</summary>
    internal bool HasBeyond(uint named)
    {
        for (var element = 1; element <= Elements.Count; element++)
        {
            if (this[element].Length > 0 && (element > 31 || (named & (1u << element)) == 0)) return true;
        }

        return Binary is not null;
    }

    /// <summary>The same segment as it would stand between other delimiters.</summary>
    internal RawSegment Translated(X12Delimiters to)
    {
        if (to == Delimiters) return this;
        var elements = new string[Elements.Count];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = string.Join((char)to.Repetition, Repetitions(i + 1).Select(r => r.Replace((char)Delimiters.Component, (char)to.Component)));
        }

        return this with { Elements = elements, Delimiters = to };
    }

    /// <summary>Whether this says all that the other says, and perhaps more.</summary>
    internal bool Extends(string id, IReadOnlyList<string> elements)
    {
        if (id != Id) return false;
        for (var i = 0; i < elements.Count; i++)
        {
            if (elements[i].Length > 0 && !Same(elements[i], this[i + 1])) return false;
        }

        return true;
    }

    /// <summary>Whether the element says what a typed member says, and perhaps more.</summary>
    internal bool Says(int element, string typed) => Same(typed, this[element]);

    // 0100.00 and 100 are one amount, and none is zero; a composite may go on.
    private bool Same(string said, string kept) =>
        said == kept || (said == "0" && kept.Length == 0) || kept.StartsWith(said + (char)Delimiters.Component, StringComparison.Ordinal) ||
        (X12Amount.OrNull(said) is { } amount && amount == X12Amount.OrNull(kept));
}

/// <summary>Which elements of a segment a typed view names, one bit each.</summary>
internal static class Named
{
    internal static uint Elements(params ReadOnlySpan<int> elements)
    {
        uint named = 0;
        foreach (var element in elements) named |= 1u << element;
        return named;
    }

    /// <summary>Elements 1 to this one.</summary>
    internal static uint Through(int last) => ((1u << last) << 1) - 2;
}
