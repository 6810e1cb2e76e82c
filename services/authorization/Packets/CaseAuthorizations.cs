using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Units;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Microsoft.Extensions.Options;

namespace Healthcare.Authorization.Packets;

/// <summary>A case's cover and the authorization that counts, found by the case, and what other services' news means for both.</summary>
internal sealed class CaseAuthorizations(
    Streams<CoverageCheckCommand> checks,
    Streams<PriorAuthorizationCommand> authorizations,
    EligibilityInquiries inquiries,
    CoverageAnswers answers,
    PackageAssembly packages,
    Transactions transactions,
    PayerDirectory payers,
    Vault vault,
    IOptions<AuthorizationOptions> options)
{
    /// <summary>The authorization that counts for a case; null where nothing was accepted yet.</summary>
    public async Task<(CoverageCheck.Begun Check, PriorAuthorization.Begun Authorization)?> FindAsync(Guid caseId, CancellationToken cancel)
    {
        var (check, _) = await checks.ReadAsync<CoverageCheck>(CoverageCheckAggregate.IdOf(caseId), cancel);
        if (check is not CoverageCheck.Begun begun) return null;
        var (state, _) = await authorizations.ReadAsync<PriorAuthorization>(begun.Question.AuthorizationId, cancel);
        return state is PriorAuthorization.Begun authorization ? (begun, authorization) : null;
    }

    /// <summary>The day of the care is known: cover is asked for that day, and what is open is hurried when it is near.</summary>
    public async Task<Outcome> SetServiceDateAsync(Guid caseId, DateOnly day, bool isFirm, DateTimeOffset at, (Guid LedgerId, UnitsCommand Command)? units, CancellationToken cancel)
    {
        var checkId = CoverageCheckAggregate.IdOf(caseId);
        if (await FindAsync(caseId, cancel) is not { } found) return await checks.ExecuteAsync(checkId, new NoteCoverageDate(day, at), cancel);
        var (check, authorization) = found;
        var id = check.Question.AuthorizationId;
        var isNear = day <= DateOnly.FromDateTime(at.UtcDateTime).AddDays(options.Value.ServiceDateNearDays);
        var set = new SetServiceDate(day, isFirm, isNear, at);
        var isPast = day < DateOnly.FromDateTime(at.UtcDateTime);
        var isOther = check.Question.ServiceDate != day && !isPast && check is not CoverageCheck.Closed && authorization is not PriorAuthorization.Ended;
        var anew = isOther ? await AskAnewAsync(check, check.Question with { ServiceDate = day }, AnewReasons.ServiceDate, authorization.File, mayReuse: true, at, cancel) : null;
        var next = anew is { Known: not null } ? await packages.PrepareAsync(id, PackageAssembly.After(authorization, set), at, cancel) : [];
        return await DecideAsync([set, .. next], anew, id, checkId, at, units, cancel);
    }

    /// <summary>Other services will be done: changed before it is sent, updated where the payer has pended or approved it, asked anew where it denied (T4).</summary>
    public async Task<Outcome> ChangeServicesAsync(Guid caseId, int change, IReadOnlyList<RequestedItem> items, DateOnly? day, DateTimeOffset at, CancellationToken cancel)
    {
        if (await FindAsync(caseId, cancel) is not { } found || change <= found.Authorization.File.Change) return new Outcome.Accepted(StreamVersion.None, []);
        var (check, authorization) = found;
        var (id, checkId) = (check.Question.AuthorizationId, CoverageCheckAggregate.IdOf(caseId));
        var date = day is { } wanted && wanted >= DateOnly.FromDateTime(at.UtcDateTime) ? wanted : check.Question.ServiceDate;
        IReadOnlyList<PriorAuthorizationCommand> dated = date == authorization.Request.ServiceDate ? [] : [new SetServiceDate(date, IsFirm: false, IsNear: false, at)];
        if (authorization is PriorAuthorization.Received received)
        {
            if (received is PriorAuthorization.AtPayer { IsDeemedDenied: false } || received.HoldsApproval)
            {
                var (package, problems) = await packages.ChangeAsync(id, received, Purposes.Services, items, at, cancel);
                PriorAuthorizationCommand update = package is null
                    ? new RecordUnusableAnswer("update-not-written", AnswerId: null, at, problems)
                    : new SubmitUpdate(Purposes.Services, items, package, at) { Change = change };
                return await DecideAsync([.. dated, update], await AnewAsync(), id, checkId, at, cancel);
            }

            return (await RequestAnewAsync(id, authorization, items, AnewReasons.ServicesChanged, change, at, cancel)).Outcome;
        }

        if (authorization is PriorAuthorization.Ended) return new Outcome.Accepted(StreamVersion.None, []);
        // On its way to the payer: the change goes out behind it, and the payer has both in that order.
        if (authorization is PriorAuthorization.Submitted submitted && await packages.ChangeAsync(id, submitted, Purposes.Services, items, at, cancel) is { Package: { } behind })
            return await DecideAsync([.. dated, new SubmitUpdate(Purposes.Services, items, behind, at) { Change = change }], await AnewAsync(), id, checkId, at, cancel);

        return await DecideAsync([.. dated, new ChangeServices(change, items, at)], await AnewAsync(), id, checkId, at, cancel);

        Task<AskCoverageAnew> AnewAsync() => AskAnewAsync(check, check.Question with { ServiceDate = date }, AnewReasons.ServicesChanged, authorization.File, mayReuse: false, at, cancel);
    }

    /// <summary>A new request in the place of one that is over; its cover is what was found for the case, or is asked for again.</summary>
    public async Task<(Outcome Outcome, Guid AuthorizationId)> RequestAnewAsync(
        Guid authorizationId, PriorAuthorization.Begun old, IReadOnlyList<RequestedItem> items, string reasonCode, int change, DateTimeOffset at, CancellationToken cancel)
    {
        var facts = old.Request with { Items = items, Request = (old.Request.Request ?? 1) + 1, Payer = payers[old.Request.PayerId].Terms, Documents = old.File.Documents };
        var id = PriorAuthorizationAggregate.IdOf(facts.CaseId, facts.Attempt ?? 1, facts.Request ?? 1);
        var (check, _) = await checks.ReadAsync<CoverageCheck>(CoverageCheckAggregate.IdOf(facts.CaseId), cancel);
        if (check is not CoverageCheck.Begun begun) return (new Outcome.Refused(CoverageCheckRefusals.Unknown), id);
        if (await vault.OpenAsync(old.File.Packet, cancel) is not { } packet) return (new Outcome.Refused(PriorAuthorizationRefusals.Erased), id);
        var today = DateOnly.FromDateTime(at.UtcDateTime);
        if (facts.ServiceDate < today) facts = facts with { ServiceDate = today };
        var request = new RequestAuthorization(facts, Sealed.For(facts.PatientId, packet), at);
        var question = begun.Question with { AuthorizationId = id, ServiceDate = facts.ServiceDate };
        var anew = await AskAnewAsync(begun, question, AnewReasons.RequestedAnew, old.File, mayReuse: true, at, cancel);
        IReadOnlyList<PriorAuthorizationCommand> changed = change > 0 ? [new ChangeServices(change, items, at)] : [];
        var started = changed.Aggregate(PackageAssembly.After(PriorAuthorization.Initial, request), PackageAssembly.After);
        var next = anew.Known is null ? [] : await packages.PrepareAsync(id, started, at, cancel);
        var outcome = await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var superseded = await work.DecideAsync<PriorAuthorizationCommand>(authorizationId, new SupersedeAuthorization(id, reasonCode, at), c);
                if (superseded is not Outcome.Accepted) return superseded;
                var closed = await Endings.CloseAsync(work, authorizationId, at, superseded, c);
                if (closed is not Outcome.Accepted) return closed;
                var asked = await CoverageAnswers.DecideAllAsync(work, id, [request, .. changed], superseded, c);
                if (asked is not Outcome.Accepted) return asked;
                var covered = await work.DecideAsync<CoverageCheckCommand>(CoverageCheckAggregate.IdOf(facts.CaseId), anew, c);
                return covered is Outcome.Accepted ? await CoverageAnswers.DecideAllAsync(work, id, next, superseded, c) : covered;
            },
            cancel);
        return (outcome, id);
    }

    /// <summary>The question with what it takes to ask it: an answer that is fresh, or an inquiry.</summary>
    public async Task<AskCoverageAnew> AskAnewAsync(
        CoverageCheck.Begun check, CoverageQuestion question, string reasonCode, Dossier file, bool mayReuse, DateTimeOffset at, CancellationToken cancel)
    {
        question = question with { Capability = payers[question.PayerId].Eligibility };
        if (mayReuse && await answers.KnownAsync(question, at, cancel) is { } known) return new AskCoverageAnew(question, Inquiry: null, NotMade: null, reasonCode, at) { Known = known };
        var made = await vault.OpenAsync(file.Packet, cancel) is { } packet
            ? await inquiries.MakeAsync(question, Serving(packet, file), check.Attempts + 1, at, cancel)
            : new MadeInquiry(Inquiry: null, PriorAuthorizationRefusals.Erased.Code);
        return new AskCoverageAnew(question, made.Inquiry, made.NotMade, reasonCode, at);
    }

    private static ReferralPacket Serving(ReferralPacket packet, Dossier file) =>
        packet with { Services = [.. file.Request.Items.Select(i => new RequestedService { Sequence = i.Sequence, System = i.System, Code = i.Code, Units = i.Units })] };

    private Task<Outcome> DecideAsync(
        IReadOnlyList<PriorAuthorizationCommand> commands, AskCoverageAnew? anew, Guid authorizationId, Guid checkId, DateTimeOffset at, CancellationToken cancel) =>
        DecideAsync(commands, anew, authorizationId, checkId, at, units: null, cancel);

    private Task<Outcome> DecideAsync(
        IReadOnlyList<PriorAuthorizationCommand> commands, AskCoverageAnew? anew, Guid authorizationId, Guid checkId, DateTimeOffset at, (Guid LedgerId, UnitsCommand Command)? units, CancellationToken cancel) =>
        transactions.ExecuteAsync(
            async (work, c) =>
            {
                Outcome outcome = new Outcome.Accepted(StreamVersion.None, []);
                if (anew is not null) outcome = await work.DecideAsync<CoverageCheckCommand>(checkId, anew, c);
                if (outcome is not Outcome.Accepted) return outcome;
                if (units is { } visit) outcome = await work.DecideAsync(visit.LedgerId, visit.Command, c);
                if (outcome is not Outcome.Accepted) return outcome;
                outcome = await CoverageAnswers.DecideAllAsync(work, authorizationId, commands, outcome, c);
                return outcome is Outcome.Accepted ? await Endings.CloseAsync(work, authorizationId, at, outcome, c) : outcome;
            },
            cancel);
}
