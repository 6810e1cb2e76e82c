using System.Globalization;
using System.Text;

namespace Healthcare.Reconciliation.Tests;

/// <summary>One claim of an 835 as a payer would write it.</summary>
internal sealed record AdviceClaim(string ControlNumber, decimal Charge, decimal Paid, decimal Contractual, decimal Patient, string Status = "1");

/// <summary>Writes small 835 files (005010X221A1); the patient in them is a canary that must not be seen anywhere.</summary>
internal static class Advice
{
    public const string Canary = "CANARYDALE";

    public static byte[] File(string trace, decimal payment, IReadOnlyList<AdviceClaim> claims, string? providerAdjustment = null, string control = "000000001")
    {
        var set = new List<string>
        {
            "ST*835*0001",
            $"BPR*{(payment == 0 ? "H" : "I")}*{Money(payment)}*C*{(payment == 0 ? "NON" : "ACH")}************20260302",
            $"TRN*1*{trace}*1520000000",
            "DTM*405*20260302",
            "N1*PR*MARYLAND CAPITAL",
            "N1*PE*OUR CLINIC*XX*1234567893",
            "LX*1",
        };
        foreach (var claim in claims)
        {
            set.Add($"CLP*{claim.ControlNumber}*{claim.Status}*{Money(claim.Charge)}*{Money(claim.Paid)}*{Money(claim.Patient)}*12*PAYER1");
            set.Add($"NM1*QC*1*{Canary}*ADA****MI*MEMBER{Canary}");
            set.Add($"SVC*HC:99243*{Money(claim.Charge)}*{Money(claim.Paid)}");
            if (claim.Contractual != 0) set.Add($"CAS*CO*45*{Money(claim.Contractual)}");
            if (claim.Patient != 0) set.Add($"CAS*PR*3*{Money(claim.Patient)}");
        }

        if (providerAdjustment is not null) set.Add(providerAdjustment);
        set.Add(string.Create(CultureInfo.InvariantCulture, $"SE*{set.Count + 1}*0001"));
        var text = new StringBuilder($"ISA*00*          *00*          *ZZ*PAYER          *ZZ*CLINIC         *260302*1200*^*00501*{control}*0*P*:~GS*HP*PAYER*CLINIC*20260302*1200*{control.TrimStart('0')}*X*005010X221A1~");
        foreach (var segment in set) text.Append(segment).Append('~');
        text.Append(CultureInfo.InvariantCulture, $"GE*1*{control.TrimStart('0')}~IEA*1*{control}~");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static string Money(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);
}
