using System.Globalization;
using FluentValidation;
using Healthcare.Billing.Charges;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Encounters;

/// <summary>A biller says what is charged; what was coded is matched again.</summary>
public sealed record CorrectCharges(IReadOnlyList<Charge> Charges, string By, DateTimeOffset At) : EncounterCommand(At), IJudgment;

internal static class CorrectChargesEndpoint
{
    internal sealed record Request(IReadOnlyList<ChargeRequest> Charges);

    /// <param name="Line">From 1, without gaps.</param>
    /// <param name="Service">The sequence of the referral's service that it stands for.</param>
    /// <param name="Procedure">HCPCS or CPT.</param>
    /// <param name="Units">Whole units.</param>
    /// <param name="Amount">Dollars for all units, as a decimal string.</param>
    internal sealed record ChargeRequest(int Line, int Service, string Procedure, int Units, string Amount)
    {
        public decimal Dollars => decimal.Parse(Amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Charges).Must(c => c.Count is >= 1 and <= 50).WithMessage("One to fifty charges.");
            RuleFor(r => r.Charges).Must(c => c.Select(x => x.Line).Order().SequenceEqual(Enumerable.Range(1, c.Count))).WithMessage("Lines count from 1 without gaps.");
            RuleForEach(r => r.Charges).ChildRules(charge =>
            {
                charge.RuleFor(c => c.Procedure).Matches("^[A-Z0-9]{5}$");
                charge.RuleFor(c => c.Units).InclusiveBetween(1, 9999);
                charge.RuleFor(c => c.Amount).Matches(@"^[0-9]{1,8}(\.[0-9]{2})?$");
            });
        }
    }

    internal static void Map(RouteGroupBuilder encounters) => encounters
        .MapPut("/{encounterId:guid}/charges", HandleAsync)
        .Validating<Request>()
        .RequireAuthorization(BillingRoles.Billers)
        .Described(
            "correctCharges",
            "Corrects the charges of an encounter that is not billed, and matches what was coded again. A person decides it",
            EncounterRefusals.Unknown,
            EncounterRefusals.NotClosed,
            EncounterRefusals.Billed,
            EncounterRefusals.ServiceNotAsked,
            Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid encounterId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Request request,
        Streams<EncounterCommand> streams,
        EncounterWork encounters,
        ChargeMaster master,
        CallScope scope,
        Caller caller,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var (state, _) = await streams.ReadAsync<Encounter>(encounterId, cancel);
        if (state is not Encounter.Closed { Referral: { } referral } closed) return new Outcome.Refused(state.Referral is null ? EncounterRefusals.Unknown : EncounterRefusals.NotClosed).ToHttp();
        scope.Context = scope.Context with { CaseId = referral.CaseId };
        var services = referral.Services.ToDictionary(s => s.Sequence);
        if (request.Charges.Any(c => !services.ContainsKey(c.Service))) return new Outcome.Refused(EncounterRefusals.ServiceNotAsked).ToHttp();
        IReadOnlyList<Charge> charges = [.. request.Charges.OrderBy(c => c.Line).Select(c => master.Charged(c.Line, services[c.Service], c.Procedure, c.Units, c.Dollars, closed.Visit))];
        return (await encounters.ExecuteAsync(encounterId, version, new CorrectCharges(charges, caller.Subject, clock.GetUtcNow()), also: null, cancel)).ToHttp();
    }
}
