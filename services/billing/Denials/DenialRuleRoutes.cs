using FluentValidation;
using Healthcare.Billing.Charges;
using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Healthcare.Billing.Denials;

/// <summary>Rules of denials: what is in force, what is proposed, who approves it, and what rules would have made of the past.</summary>
internal static class DenialRuleEndpoints
{
    private const int MostReplayed = 20_000;

    /// <summary>The rules in force and proposals that wait.</summary>
    internal sealed record Shown(string Version, IReadOnlyList<DenialRule> Rules, IReadOnlyList<ShownProposal> Proposals);

    internal sealed record ShownProposal(Guid ProposalId, string Group, string Reason, IReadOnlyList<string> Remarks, string? Type, string? ProposedBy, bool IsApproved);

    /// <param name="Type">The kind of exception; <c>expected</c> where it is none.</param>
    /// <param name="AnyRemark">Whether the rule holds whatever the remarks say.</param>
    internal sealed record Proposal(string Type, bool AnyRemark = false);

    internal sealed class ProposalValidator : AbstractValidator<Proposal>
    {
        public ProposalValidator() => RuleFor(r => r.Type).Matches("^[a-z][a-z-]{2,40}$");
    }

    /// <param name="Rules">Rules to try on top of those in force.</param>
    internal sealed record DryRun(IReadOnlyList<DenialRule> Rules);

    internal sealed class DryRunValidator : AbstractValidator<DryRun>
    {
        public DryRunValidator()
        {
            RuleFor(r => r.Rules).Must(r => r.Count is >= 1 and <= 200).WithMessage("One to two hundred rules.");
            RuleForEach(r => r.Rules).ChildRules(rule =>
            {
                rule.RuleFor(r => r.Id).Matches("^[A-Za-z0-9-]{1,40}$");
                rule.RuleFor(r => r.Groups).NotEmpty();
                rule.RuleFor(r => r.Carcs).NotEmpty();
                rule.RuleFor(r => r.Type).Must(t => t == DenialTypes.Expected || DenialRules.Built.Knows(t)).WithMessage("No such kind of exception.");
            });
        }
    }

    /// <summary>What the rules would have made of recorded denials; amounts in dollars.</summary>
    internal sealed record DryRunResult(int Looked, int Changed, string Amount, IReadOnlyList<DryRunChange> Changes);

    internal sealed record DryRunChange(Guid DenialId, Guid ClaimId, string Triple, string From, string To, string Amount);

    internal static void Map(RouteGroupBuilder rules)
    {
        rules.MapGet("/", GetAsync).RequireAuthorization(BillingRoles.Readers).Described("readDenialRules", "The rules in force with their version, and proposals that wait for a person");
        rules.MapPut("/proposals/{proposalId:guid}", ProposeAsync).Validating<Proposal>().RequireAuthorization(BillingRoles.Classifiers).Described(
            "proposeDenialRule", "Says which kind of exception a triple is that no rule knows; another person approves. A person decides it",
            RuleRefusals.Unknown, RuleRefusals.Approved, RuleRefusals.TypeUnknown, Judgments.PersonMustDecide);
        rules.MapPut("/proposals/{proposalId:guid}/approval", ApproveAsync).RequireAuthorization(BillingRoles.Classifiers).Described(
            "approveDenialRule", "Approves a rule that another person proposed; open denials of the triple go their way at once. A person decides it",
            RuleRefusals.Unknown, RuleRefusals.NotProposed, RuleRefusals.SamePerson, Judgments.PersonMustDecide);
        rules.MapPost("/dry-run", TryAsync).Validating<DryRun>().RequireAuthorization(BillingRoles.Classifiers).Described(
            "tryDenialRules", "Plays rules over recorded denials and says what they would have made of them; nothing changes");
    }

