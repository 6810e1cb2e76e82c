using System.Collections.Frozen;

namespace Healthcare.Hl7v2;

/// <summary>Segment identifiers without an allocation for those that the standard knows.</summary>
internal static class SegmentIds
{
    private const string Known =
        "MSH MSA ERR SFT UAC EVN PID PD1 MRG NK1 PV1 PV2 ROL PRT ARV DB1 OBX AL1 IAM DG1 DRG PR1 GT1 IN1 IN2 IN3 ACC UB1 UB2 PDA RF1 AUT CTD PRD " +
        "ORC OBR TQ1 TQ2 NTE SPM RXO RXE SCH RGS AIS AIG AIL AIP ARQ APR FT1 FTS FHS BHS BTS TXA CON CM0 CM1 DSC DSP QRD QRF QPD RCP QAK BLG CTI PRB GOL SAC";

    private static readonly FrozenDictionary<uint, string> ByTag = Known.Split(' ').ToFrozenDictionary(id => Tag([(byte)id[0], (byte)id[1], (byte)id[2]]), id => id);

    internal static string Of(ReadOnlySpan<byte> id) =>
        id.Length == 3 && ByTag.TryGetValue(Tag(id), out var known) ? known : System.Text.Encoding.Latin1.GetString(id);

    /// <summary>A capital letter and two capital letters or digits (HL7 2.5.3); Z first for a partner's own.</summary>
    internal static bool IsValid(ReadOnlySpan<char> id) =>
        id.Length == 3 && char.IsAsciiLetterUpper(id[0]) && IsCapitalOrDigit(id[1]) && IsCapitalOrDigit(id[2]);

    internal static bool IsValid(ReadOnlySpan<byte> id) =>
        id.Length == 3 && char.IsAsciiLetterUpper((char)id[0]) && IsCapitalOrDigit((char)id[1]) && IsCapitalOrDigit((char)id[2]);

    /// <summary>Whether a line begins a segment rather than going on with a field that held a line end.</summary>
    internal static bool Begins(ReadOnlySpan<byte> line, byte fieldSeparator)
    {
        if (line.Length < 3) return false;
        if (line.Length == 3) return IsValid(line);
        return line[3] == fieldSeparator && char.IsAsciiLetter((char)line[0]) && char.IsAsciiLetterOrDigit((char)line[1]) && char.IsAsciiLetterOrDigit((char)line[2]);
    }

    /// <summary>MSH, BHS, FHS, BTS or FTS with something after it that may separate, or alone on its line.</summary>
    internal static bool BeginsPart(ReadOnlySpan<byte> line) => line.Length >= 3 && line[..3] switch
    {
        [(byte)'M', (byte)'S', (byte)'H'] or [(byte)'B', (byte)'H', (byte)'S'] or [(byte)'F', (byte)'H', (byte)'S']
            or [(byte)'B', (byte)'T', (byte)'S'] or [(byte)'F', (byte)'T', (byte)'S'] => line.Length == 3 || !char.IsAsciiLetterOrDigit((char)line[3]),
        _ => false,
    };

    private static bool IsCapitalOrDigit(char c) => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c);

    private static uint Tag(ReadOnlySpan<byte> id) => (uint)((id[0] << 16) | (id[1] << 8) | id[2]);
}
