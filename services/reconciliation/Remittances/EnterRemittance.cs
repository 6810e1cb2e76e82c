using FluentValidation;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>Cash posting enters a paper remittance (N10): from then on it is one like any other, with its poster, and its note sealed.</summary>
internal static class EnterRemittanceEndpoint
{
    /// <summary>Amounts are decimal strings of dollars; a provider adjustment is positive where it lowers the payment.</summary>
    internal sealed record Request(
        string Payer,
        string Trace,
        string Method,
        string Amount,
        DateOnly EffectiveDate,
        IReadOnlyList<EnteredClaim> Claims,
        string? PayerIdentifier = null,
        string? Note = null,
        IReadOnlyList<EnteredProviderAdjustment>? ProviderAdjustments = null);

    internal sealed record EnteredClaim(string ControlNumber, string Status, string Charge, string Paid, IReadOnlyList<EnteredAdjustment> Adjustments);

    internal sealed record EnteredAdjustment(string Group, string Reason, string Amount);

    internal sealed record EnteredProviderAdjustment(string Code, string Amount);

    internal sealed record Receipt(Guid Id, string Trace, string Amount, bool Balanced);

    internal static void Map(IEndpointRouteBuilder app) => app.MapPost("/remittances", HandleAsync)
        .Validating<Request>()
        .RequireAuthorization(Policies.Role(ReconciliationRoles.CashPosting))
        .WithTags("remittances")
        .Described("enterRemittance", "Enters a remittance that came on paper; it is matched and posted like any other, under who entered it");

    private static async Task<Results<CreatedResult<Receipt>, ProblemResult>> HandleAsync(
        Request request, Caller caller, OriginalStore originals, AdviceReading reading, Vault vault, Streams<RemittanceCommand> remittances, IOptions<ReconciliationOptions> options, TimeProvider clock, CancellationToken cancel)
    {
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        // What was entered is kept as it was, as a file would be; the same entry again is the same remittance.
        var bytes = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(request, System.Text.Json.JsonSerializerOptions.Web);
        if (await originals.KeepAsync(bytes, "application/json", RemittanceSources.Manual, cancel) is not Keeping.Kept kept) return KnownProblems.BodyTooLarge.ToResult();
        var id = ReconciliationIds.Remittance(kept.Fingerprint, 1);
        var command = CommandOf(request, id, kept.Id.Value, caller.ToActor(), reading, vault, at);
        command = command with { Content = command.Content with { PayerId = options.Value.PayerOf(request.PayerIdentifier) } };
        var outcome = await remittances.ExecuteAsync(id, command, cancel);
        return outcome.ToCreated($"/remittances/{id:D}", _ => new Receipt(id, request.Trace, Dollars.Text(command.Content.Amount), command.Imbalances.All(i => i.Level != ImbalanceLevels.Transaction)));
    }

