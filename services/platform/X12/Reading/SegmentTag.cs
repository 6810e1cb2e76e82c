using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>Segment identifiers packed into a number: two or three bytes, the first one highest.</summary>
internal static class SegmentTag
{
    internal const uint Isa = ('I' << 16) | ('S' << 8) | 'A';
    internal const uint Iea = ('I' << 16) | ('E' << 8) | 'A';
    internal const uint Gs = ('G' << 8) | 'S';
    internal const uint Ge = ('G' << 8) | 'E';
    internal const uint St = ('S' << 8) | 'T';
    internal const uint Se = ('S' << 8) | 'E';
    internal const uint Ta1 = ('T' << 16) | ('A' << 8) | '1';
    internal const uint Bpr = ('B' << 16) | ('P' << 8) | 'R';
    internal const uint Trn = ('T' << 16) | ('R' << 8) | 'N';
    internal const uint Clp = ('C' << 16) | ('L' << 8) | 'P';
    internal const uint Cas = ('C' << 16) | ('A' << 8) | 'S';
    internal const uint Svc = ('S' << 16) | ('V' << 8) | 'C';
    internal const uint Nm1 = ('N' << 16) | ('M' << 8) | '1';
    internal const uint Mia = ('M' << 16) | ('I' << 8) | 'A';
    internal const uint Moa = ('M' << 16) | ('O' << 8) | 'A';
    internal const uint Ref = ('R' << 16) | ('E' << 8) | 'F';
    internal const uint Dtm = ('D' << 16) | ('T' << 8) | 'M';
    internal const uint Amt = ('A' << 16) | ('M' << 8) | 'T';
    internal const uint Lq = ('L' << 8) | 'Q';
    internal const uint Lx = ('L' << 8) | 'X';
    internal const uint N1 = ('N' << 8) | '1';
    internal const uint Clm = ('C' << 16) | ('L' << 8) | 'M';
    internal const uint Hl = ('H' << 8) | 'L';
    internal const uint Plb = ('P' << 16) | ('L' << 8) | 'B';

    /// <summary>Zero where the identifier is not two or three bytes long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Of(ReadOnlySpan<byte> segment, byte element)
    {
        if (segment.Length > 3)
        {
            // Two letters first: in N1**X the fourth byte is a separator too.
            if (segment[2] == element) return ((uint)segment[0] << 8) | segment[1];
            return segment[3] == element ? ((uint)segment[0] << 16) | ((uint)segment[1] << 8) | segment[2] : 0;
        }

        return segment.Length switch
        {
            3 when segment[2] == element => ((uint)segment[0] << 8) | segment[1],
            3 => ((uint)segment[0] << 16) | ((uint)segment[1] << 8) | segment[2],
            2 => ((uint)segment[0] << 8) | segment[1],
            _ => 0,
        };
    }

    /// <summary>ISA, GS, ST, SE, GE or IEA.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsEnvelope(uint tag) => tag is St or Se or Gs or Ge or Isa or Iea;

    /// <summary>Two or three capital letters and digits that start with a letter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsWellFormed(uint tag)
    {
        var first = tag > 0xFFFF ? tag >> 16 : tag >> 8;
        return first - 'A' <= 'Z' - 'A' && IsUpperOrDigit((tag >> 8) & 0xFF) && IsUpperOrDigit(tag & 0xFF);
    }

    private static bool IsUpperOrDigit(uint value) => value - 'A' <= 'Z' - 'A' || value - '0' <= '9' - '0';
}
