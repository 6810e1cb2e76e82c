using FluentValidation;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Reconciliation.Journals;

/// <summary>A person has a refused journal posted again under its external reference, into <paramref name="Period"/>.</summary>
public sealed record ResubmitJournal(string Period, Actor By, DateTimeOffset At) : JournalCommand(At), IJudgment;

internal static class ResubmitJournalEndpoint
{
    internal sealed record Request(string Period);

    internal static void Map(RouteGroupBuilder journals) => journals.MapPut("/{journalId:guid}/submission", HandleAsync)
        .Validating<Request>()
        .RequireAuthorization(Policies.AnyOf(Policies.Role(ReconciliationRoles.GlAccountant), Policies.Role("controller")))
        .Described("resubmitJournal", "Posts a refused journal again under the same external reference, into a period; a person decides it", JournalRefusals.Unknown, JournalRefusals.OutOfOrder, JournalRefusals.Unbalanced, Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid journalId, [FromHeader(Name = "If-Match")] StreamVersion version, Request request, Caller caller, Streams<JournalCommand> journals, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await journals.ExecuteAsync(journalId, version, new ResubmitJournal(request.Period, caller.ToActor(), clock.GetUtcNow()), cancel);
        return outcome.ToHttp();
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Period).NotEmpty().Matches("^20[0-9]{2}-(0[1-9]|1[0-2])$");
    }
}
