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

    /// <summary>What the EHR reported, at the prices of the master; a code for each thing that a charge lacks, by its line.</summary>
    public (IReadOnlyList<Charge> Charges, IReadOnlyList<string> Gaps) Reported(IReadOnlyList<ServiceAsked> services, VisitFacts visit, IReadOnlyList<ReportedCharge> reported)
    {
        var charges = new List<Charge>(reported.Count);
        var gaps = new List<string>();
        foreach (var said in reported)
        {
            var line = charges.Count + 1;
            var procedure = said.Procedure ?? "";
            var units = said.Units is > 0 and <= 9999 and { } given && given == decimal.Truncate(given) ? (int)given : 0;
            var price = PriceOf(procedure);
            if (procedure.Length == 0) gaps.Add(Gap("no-procedure", line));
            else if (price is null) gaps.Add(Gap("no-charge", line));
            if (units == 0) gaps.Add(Gap("no-units", line));
            if (said.PractitionerNpi is not { Length: 10 }) gaps.Add(Gap("no-provider", line));
            if (said.Day is null) gaps.Add(Gap("no-time", line));
            var service = services.FirstOrDefault(s => ProcedureOf(s) == procedure || s.Code == procedure) ?? new ServiceAsked(line, "CPT", procedure, units);
            charges.Add(new Charge(
                line, service.System, service.Code, procedure, units, (price?.Charge ?? 0) * units, price?.Expected * units, said.PractitionerNpi ?? "", said.PlaceOfService ?? visit.PlaceOfService,
                said.Day ?? visit.ServiceDate)
            {
                Minutes = said.Minutes,
            });
        }

        return (charges, gaps);
    }

    private static string Gap(string code, int line) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{code}:{line}");

    private string? ProcedureOf(ServiceAsked service) =>
        service.System is "CPT" or "HCPCS" ? service.Code : options.Value.ChargeMaster.Services.GetValueOrDefault($"{service.System}/{service.Code}");

    private BillingOptions.PriceOptions? PriceOf(string procedure) => options.Value.ChargeMaster.Procedures.GetValueOrDefault(procedure);
}

/// <summary>Dollars as people and partners read them.</summary>
internal static class Money
{
    public static string Text(decimal amount) => amount.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
