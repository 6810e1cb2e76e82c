using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.Payers;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Contracts.Intake.V1;
using Healthcare.EventStore;
using Healthcare.Messaging.Packets;
using Healthcare.Originals;
using MassTransit;

namespace Healthcare.Authorization.Packets;

/// <summary>A referral is ours: ask about the cover and, in the same commit, open the authorization that will rest on it.</summary>
internal sealed class WhenReferralAccepted(
    IntakePackets packets,
    OriginalStore originals,
    EligibilityInquiries inquiries,
    CoverageAnswers answers,
    PackageAssembly packages,
    PayerDirectory payers,
    Streams<CoverageCheckCommand> checks,
    Transactions transactions,
    CallScope scope,
    TimeProvider clock,
    ILogger<WhenReferralAccepted> logger) : IConsumer<ReferralAccepted>
{
    public async Task Consume(ConsumeContext<ReferralAccepted> context)
    {
        var (accepted, cancel) = (context.Message, context.CancellationToken);
        var packet = await packets.ReadAsync(accepted.ReferralId, accepted.PacketHash, cancel) switch
        {
            PacketRead.Found found => found.Packet,
            // Nothing that could be asked for exists: parked, an operator sees it.
            PacketRead.Missing => throw new InvalidDataException($"Intake has no packet of referral {accepted.ReferralId}."),
            _ => throw new InvalidDataException($"The packet of referral {accepted.ReferralId} is not the one that was published."),
        };
        var checkId = CoverageCheckAggregate.IdOf(accepted.CaseId);
        var (check, _) = await checks.ReadAsync<CoverageCheck>(checkId, cancel);
        var question = Question(accepted, packet, (check as CoverageCheck.NotRequested)?.Noted);
        var documents = await KeepAsync(accepted, packet, cancel);
        var at = clock.GetUtcNow();
        var facts = Facts(accepted, question, documents) with { IsPart2 = scope.Context.Sensitivity == Sensitivity.Part2 };
        var request = new RequestAuthorization(facts, Sealed.For(accepted.PatientId, packet), at);
        var ask = await AskAsync(check, question, packet, accepted, at, cancel);
        var next = ask.Known is null ? [] : await packages.PrepareAsync(question.AuthorizationId, PackageAssembly.After(PriorAuthorization.Initial, request), at, cancel);
        await transactions.ExecuteAsync(
            async (work, c) =>
            {
                // A referral that was accepted again takes the place of what is left of it.
                var before = await BeforeAsync(work, check, question, at, c);
                if (before is not Outcome.Accepted) return before;
                var requested = await work.DecideAsync<PriorAuthorizationCommand>(question.AuthorizationId, request, c);
                if (requested is not Outcome.Accepted) return requested;
                var asked = await work.DecideAsync(checkId, ask.Command, c);
                return asked is Outcome.Accepted ? await CoverageAnswers.DecideAllAsync(work, question.AuthorizationId, next, requested, c) : asked;
            },
            cancel);
    }

    private static async Task<Outcome> BeforeAsync(Work work, CoverageCheck check, CoverageQuestion question, DateTimeOffset at, CancellationToken cancel)
    {
        Outcome nothing = new Outcome.Accepted(StreamVersion.None, []);
        if (check is not CoverageCheck.Begun { Question.AuthorizationId: var old } || old == question.AuthorizationId) return nothing;
        var state = await work.LoadAsync<PriorAuthorization, PriorAuthorizationCommand>(old, cancel);
        if (state is PriorAuthorization.Ended) return nothing;
        var ended = await work.DecideAsync<PriorAuthorizationCommand>(old, new EndAuthorization("superseded", AnewReasons.Reopened, Cancellation: null, at), cancel);
        return ended is Outcome.Accepted ? await Endings.CloseAsync(work, old, at, ended, cancel) : ended;
    }

    private async Task<(CoverageCheckCommand Command, ReusableAnswer? Known)> AskAsync(
        CoverageCheck check, CoverageQuestion question, ReferralPacket packet, ReferralAccepted accepted, DateTimeOffset at, CancellationToken cancel)
    {
        var known = await answers.KnownAsync(question, at, cancel);
        var attempts = check is CoverageCheck.Begun begun ? begun.Attempts : 0;
        var made = known is null ? await inquiries.MakeAsync(question, packet, attempts + 1, accepted.AcceptedAt, cancel) : new MadeInquiry(Inquiry: null, NotMade: null);
        if (made.NotMade is { } reason && reason != CoverageExceptions.NotAutomated) logger.InquiryNotMade(accepted.ReferralId, reason);
        return (check, question.AuthorizationId) switch
        {
            (CoverageCheck.Begun s, var id) when s.Question.AuthorizationId != id => (new AskCoverageAnew(question, made.Inquiry, made.NotMade, AnewReasons.Reopened, at) { Known = known }, known),
            _ => (new RequestCoverageCheck(question, made.Inquiry, made.NotMade, at) { Known = known }, known),
        };
    }

    private CoverageQuestion Question(ReferralAccepted accepted, ReferralPacket packet, DateOnly? noted)
    {
        var today = DateOnly.FromDateTime(accepted.AcceptedAt.UtcDateTime);
        // Care that was wanted for a day gone by is wanted now; cover of the past is of no use to it.
        var wanted = noted ?? accepted.RequestedOn;
        return new CoverageQuestion(
            accepted.CaseId, accepted.ReferralId, PriorAuthorizationAggregate.IdOf(accepted.CaseId, accepted.Attempt), accepted.PatientId, accepted.PayerId, wanted is { } day && day > today ? day : today)
        {
            Capability = payers[accepted.PayerId].Eligibility,
            HasMember = packet.Coverage.MemberNumber.Length > 0,
        };
    }

    private RequestFacts Facts(ReferralAccepted accepted, CoverageQuestion question, IReadOnlyList<KeptDocument> documents) => new()
    {
        CaseId = accepted.CaseId,
        ReferralId = accepted.ReferralId,
        PatientId = accepted.PatientId,
        PayerId = accepted.PayerId,
        Level = accepted.Priority == "routine" ? ReviewLevel.Standard : ReviewLevel.Expedited,
        Items = [.. accepted.Services.Select(s => new RequestedItem(s.Sequence, s.System, s.Code, s.Units))],
        Diagnoses = accepted.Diagnoses,
        ReferrerNpi = accepted.ReferrerNpi,
        ServiceDate = question.ServiceDate,
        PacketHash = accepted.PacketHash,
        Documents = documents,
        Attempt = accepted.Attempt > 1 ? accepted.Attempt : null,
        ServiceLine = accepted.ServiceLine,
        Payer = payers[accepted.PayerId].Terms,
    };

    // Kept here too, under the patient's key: what is sent to the payer must be what was reviewed, however intake changes.
    private async Task<IReadOnlyList<KeptDocument>> KeepAsync(ReferralAccepted accepted, ReferralPacket packet, CancellationToken cancel)
    {
        var kept = new List<KeptDocument>(packet.Documents.Count);
        foreach (var document in packet.Documents)
        {
            if (await packets.ReadDocumentAsync(accepted.ReferralId, document, cancel) is not { } bytes)
            {
                logger.DocumentNotHeld(accepted.ReferralId);
                continue;
            }

            if (await originals.KeepAsync(bytes, document.ContentType ?? "application/octet-stream", $"intake/{accepted.ReferralId:D}", cancel) is not Keeping.Kept original) continue;
            await originals.AssignAsync(original.Id, accepted.PatientId, cancel);
            kept.Add(new KeptDocument(document.Id, original.Id.Value, document.TypeLoinc, document.Sha256));
        }

        return kept;
    }
}
