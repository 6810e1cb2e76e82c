using Healthcare.Billing.Encounters;
using Microsoft.Extensions.Options;

namespace Healthcare.Billing.Charges;

/// <summary>Turns what was asked for and done into charges, at the prices that configuration holds.</summary>
internal sealed class ChargeMaster(IOptions<BillingOptions> options)
{
    public string Version => options.Value.ChargeMaster.Version;

    /// <summary>The charges of a visit, and a code for each service that has no price.</summary>
    public (IReadOnlyList<Charge> Charges, IReadOnlyList<string> Gaps) Capture(IReadOnlyList<ServiceAsked> services, VisitFacts visit)
    {
        var charges = new List<Charge>(services.Count);
        var gaps = new List<string>();
        foreach (var service in services.OrderBy(s => s.Sequence))
        {
            if (ProcedureOf(service) is { } procedure && PriceOf(procedure) is { } price)
                charges.Add(Charged(charges.Count + 1, service, procedure, service.Units, price.Charge * service.Units, visit));
            else
                gaps.Add($"no-charge:{service.Sequence}");
        }

        return (charges, gaps);
    }

    public Charge Charged(int line, ServiceAsked service, string procedure, int units, decimal amount, VisitFacts visit) => new(
        line, service.System, service.Code, procedure, units, amount, PriceOf(procedure)?.Expected * units, visit.PractitionerNpi, visit.PlaceOfService, visit.ServiceDate);

    private string? ProcedureOf(ServiceAsked service) =>
        service.System is "CPT" or "HCPCS" ? service.Code : options.Value.ChargeMaster.Services.GetValueOrDefault($"{service.System}/{service.Code}");

    private BillingOptions.PriceOptions? PriceOf(string procedure) => options.Value.ChargeMaster.Procedures.GetValueOrDefault(procedure);
}

/// <summary>Dollars as people and partners read them.</summary>
internal static class Money
{
    public static string Text(decimal amount) => amount.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
