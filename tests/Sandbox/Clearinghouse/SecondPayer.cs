using Healthcare.Sandbox.Payer;
using Healthcare.X12;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>A claim that has a second payer: the first forwards it (CLP02 19, NM1*TT), the second pays of what the first left to the patient (CLP02 2, CAS OA*23).</summary>
internal static class SecondPayer
{
    /// <summary>Forwarded to the named payer, or to nobody that the advice names.</summary>
    internal static ClaimPayment Forward(ClaimPayment paid, PayerProfile? carrier) => paid with
    {
        Status = "19",
        Parties = carrier is null ? paid.Parties : [.. paid.Parties, new Party { EntityCode = "TT", Name = carrier.Name, IdQualifier = "PI", Id = carrier.OriginatorId }],
    };

    /// <summary>Of what the first payer left to the patient the second pays all, or at most <paramref name="most"/> dollars.</summary>
    internal static ClaimPayment Decide(ClaimPayment first, decimal? most)
    {
        var left = most ?? decimal.MaxValue;
        List<ServicePayment> lines = [];
        foreach (var line in first.Lines)
        {
            var share = line.Adjustments.Where(a => a.Group == "PR").Sum(a => a.Amount);
            var pays = Math.Min(share, left);
            left -= pays;
            List<ClaimAdjustment> adjustments = [];
            if (line.Charge != share) adjustments.Add(new ClaimAdjustment("OA", "23", line.Charge - share, null));
            if (share != pays) adjustments.Add(new ClaimAdjustment("PR", "2", share - pays, null));
            lines.Add(line with { Paid = pays, Adjustments = adjustments, Amounts = [] });
        }

        var owed = lines.SelectMany(l => l.Adjustments).Where(a => a.Group == "PR").Sum(a => a.Amount);
        return first with
        {
            Number = 1,
            Status = "2",
            Paid = lines.Sum(l => l.Paid),
            PatientResponsibility = owed == 0 ? null : owed,
            PayerControlNumber = Wire.Derived.Id("SEC", first.ClaimId),
            Parties = [.. first.Parties.Where(p => p.EntityCode != "TT")],
            Lines = lines,
        };
    }
}

/// <summary>What payers carry forward, by payee: the oldest first, each under the trace number of the remittance that began it (PLB FB).</summary>
internal sealed class CarriedBalances
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(string Trace, decimal Amount)>> _owed = new(StringComparer.Ordinal);

    internal (string Trace, decimal Amount)? Owed(string payee)
    {
        lock (_gate) return _owed.TryGetValue(payee, out var list) && list.Count > 0 ? list[0] : null;
    }

    internal void CarryForward(string payee, string trace, decimal amount)
    {
        lock (_gate)
        {
            if (!_owed.TryGetValue(payee, out var list)) _owed.Add(payee, list = []);
            list.Add((trace, amount));
        }
    }

    internal void Apply(string payee, decimal amount)
    {
        lock (_gate)
        {
            if (!_owed.TryGetValue(payee, out var list) || list.Count == 0) return;
            var (trace, owed) = list[0];
            if (owed <= amount) list.RemoveAt(0);
            else list[0] = (trace, owed - amount);
        }
    }

    internal void Clear()
    {
        lock (_gate) _owed.Clear();
    }
}