    private static ReceiveRemittance CommandOf(Request request, Guid id, Guid originalId, Actor by, AdviceReading reading, Vault vault, DateTimeOffset at)
    {
        var claims = request.Claims.Select((c, i) => ClaimOf(c, i + 1, id, vault)).ToList();
        var adjustments = (request.ProviderAdjustments ?? []).Select((a, i) => new ProviderAdjustmentRecorded(i + 1, a.Code, Amount(a.Amount), "", null, null, at) { ForwardBalanceId = AdviceReading.ForwardBalanceOf(a.Code, reference: null, request.Trace) }).ToList();
        var (amount, paid, kept) = (Amount(request.Amount), claims.Sum(c => c.Paid), adjustments.Sum(a => a.Amount));
        List<RemittanceOutOfBalance> wrong =
        [
            .. claims.Where(c => !c.Balances).Select(c => new RemittanceOutOfBalance(
                ImbalanceLevels.Claim, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"claim {c.Number}"), c.Charge - c.Adjustments.Sum(a => a.Amount), c.Paid, at)),
        ];
        if (amount != paid - kept) wrong.Add(new RemittanceOutOfBalance(ImbalanceLevels.Transaction, "transaction", paid - kept, amount, at));
        var received = new RemittanceReceived(originalId, 1, RemittanceSources.Manual, at)
        {
            Trace = request.Trace.Trim(),
            PayerIdentifier = request.PayerIdentifier,
            Payer = request.Payer,
            Method = request.Method,
            Amount = amount,
            EffectiveDate = request.EffectiveDate,
            TotalCharge = claims.Sum(c => c.Charge),
            TotalPaid = paid,
            ProviderAdjustmentTotal = kept,
            ClaimCount = claims.Count,
            ContentHash = reading.ContentOf(claims, adjustments.Select(a => (a.Code, a.Amount))),
            Source = RemittanceSources.Manual,
            EnteredBy = by,
            Note = string.IsNullOrWhiteSpace(request.Note) ? null : Sealed.For(id, request.Note),
        };
        return new ReceiveRemittance(received, claims, adjustments, wrong, at);
    }

    private static AdvisedClaim ClaimOf(EnteredClaim claim, int number, Guid remittanceId, Vault vault)
    {
        List<AdjustmentFact> adjustments = [.. claim.Adjustments.Select(a => new AdjustmentFact(a.Group, a.Reason, Amount(a.Amount)))];
        var (charge, paid) = (Amount(claim.Charge), Amount(claim.Paid));
        return new AdvisedClaim(number, ReconciliationIds.ClaimAccount(vault, claim.ControlNumber), Sealed.For(remittanceId, claim.ControlNumber), claim.Status, charge, paid)
        {
            Adjustments = adjustments,
            Balances = charge - adjustments.Sum(a => a.Amount) == paid,
        };
    }

    // The validator has seen that each is one.
    private static decimal Amount(string text) => Dollars.Read(text) ?? 0;

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Payer).NotEmpty().Matches("^[ -~]{1,60}$");
            RuleFor(r => r.PayerIdentifier).Matches("^[A-Za-z0-9 -]{1,30}$");
            RuleFor(r => r.Trace).NotEmpty().Matches("^[ -~]{1,50}$");
            RuleFor(r => r.Method).Matches("^[A-Z]{3}$");
            RuleFor(r => r.Amount).Must(IsAmount).WithMessage("A decimal string of dollars, exact to the cent.");
            RuleFor(r => r.EffectiveDate).GreaterThan(new DateOnly(2000, 1, 1));
            RuleFor(r => r.Note).MaximumLength(2000);
            RuleFor(r => r.Claims).Must(c => c.Count is >= 1 and <= 200).WithMessage("One to two hundred claims.");
            RuleForEach(r => r.Claims).ChildRules(claim =>
            {
                claim.RuleFor(c => c.ControlNumber).NotEmpty().Matches("^[ -~]{1,38}$");
                claim.RuleFor(c => c.Status).Matches("^(1|2|3|4|19|20|21|22|23|25)$");
                claim.RuleFor(c => c.Charge).Must(IsAmount).WithMessage("A decimal string of dollars, exact to the cent.");
                claim.RuleFor(c => c.Paid).Must(IsAmount).WithMessage("A decimal string of dollars, exact to the cent.");
                // CR is not in 005010 (T14).
                claim.RuleForEach(c => c.Adjustments).ChildRules(a =>
                {
                    a.RuleFor(x => x.Group).Matches("^(CO|OA|PI|PR)$");
                    a.RuleFor(x => x.Reason).Matches("^[A-Z0-9]{1,5}$");
                    a.RuleFor(x => x.Amount).Must(IsAmount).WithMessage("A decimal string of dollars, exact to the cent.");
                });
            });
            RuleForEach(r => r.ProviderAdjustments).ChildRules(a =>
            {
                a.RuleFor(x => x.Code).Matches("^[A-Z0-9]{2}$");
                a.RuleFor(x => x.Amount).Must(IsAmount).WithMessage("A decimal string of dollars, exact to the cent.");
            });
        }

        private static bool IsAmount(string? text) => Dollars.Read(text) is not null;
    }
}
