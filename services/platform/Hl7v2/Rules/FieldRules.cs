using System.Collections.Frozen;
using System.Globalization;

namespace Healthcare.Hl7v2;

/// <summary>What a field must be: <c>!</c> required, <c>!!</c> required for the message to be handled at all, <c>*</c> may repeat, then its type where it is checked.</summary>
/// <remarks>Types: T time, N number, Y yes or no, four digits an HL7 table, X free text. Out of the attribute tables of v2.5.1.</remarks>
internal sealed record FieldRule(int Field, bool Required, bool Vital, bool Repeats, char Type, FrozenSet<string>? Codes)
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Tables = new Dictionary<string, FrozenSet<string>>(StringComparer.Ordinal)
    {
        ["0008"] = Set("AA AE AR CA CE CR"),
        ["0085"] = Set("A B C D F I N O P R S U V W X"),
        ["0103"] = Set("D P T N"),
        ["0119"] = Set("AF CA CH CN CP CR DC DE DF DR FU HD HR LI MC NA NR NW OC OD OE OF OH OK OP OR PA PR PY RC RE RF RL RO RP RQ RR RU SC SN SR SS UA UC UD UF UH UM UN UR UX XO XR XX"),
        ["0155"] = Set("AL ER NE SU"),
        ["0206"] = Set("A D U X S"),
        ["0271"] = Set("AU DI DO IN IP LA PA"),
        ["0283"] = Set("A E P R"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static FrozenDictionary<string, FieldRule[]> BySegment { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["MSH"] = "7:T 9!! 10!! 11!:0103 12! 15:0155 16:0155",
        ["EVN"] = "2!:T 3:T 6:T",
        ["MSA"] = "1!!:0008 2!!",
        ["PID"] = "3!* 5!* 7:T 29:T 30:Y 33:T",
        ["MRG"] = "1!*",
        ["PV1"] = "2! 44:T 45*:T",
        ["RF1"] = "1:0283 6! 7:T 8:T 9:T",
        ["PRD"] = "1!* 8:T 9:T",
        ["AUT"] = "2! 4:T 5:T 8:N 9:N 10:T",
        ["DG1"] = "1! 3! 5:T 6! 19:T",
        ["PR1"] = "1! 3! 5!:T 7:N",
        ["ORC"] = "1!:0119 9:T 15:T",
        ["OBR"] = "4! 6:T 7:T 8:T 14:T 22:T 36:T",
        ["OBX"] = "3! 11!:0085 14:T 19:T",
        ["NTE"] = "3*:X",
        ["TXA"] = "1! 2! 4:T 6:T 7:T 8*:T 12! 17!:0271",
        ["IN1"] = "1! 2! 3!* 12:T 13:T 18:T",
        ["GT1"] = "1! 3!* 8:T",
        ["FT1"] = "4!:T 5:T 6! 7! 10:N 11:N 12:N",
        ["SCH"] = "6! 9:N 16!* 20!*",
        ["TQ1"] = "7:T 8:T",
        ["RGS"] = "1! 2:0206",
        ["AIS"] = "1! 2:0206 3! 4:T 7:N",
        ["AIG"] = "1! 2:0206 4! 6:N 8:T 11:N",
        ["AIL"] = "1! 2:0206 6:T 9:N",
        ["AIP"] = "1! 2:0206 6:T 9:N",
    }.ToFrozenDictionary(r => r.Key, r => r.Value.Split(' ').Select(Parse).ToArray(), StringComparer.Ordinal);

    private static FieldRule Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var type = text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? text[(colon + 1)..] : "";
        var flags = text[digits..^(type.Length == 0 ? 0 : type.Length + 1)];
        var codes = Tables.GetValueOrDefault(type);
        return new FieldRule(
            int.Parse(text[..digits], CultureInfo.InvariantCulture), flags.Contains('!'), flags.StartsWith("!!", StringComparison.Ordinal), flags.Contains('*'),
            codes is not null ? 'C' : type is [var one] ? one : ' ', codes);
    }

    private static FrozenSet<string> Set(string codes) => codes.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
