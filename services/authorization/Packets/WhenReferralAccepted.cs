using Healthcare.Authorization.CoverageChecks;
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
        var question = Question(accepted);
        var documents = await KeepAsync(accepted, packet, cancel);
        var made = await inquiries.MakeAsync(question, packet, attempt: 1, accepted.AcceptedAt, cancel);
        if (made.NotMade is { } reason) logger.InquiryNotMade(accepted.ReferralId, reason);
        var facts = Facts(accepted, question, documents) with { IsPart2 = scope.Context.Sensitivity == Sensitivity.Part2 };
        var at = clock.GetUtcNow();
        var checkId = CoverageCheckAggregate.IdOf(accepted.CaseId);
        await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var requested = await work.DecideAsync<PriorAuthorizationCommand>(
                    question.AuthorizationId, new RequestAuthorization(facts, Sealed.For(accepted.PatientId, packet), at), c);
                return requested is Outcome.Accepted
                    ? await work.DecideAsync<CoverageCheckCommand>(checkId, new RequestCoverageCheck(question, made.Inquiry, made.NotMade, at), c)
                    : requested;
            },
            cancel);
    }

    private static CoverageQuestion Question(ReferralAccepted accepted)
    {
        var today = DateOnly.FromDateTime(accepted.AcceptedAt.UtcDateTime);
        // Care that was wanted for a day gone by is wanted now; cover of the past is of no use to it.
        var wanted = accepted.RequestedOn is { } day && day > today ? day : today;
        return new CoverageQuestion(accepted.CaseId, accepted.ReferralId, PriorAuthorizationAggregate.IdOf(accepted.CaseId), accepted.PatientId, accepted.PayerId, wanted);
    }

    private static RequestFacts Facts(ReferralAccepted accepted, CoverageQuestion question, IReadOnlyList<KeptDocument> documents) => new()
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
