using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Reconciliation.ClaimAccounts;

/// <summary>A person found that another payer comes after the one that was billed; said again it changes nothing.</summary>
public sealed record NoteNextPayer(string PayerId, Actor By, DateTimeOffset At) : ClaimAccountCommand(At);

internal static class NoteNextPayerEndpoint
{
    internal sealed record Request(string PayerId);

    internal static void Map(IEndpointRouteBuilder app) => app.MapPut("/claim-accounts/{accountId:guid}/next-payer", HandleAsync)
        .Validating<Request>()
        .RequireAuthorization(Policies.AnyOf(Policies.Role("cob-specialist"), Policies.Role("biller"), Policies.Role("claims-operations")))
        .WithTags("claim accounts")
        .Described("noteNextPayer", "Says who pays after the payer that was billed; where that one has decided, a claim to the next is due", ClaimAccountRefusals.Unknown);

    // No If-Match: whoever says the same says nothing new, and the account moves with every payment.
    private static async Task<CommandResult> HandleAsync(Guid accountId, Request request, Caller caller, Streams<ClaimAccountCommand> accounts, CallScope call, TimeProvider clock, CancellationToken cancel)
    {
        var (account, _) = await accounts.ReadAsync<ClaimAccount>(accountId, cancel);
        if (account is ClaimAccount.Opened { Claim.CaseId: var caseId }) call.Context = call.Context with { CaseId = caseId };
        return (await accounts.ExecuteAsync(accountId, new NoteNextPayer(request.PayerId, caller.ToActor(), EventCodec.Microseconds(clock.GetUtcNow())), cancel)).ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.PayerId).NotEmpty().Matches("^[A-Za-z0-9][A-Za-z0-9-]{1,39}$");
    }
}
