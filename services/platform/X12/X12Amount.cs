using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Healthcare.X12;

/// <summary>Amounts of money read from an X12 R element, exact: cents in a long on the fast path, decimal for anything longer or finer.</summary>
internal static class X12Amount
{
    // Fifteen digits of cents leave room for thousands of additions before a sum must be looked at.
    private const int FastDigits = 15;
    private const int MostBytes = 19;
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789."u8);

    /// <summary>An optional minus, digits, and at most two decimals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryCents(ReadOnlySpan<byte> bytes, out long cents)
    {
        cents = 0;
        if (bytes.IsEmpty || bytes.Length > FastDigits) return false;
        var i = bytes[0] == '-' ? 1 : 0;
        var negative = i == 1;
        long value = 0;
        var digits = bytes.Length - i;
        for (; i < bytes.Length; i++)
        {
            var digit = (uint)(bytes[i] - '0');
            if (digit > 9) break;
            value = (value * 10) + digit;
        }

        var decimals = bytes.Length - i;
        if (decimals == 0)
        {
            if (digits == 0 || digits > FastDigits - 2) return false;
            value *= 100;
        }
        else
        {
            if (bytes[i] != '.' || digits == 1 || decimals > 3) return false;
            uint first = 0, second = 0;
            if (decimals > 1 && (first = (uint)(bytes[i + 1] - '0')) > 9) return false;
            if (decimals > 2 && (second = (uint)(bytes[i + 2] - '0')) > 9) return false;
            value = (value * 100) + (first * 10) + second;
        }

        cents = negative ? -value : value;
        return true;
    }

    /// <summary>Any amount X12 allows, blanks around it and an explicit plus tolerated; no exponent.</summary>
    internal static bool TryDecimal(ReadOnlySpan<byte> bytes, out decimal amount)
    {
        if (TryCents(bytes, out var cents))
        {
            amount = new decimal(cents) / 100m;
            return true;
        }

        amount = 0;
        bytes = bytes.Trim((byte)' ');
        var negative = !bytes.IsEmpty && bytes[0] == '-';
        if (!bytes.IsEmpty && bytes[0] is (byte)'-' or (byte)'+') bytes = bytes[1..];
        bytes = bytes.TrimStart((byte)'0') is { IsEmpty: false } rest ? rest : (bytes.IsEmpty ? bytes : bytes[^1..]);
        if (bytes.IsEmpty || bytes.Length > MostBytes || bytes.ContainsAnyExcept(Digits)) return false;
        if (!decimal.TryParse(Encoding.ASCII.GetString(bytes), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount)) return false;
        if (negative) amount = -amount;
        return true;
    }

    internal static decimal? OrNull(string text) => TryDecimal(Encoding.Latin1.GetBytes(text), out var amount) ? amount : null;

    internal static bool IsFinerThanCent(decimal amount) => decimal.Round(amount, 2) != amount;
}

/// <summary>A running total that never rounds: long cents, with what does not fit set aside in a decimal.</summary>
internal struct MoneySum
{
    private const long Full = 1L << 61;

    private long _cents;
    private bool _spilled;
    private decimal _rest;

    internal readonly decimal Total => _spilled ? (_cents / 100m) + _rest : _cents / 100m;

    internal readonly bool IsZero => _spilled ? Total == 0 : _cents == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddCents(long cents)
    {
        _cents += cents;
        if (_cents is > Full or < -Full) Spill();
    }

    internal void Add(decimal amount)
    {
        _rest += amount;
        _spilled = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(in MoneySum other)
    {
        AddCents(other._cents);
        if (other._spilled) Add(other._rest);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Subtract(in MoneySum other)
    {
        AddCents(-other._cents);
        if (other._spilled) Add(-other._rest);
    }

    private void Spill()
    {
        _rest += _cents / 100m;
        _cents = 0;
        _spilled = true;
    }
}
