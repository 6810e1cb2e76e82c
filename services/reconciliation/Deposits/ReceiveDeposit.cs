using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Deposits;

/// <summary>The bank tells of a deposit; told again it changes nothing.</summary>
public sealed record ReceiveDeposit(DepositReceived Content, DateTimeOffset At) : DepositCommand(At);

internal static class ReceiveDepositEndpoint
{
    internal const string Scope = "system/Deposit.c";

    /// <summary>
    /// What a bank sends; <paramref name="Amount"/> is a decimal string of dollars, exact to the cent. Of a CCD+ addenda: <paramref name="Trace"/> is TRN02, <paramref name="PayerIdentifier"/> TRN03,
    /// <paramref name="Supplement"/> TRN04; <paramref name="EntryDescription"/> is the batch's company entry description, <paramref name="CheckNumber"/> the number of a check.
    /// </summary>
    internal sealed record Request(string BankReference, string Amount, DateOnly EffectiveDate, string Trace, string? OriginatorId = null, string? Method = null, string? PayerIdentifier = null, string? Supplement = null,
        string? EntryDescription = null, string? CheckNumber = null);

    internal sealed record Receipt(Guid Id, string Trace, string Amount);

    internal static void Map(IEndpointRouteBuilder app) => app.MapPost("/partner/v1/deposits", HandleAsync)
        .Validating<Request>()
        .RequireAuthorization(Policies.PartnerWith(Scope))
        .WithTags("bank")
        .Described("tellDeposit", "Tells of money on our account, with the trace number of its addenda (CCD+ TRN). Told again with the same facts it changes nothing", DepositRefusals.Differs);

    private static async Task<CreatedResult<Receipt>> HandleAsync(Request request, Caller caller, Streams<DepositCommand> deposits, IOptions<ReconciliationOptions> options, TimeProvider clock, CancellationToken cancel)
    {
        var bank = caller.PartnerId ?? "";
        var id = ReconciliationIds.Deposit(bank, request.BankReference);
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var content = new DepositReceived(
            bank, request.BankReference, Dollars.Read(request.Amount) ?? 0, request.EffectiveDate, request.Trace.Trim(), request.OriginatorId, request.Method ?? (request.CheckNumber is null ? "ACH" : "CHK"), at)
        {
            PayerIdentifier = request.PayerIdentifier,
            PayerId = options.Value.PayerOf(request.PayerIdentifier),
            Supplement = request.Supplement,
            EntryDescription = request.EntryDescription,
            CheckNumber = request.CheckNumber,
        };
        var outcome = await deposits.ExecuteAsync(id, new ReceiveDeposit(content, at), cancel);
        return outcome.ToCreated($"/partner/v1/deposits/{id:D}", _ => new Receipt(id, content.Trace, Dollars.Text(content.Amount)));
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.BankReference).NotEmpty().Matches("^[A-Za-z0-9._:/-]{1,64}$");
            RuleFor(r => r.Amount).Must(a => Dollars.Read(a) > 0).WithMessage("A decimal string of dollars, more than nothing and exact to the cent.");
            RuleFor(r => r.Trace).NotEmpty().Matches("^[ -~]{1,50}$");
            RuleFor(r => r.OriginatorId).Matches("^[A-Za-z0-9 -]{1,30}$");
            RuleFor(r => r.Method).Matches("^[A-Z]{3}$");
            RuleFor(r => r.PayerIdentifier).Matches("^[A-Za-z0-9 -]{1,30}$");
            RuleFor(r => r.Supplement).Matches("^[ -~]{1,50}$");
            RuleFor(r => r.EntryDescription).Matches("^[A-Z0-9 ]{1,10}$");
            RuleFor(r => r.CheckNumber).Matches("^[0-9]{1,20}$");
            RuleFor(r => r.EffectiveDate).GreaterThan(new DateOnly(2000, 1, 1));
        }
    }
}
