using System.Text;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

/// <summary>Files written by hand for one rule each; every name and number in them is invented. Needs no test framework, so that the fuzzer has them too.</summary>
internal static partial class Sample
{
    internal const string Isa = "ISA*00*          *00*          *ZZ*PLAN           *ZZ*CLINIC         *260620*0830*^*00501*000000007*0*T*:~";
    internal static readonly DateTime At = new(2026, 6, 20, 8, 30, 0);
    internal static readonly InterchangeEnvelope Interchange = new("ZZ", "CLINIC", "ZZ", "PLAN", At, 7, "T");

    /// <summary>An 835 of one set with these segments between its header and SE; counts and control numbers are right.</summary>
    internal static byte[] Remittance(string payment, params string[] segments) => RemittanceOf("005010X221A1", payment, segments);

    internal static byte[] RemittanceOf(string version, string payment, params string[] segments)
    {
        string[] set =
        [
            "ST*835*0001", $"BPR*I*{payment}*C*ACH*CCP*01*999999992*DA*1*1234567890**01*999988880*DA*2*20260620", "TRN*1*TRACE-1*1234567890", "DTM*405*20260619",
            "N1*PR*EXAMPLE PLAN*XV*PLAN1", "N3*1 PLAN ROAD", "N4*DURHAM*NC*27701", "N1*PE*EXAMPLE CLINIC*XX*1999999984", "LX*1", .. segments,
        ];
        return Bytes($"{Isa}\nGS*HP*PLAN*CLINIC*20260620*0830*7*X*{version}~\n{string.Join("~\n", set)}~\nSE*{set.Length + 1}*0001~\nGE*1*7~\nIEA*1*000000007~\n");
    }

    internal static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    internal static X12Document Document(string functionalId, string version, Action<X12Writer> sets, X12Delimiters? delimiters = null) =>
        X12Document.Write(Interchange, new GroupEnvelope(functionalId, "CLINIC", "PLAN", At, 7, version), sets, delimiters, lines: true);
}
