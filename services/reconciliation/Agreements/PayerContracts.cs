using System.Globalization;
using Healthcare.Contracts.Billing.V1;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Agreements;

/// <summary>One version of what a payer has agreed to: a fee for each procedure, else a share of the charge.</summary>
public sealed class PayerContractOptions
{
    public string Payer { get; set; } = "";

    public string Version { get; set; } = "";

    /// <summary>The first day of service that it is for.</summary>
    public DateOnly From { get; set; }

    /// <summary>The last one; absent while it goes on.</summary>
    public DateOnly? To { get; set; }

    /// <summary>What is allowed of a charge without a fee, such as 0.80; absent where such a charge cannot be compared.</summary>
    public decimal? ShareOfCharge { get; set; }

    /// <summary>Days after which nothing may be disputed any more; absent where the contract does not say.</summary>
    public int? DisputeWithinDays { get; set; }

    /// <summary>Dollars for one unit, by procedure (HCPCS or CPT).</summary>
    public Dictionary<string, decimal> Fees { get; } = new(StringComparer.Ordinal);
}

/// <summary>What a payer should allow for a claim, by the contract of the day of service.</summary>
internal sealed class PayerContracts(IOptions<ReconciliationOptions> options)
{
    /// <summary>The amount in dollars with the version that says so; null where no contract, or not for every line, says it.</summary>
    public (decimal Expected, string Version)? ExpectedOf(ClaimSubmitted claim)
    {
        // Of two versions for one day the later one holds.
        var contract = options.Value.Contracts
            .Where(c => c.Payer == claim.PayerId && c.From <= claim.ServiceDate && (c.To is not { } to || claim.ServiceDate <= to))
            .OrderBy(c => c.From)
            .LastOrDefault();
        if (contract is null || claim.Lines.Count == 0) return null;
        var expected = 0m;
        foreach (var line in claim.Lines)
        {
            if (contract.Fees.TryGetValue(line.Procedure, out var fee)) expected += fee * line.Units;
            else if (contract.ShareOfCharge is { } share && decimal.TryParse(line.Charge, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var charge)) expected += decimal.Round(charge * share, 2, MidpointRounding.AwayFromZero);
            else return null;
        }

        return (expected, contract.Version);
    }
}
