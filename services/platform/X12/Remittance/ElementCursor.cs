using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>Walks the elements of one segment from left to right without looking at any byte twice.</summary>
internal ref struct ElementCursor
{
    private readonly byte _separator;
    private ReadOnlySpan<byte> _rest;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ElementCursor(ReadOnlySpan<byte> afterIdentifier, byte separator)
    {
        _rest = afterIdentifier;
        _separator = separator;
    }

    internal readonly bool HasMore => !_rest.IsEmpty;

    /// <summary>The next element without its separator, empty at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> Next()
    {
        var rest = _rest;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] != _separator) continue;
            _rest = rest[(i + 1)..];
            return rest[..i];
        }

        _rest = default;
        return rest;
    }
}
