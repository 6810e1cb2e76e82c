using FluentValidation;
using Healthcare.Billing.Payers;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Mvc;

namespace Healthcare.Billing.Encounters;

/// <summary>A coder says what was done and why; the three-way match follows at once. <paramref name="FileBy"/> is the payer's last day of filing.</summary>
public sealed record CompleteCoding(Coding Coding, string CoderId, DateOnly FileBy, DateTimeOffset At) : EncounterCommand(At), IJudgment;

internal static class CompleteCodingEndpoint
{
    /// <param name="Codes">One for each charge.</param>
    /// <param name="Diagnoses">ICD-10-CM, the principal one first; at most twelve.</param>
    internal sealed record Request(IReadOnlyList<CodeRequest> Codes, IReadOnlyList<string> Diagnoses)
    {
        public static Request Of(Coding coding) => new([.. coding.Codes.Select(c => new CodeRequest(c.Line, c.Procedure, c.Modifiers, c.DiagnosisPointers))], coding.Diagnoses);

        public Coding ToCoding() => new([.. Codes.Select(c => new LineCode(c.Line, c.Procedure, c.Modifiers, c.DiagnosisPointers)).OrderBy(c => c.Line)], Diagnoses);
    }

    /// <param name="Line">The charge's line.</param>
    /// <param name="Procedure">HCPCS or CPT.</param>
    /// <param name="Modifiers">At most four.</param>
    /// <param name="DiagnosisPointers">Ordinals of the diagnoses that it was done for, 1 for the first; at most four.</param>
    internal sealed record CodeRequest(int Line, string Procedure, IReadOnlyList<string> Modifiers, IReadOnlyList<int> DiagnosisPointers);

    internal sealed class Validator : AbstractValidator<Request>
    {
        // 005010X222A1: HI holds twelve, SV107 four, SV101 four modifiers, a claim fifty lines.
        public Validator()
        {
            RuleFor(r => r.Codes).Must(c => c.Count <= 50).WithMessage("At most fifty lines.");
            RuleFor(r => r.Diagnoses).Must(d => d.Count is >= 1 and <= 12).WithMessage("One to twelve diagnoses.");
            RuleForEach(r => r.Diagnoses).Matches(@"^[A-Z][0-9][A-Z0-9](\.?[A-Z0-9]{1,4})?$");
            RuleForEach(r => r.Codes).ChildRules(code =>
            {
                code.RuleFor(c => c.Line).InclusiveBetween(1, 50);
                code.RuleFor(c => c.Procedure).Matches("^[A-Z0-9]{5}$");
                code.RuleFor(c => c.Modifiers).Must(m => m.Count <= 4).WithMessage("At most four modifiers.");
                code.RuleForEach(c => c.Modifiers).Matches("^[A-Z0-9]{2}$");
                code.RuleFor(c => c.DiagnosisPointers).Must(p => p.Count is >= 1 and <= 4).WithMessage("One to four diagnoses.");
            });
            RuleFor(r => r).Must(r => r.Codes.All(c => c.DiagnosisPointers.All(p => p >= 1 && p <= r.Diagnoses.Count))).WithName("codes").WithMessage("Each pointer is the ordinal of a diagnosis.");
        }
    }

    internal static void Map(RouteGroupBuilder encounters) => encounters
        .MapPut("/{encounterId:guid}/coding", HandleAsync)
        .Validating<Request>()
        .RequireAuthorization(BillingRoles.Coders)
        .Described(
            "completeCoding",
            "Codes an encounter; where authorization, encounter and charges agree, its claim is built and sent. A person decides it",
            EncounterRefusals.Unknown,
            EncounterRefusals.NotClosed,
            EncounterRefusals.Billed,
            EncounterRefusals.LinesDiffer,
            Judgments.PersonMustDecide);

    private static async Task<CommandResult> HandleAsync(
        Guid encounterId,
        [FromHeader(Name = "If-Match")] StreamVersion version,
        Request request,
        Streams<EncounterCommand> streams,
        EncounterWork encounters,
        CallScope scope,
        Caller caller,
        TimeProvider clock,
        CancellationToken cancel)
    {
        var (state, _) = await streams.ReadAsync<Encounter>(encounterId, cancel);
        if (state is not Encounter.Closed { Referral: { } referral } closed) return new Outcome.Refused(state.Referral is null ? EncounterRefusals.Unknown : EncounterRefusals.NotClosed).ToHttp();
        scope.Context = scope.Context with { CaseId = referral.CaseId };
        var at = clock.GetUtcNow();
        var command = new CompleteCoding(request.ToCoding(), caller.Subject, PayerTerms.Built.For(referral.PayerId, closed.Visit.ServiceDate).FileBy(closed.Visit.ServiceDate), at);
        return (await encounters.ExecuteAsync(encounterId, version, command, (work, c) => ResolveAsync(work, encounterId, caller.ToActor(), at, c), cancel)).ToHttp();
    }

    // The item is done by the coding itself: by who claimed it, else as having come about.
    private static async Task<Outcome> ResolveAsync(Work work, Guid encounterId, Actor by, DateTimeOffset at, CancellationToken cancel)
    {
        var itemId = WorkItemId.ForTask(EncounterAggregate.CodeEncounter, encounterId);
        return await work.LoadAsync<WorkItem, WorkItemCommand>(itemId, cancel) is WorkItem.Claimed
            ? await work.DecideAsync<WorkItemCommand>(itemId, new ResolveWorkItem("coded", by, at), cancel)
            : await work.DecideAsync<WorkItemCommand>(itemId, new CloseWorkItem("coded", at), cancel);
    }
}