    private static async Task<Ok<Shown>> GetAsync(Streams<RuleBookCommand> books, CancellationToken cancel)
    {
        var (book, _) = await books.ReadAsync<RuleBook>(RuleBook.Id, cancel);
        return TypedResults.Ok(new Shown(book.Version, book.Rules.Rules, [.. book.Proposals.Select(p => new ShownProposal(p.ProposalId, p.Group, p.Reason, p.Remarks, p.Rule?.Type, p.ProposedBy, p.IsApproved))]));
    }

    private static async Task<CommandResult> ProposeAsync(Guid proposalId, Proposal request, Streams<RuleBookCommand> books, Caller caller, TimeProvider clock, CancellationToken cancel) =>
        (await books.ExecuteAsync(RuleBook.Id, new ProposeRule(proposalId, request.Type, request.AnyRemark, caller.Subject, clock.GetUtcNow()), cancel)).ToHttp();

    private static async Task<CommandResult> ApproveAsync(
        Guid proposalId, Streams<RuleBookCommand> books, Transactions transactions, Views<DenialDocument> denials, Caller caller, TimeProvider clock, CancellationToken cancel)
    {
        var (book, _) = await books.ReadAsync<RuleBook>(RuleBook.Id, cancel);
        var waiting = book.Find(proposalId) is { } proposal ? (await denials.PageAsync(DenialView.OfTriple(proposal.Key()), after: null, 200, cancel)).Documents : [];
        var at = clock.GetUtcNow();
        return (await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var approved = await work.DecideAsync<RuleBookCommand>(RuleBook.Id, new ApproveRule(proposalId, caller.Subject, at), c);
                if (approved is not Outcome.Accepted) return approved;
                var rules = (await work.LoadAsync<RuleBook, RuleBookCommand>(RuleBook.Id, c)).Rules;
                foreach (var denial in waiting)
                {
                    if (await work.DecideAsync<DenialCommand>(denial.DenialId, Again(denial.Facts, rules, at), c) is { } classified and not Outcome.Accepted) return classified;
                }

                return approved;
            },
            cancel)).ToHttp();
    }

    private static async Task<Ok<DryRunResult>> TryAsync(DryRun request, Streams<RuleBookCommand> books, Views<DenialDocument> denials, CancellationToken cancel)
    {
        var (book, _) = await books.ReadAsync<RuleBook>(RuleBook.Id, cancel);
        var tried = book.Rules.With($"{book.Version}/dry-run", request.Rules);
        var (looked, amount, changes, after) = (0, 0m, new List<DryRunChange>(), (ViewCursor?)null);
        do
        {
            var page = await denials.PageAsync(DenialView.All, after, 500, cancel);
            foreach (var denial in page.Documents)
            {
                looked++;
                foreach (var adjustment in denial.Facts.Adjustments)
                {
                    var (from, to) = (denial.Class?.Type ?? DenialTypes.Unclassified, tried.Classify(TripleOf(adjustment)).Type);
                    if (from == to) continue;
                    amount += adjustment.Amount;
                    changes.Add(new DryRunChange(denial.DenialId, denial.Facts.ClaimId, adjustment.Key(), from, to, Money.Text(adjustment.Amount)));
                }
            }

            after = page.Next;
        }
        while (after is not null && looked < MostReplayed);
        return TypedResults.Ok(new DryRunResult(looked, changes.Count, Money.Text(amount), [.. changes.Take(500)]));
    }

    private static ReclassifyDenial Again(DenialFacts facts, DenialRules rules, DateTimeOffset at)
    {
        var said = facts.Adjustments.Select(a => rules.Classify(TripleOf(a))).ToList();
        var ids = said.Select(c => c.RuleId).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return new ReclassifyDenial(WhenClaimAdjudicated.ClassOf(rules, said[0].Type, ids, facts.PayerId, facts.ServiceDate, facts.NoticeOn), at);
    }

    private static Triple TripleOf(DeniedAmount adjustment) => new(adjustment.Group, adjustment.Reason, adjustment.Remarks, adjustment.Amount);
}
