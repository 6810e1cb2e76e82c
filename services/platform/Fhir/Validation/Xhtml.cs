namespace Healthcare.Fhir.Validation;

// The limits of a narrative (R4 narrative.html#xhtml): one div, the elements of basic formatting, nothing that acts. Well-formedness is not checked.
internal static class Xhtml
{
    private static readonly HashSet<string> Elements = new(
        [
            "a", "abbr", "acronym", "address", "b", "big", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3",
            "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th",
            "thead", "tr", "tt", "u", "ul", "var",
        ],
        StringComparer.Ordinal);

    public static bool IsUnsafe(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("<div", StringComparison.Ordinal)) return true;
        var names = Elements.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var tag in Tags(text))
        {
            var inside = text.AsSpan()[tag].TrimStart('/');
            if (inside.StartsWith("!--", StringComparison.Ordinal)) continue;
            var end = inside.IndexOfAnyExceptInRange('0', 'z');
            if (!names.Contains(end < 0 ? inside : inside[..end]) || ActsOn(inside)) return true;
        }

        return false;
    }

    public static bool IsBlank(string text)
    {
        var inTag = false;
        foreach (var c in text)
        {
            if (c == '<') inTag = true;
            else if (c == '>') inTag = false;
            else if (!inTag && !char.IsWhiteSpace(c)) return false;
        }

        return !text.Contains("<img", StringComparison.Ordinal);
    }

    private static IEnumerable<Range> Tags(string text)
    {
        for (var open = text.IndexOf('<'); open >= 0;)
        {
            var close = text.IndexOf('>', open);
            if (close < 0) close = text.Length;
            yield return (open + 1)..close;
            open = close < text.Length ? text.IndexOf('<', close) : -1;
        }
    }

    // An attribute that names an event handler, or a link that runs.
    private static bool ActsOn(ReadOnlySpan<char> tag)
    {
        if (tag.Contains("javascript:", StringComparison.OrdinalIgnoreCase)) return true;
        for (var rest = tag; rest.IndexOfAny(' ', '\n', '\t') is >= 0 and var at;)
        {
            rest = rest[(at + 1)..];
            if (!rest.StartsWith("on", StringComparison.OrdinalIgnoreCase)) continue;
            var end = rest.IndexOfAnyExceptInRange('A', 'z');
            if (end > 2 && rest[end..].TrimStart().StartsWith('=')) return true;
        }

        return false;
    }
}
