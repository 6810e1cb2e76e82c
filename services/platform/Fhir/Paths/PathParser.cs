using System.Globalization;
using System.Text;

namespace Healthcare.Fhir.Paths;

// Recursive descent over the FHIRPath grammar; the binary operators by their published precedence.
internal sealed class PathParser
{
    private static readonly string[][] Levels =
    [
        ["implies"], ["or", "xor"], ["and"], ["in", "contains"], ["=", "!=", "~"], ["<", ">", "<=", ">="], ["|"], ["is", "as"], ["+", "-", "&"], ["*", "/", "div", "mod"],
    ];

    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;

    public PathParser(string text)
    {
        _text = text;
        Scan();
    }

    private enum Kind
    {
        Name,
        Quoted,
        Text,
        Number,
        Symbol,
        End,
    }

    private Token Next => _at < _tokens.Count ? _tokens[_at] : new Token(Kind.End, "");

    public PathStep Parse()
    {
        var step = Binary(0);
        return Next.Kind == Kind.End ? step : throw Wrong();
    }

    private PathStep Binary(int level)
    {
        if (level == Levels.Length) return Path();
        var left = Binary(level + 1);
        while (Next.Kind is Kind.Name or Kind.Symbol && Levels[level].Contains(Next.Value, StringComparer.Ordinal))
        {
            var name = Take().Value;
            left = name is "is" or "as" ? PathOperators.OfType(name, left, TypeName()) : PathOperators.Binary(name, left, Binary(level + 1));
        }

        return left;
    }

    private PathStep Path()
    {
        var step = Term();
        while (Next is { Kind: Kind.Symbol, Value: "." })
        {
            _at++;
            step = Invocation(step);
        }

        return step;
    }

    private PathStep Term()
    {
        var token = Next;
        switch (token.Kind)
        {
            case Kind.Text:
                _at++;
                return Constant(PathValues.Of(token.Value));
            case Kind.Number:
                _at++;
                return Constant(PathValues.Of(decimal.Parse(token.Value, CultureInfo.InvariantCulture)));
            case Kind.Symbol when token.Value == "(":
                _at++;
                var inner = Binary(0);
                Expect(")");
                return inner;
            case Kind.Symbol when token.Value[0] is '%' or '$':
                _at++;
                return PathOperators.Variable(token.Value);
            case Kind.Name when token.Value is "true" or "false":
                _at++;
                return Constant(PathValues.Of(token.Value == "true"));
            default:
                return Invocation(null);
        }
    }

    private PathStep Invocation(PathStep? on)
    {
        var token = Take();
        if (token.Kind is not (Kind.Name or Kind.Quoted)) throw Wrong();
        if (token.Kind == Kind.Quoted || Next is not { Kind: Kind.Symbol, Value: "(" }) return PathOperators.Member(on, token.Value);
        _at++;
        if (token.Value is "is" or "as" or "ofType")
        {
            var type = TypeName();
            Expect(")");
            return PathOperators.OfType(token.Value, on ?? PathOperators.Focus, type);
        }

        var arguments = new List<PathStep>();
        while (Next is not { Kind: Kind.Symbol, Value: ")" })
        {
            arguments.Add(Binary(0));
            if (Next is { Kind: Kind.Symbol, Value: "," }) _at++;
        }

        Expect(")");
        return PathFunctions.Call(token.Value, on ?? PathOperators.Focus, arguments);
    }

    private string TypeName()
    {
        var name = Take().Value;
        while (Next is { Kind: Kind.Symbol, Value: "." } && _tokens[_at + 1] is { Kind: Kind.Name } && name is "FHIR" or "System")
        {
            _at++;
            name = Take().Value;
        }

        return name;
    }

    private static PathStep Constant(IReadOnlyList<System.Text.Json.JsonElement> value) => (_, _, _) => value;

    private Token Take() => Next.Kind == Kind.End ? throw Wrong() : _tokens[_at++];

    private void Expect(string symbol)
    {
        if (Take() is not { Kind: Kind.Symbol } token || token.Value != symbol) throw Wrong();
    }

    private FormatException Wrong() => new($"Not a FHIRPath this product can read: {_text}");

    private void Scan()
    {
        for (var at = 0; at < _text.Length;)
        {
            var c = _text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            var start = at;
            if (c is '\'' or '`') _tokens.Add(new Token(c == '`' ? Kind.Quoted : Kind.Text, Quoted(ref at)));
            else if (char.IsAsciiDigit(c)) _tokens.Add(new Token(Kind.Number, While(ref at, start, char.IsAsciiDigit)));
            else if (char.IsAsciiLetter(c) || c == '_') _tokens.Add(new Token(Kind.Name, While(ref at, start, IsName)));
            else if (c is '%' or '$') _tokens.Add(new Token(Kind.Symbol, c + While(ref at, start + 1, IsName)));
            else _tokens.Add(new Token(Kind.Symbol, _text[start..(at += c is '!' or '<' or '>' && at + 1 < _text.Length && _text[at + 1] == '=' ? 2 : 1)]));
        }
    }

    private string While(ref int at, int start, Func<char, bool> holds)
    {
        at = start;
        while (at < _text.Length && holds(_text[at])) at++;
        return _text[start..at];
    }

    private string Quoted(ref int at)
    {
        var quote = _text[at++];
        var held = new StringBuilder();
        for (; _text[at] != quote; at++) held.Append(_text[at] == '\\' ? _text[++at] : _text[at]);
        at++;
        return held.ToString();
    }

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private readonly record struct Token(Kind Kind, string Value);
}
