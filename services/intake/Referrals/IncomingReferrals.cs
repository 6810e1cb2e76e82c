using Healthcare.EventStore;
using Healthcare.Fhir;
using Healthcare.Handoffs;
using Healthcare.Intake.Partners;
using Healthcare.Originals;
using Microsoft.Extensions.Options;

namespace Healthcare.Intake.Referrals;

/// <summary>What became of what a partner sent.</summary>
internal abstract record Arrival
{
    private Arrival() { }

    /// <summary>The referral stands; <paramref name="IsNew"/> when this request brought it.</summary>
    public sealed record Stands(ReferralDocument Referral, bool IsNew) : Arrival;

    /// <summary>It cannot be read as a referral, with every reason and its place.</summary>
    public sealed record NotRead(int Status, IReadOnlyList<FhirIssue> Issues) : Arrival;

    /// <summary>It is kept, and its sender may not send.</summary>
    public sealed record NotPermitted(Refusal Refusal) : Arrival;

    public sealed record Refused(Refusal Refusal) : Arrival;
}

/// <summary>When two referrals seem to be one, section <c>Duplicates</c>.</summary>
public sealed class DuplicateOptions
{
    /// <summary>The same patient for the same service within so many days is looked at by a person.</summary>
    public int SuspectedWithinDays { get; set; } = 30;
}

/// <summary>Takes what partners send, by whatever channel: keeps the bytes first, reads them, and begins a referral or carries one on, in one transaction.</summary>
internal sealed class IncomingReferrals(
    OriginalStore originals,
    ReferralReading reading,
    ReferralContents contents,
    PartnerRegistry partners,
    Streams<ReferralCommand> streams,
    Transactions transactions,
    Views<ReferralDocument> referrals,
    CallScope scope,
    TimeProvider clock,
    IOptions<DuplicateOptions> duplicates,
    ILogger<IncomingReferrals> logger)
{
    private const int MostLookedAt = 50;

    public async Task<Arrival> TakeAsync(Sent sent, CancellationToken cancel)
    {
        if (await originals.KeepAsync(sent.Bytes, sent.MediaType, sent.PartnerId, cancel) is not Keeping.Kept kept) return TooLarge();
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        if (await RefusalOfAsync(sent, kept, at, cancel) is { } refused) return refused;
        if (await FindAsync(ReferralView.OfContent(sent.PartnerId, kept.Fingerprint), cancel) is { } known) return Again(known);
        var (sheet, status, issues) = reading.Read(sent, DateOnly.FromDateTime(at.UtcDateTime));
        if (sheet is null)
        {
            logger.Refused(sent.PartnerId, kept.Id, status, issues.FirstOrDefault(i => i.IsError)?.Detail ?? "unreadable");
            return new Arrival.NotRead(status, issues);
        }

        return await TakeAsync(sent.PartnerId, kept, sheet, at, cancel);
    }

    private async Task<Arrival> TakeAsync(string partnerId, Keeping.Kept kept, ReferralSheet sheet, DateTimeOffset at, CancellationToken cancel)
    {
        var canonical = contents.CanonicalIndexOf(partnerId, sheet);
        var alike = (await referrals.PageAsync(ReferralView.OfCanonical(canonical), after: null, MostLookedAt, cancel)).Documents;
        if (alike.FirstOrDefault(r => r.IsOpen) is { } same) return await RepeatAsync(same, kept, sheet.Provenance.Channel, at, cancel);

        var memberIndex = contents.MemberIndexOf(sheet.PayerId, sheet.Coverage.MemberNumber);
        var waiting = sheet.ExternalId is { } external ? await FindAsync(ReferralView.OfExternalId(contents.ExternalIndexOf(partnerId, external)), cancel) : null;
        // Partners reuse identifiers: what is about another member is another referral.
        if (waiting is not { Status: ReferralStatus.AwaitingInformation or ReferralStatus.InTriage } || waiting.MemberIndex != memberIndex) waiting = null;
        // Named by what is said, so that two channels at once make one; what ended before is another.
        var referralId = waiting?.ReferralId ?? ReferralIds.Of(partnerId, alike.Count == 0 ? canonical : $"{canonical}/{kept.Fingerprint}");

        var keys = contents.KeysOf(partnerId, sheet.Patient, sheet.RecordNumber);
        var around = await AroundAsync(memberIndex, keys, referralId, cancel);
        // What a person said of the same identifiers stays said.
        var (finding, matched) = waiting is { Finding: { } said, Keys: { } before } && said.MatchedOn.Contains(PatientMatching.ConfirmedByPerson, StringComparer.Ordinal) && before.Person == keys.Person
            ? (said, waiting.PatientId)
            : PatientMatching.Of(memberIndex, keys, [.. around.Select(r => new KnownPatient(r.ReferralId, r.PatientId, r.MemberIndex, r.Keys ?? new PatientKeys()))]);
        var patientId = matched ?? OwnPatient(sheet, referralId, finding, waiting);
        var content = await contents.OfAsync(
            new ReferralContents.Read(partnerId, referralId, patientId, kept, sheet, at)
            {
                CanonicalIndex = canonical,
                Keys = keys,
                Finding = finding,
                SuspectedDuplicatesOf = waiting is null ? Suspects(around, patientId, sheet, at) : [],
            },
            cancel);
        return await CommitAsync(referralId, kept, waiting is null ? new ReceiveReferral(content, at) : new SupplementReferral(content, at), content, isNew: waiting is null, cancel);
    }

    private async Task<Arrival> CommitAsync(Guid referralId, Keeping.Kept kept, ReferralCommand command, ReferralReceived content, bool isNew, CancellationToken cancel)
    {
        await originals.AssignAsync(kept.Id, content.PatientId, cancel);
        About(referralId);
        var outcome = await streams.ExecuteAsync(referralId, command, cancel);
        if (outcome is Outcome.Refused refused) return new Arrival.Refused(refused.Refusal);
        var referral = await ReadBackAsync(referralId, cancel);
        var began = outcome is Outcome.Accepted accepted && accepted.Events.Any(e => e.StreamId == referralId && e.Event is ReferralReceived);
        if (outcome is Outcome.Accepted { Events.Count: > 0 }) logger.Received(referralId, referral.Status, referral.Version, content.Documents.Count);
        else logger.Repeated(referralId);
        return new Arrival.Stands(referral, isNew && began);
    }

    private async Task<Arrival> RepeatAsync(ReferralDocument same, Keeping.Kept kept, string channel, DateTimeOffset at, CancellationToken cancel)
    {
        await originals.AssignAsync(kept.Id, same.PatientId, cancel);
        About(same.ReferralId);
        await streams.ExecuteAsync(same.ReferralId, new ReceiveDuplicate(channel, kept.Id, kept.Fingerprint, at), cancel);
        return Again(await ReadBackAsync(same.ReferralId, cancel));
    }

    // A partner in no register is vouched for by its token alone; one in the register keeps to what was agreed.
    private async Task<Arrival?> RefusalOfAsync(Sent sent, Keeping.Kept kept, DateTimeOffset at, CancellationToken cancel)
    {
        if (await partners.FindAsync(sent.PartnerId, cancel) is not { } partner) return null;
        var refusal = partner switch
        {
            { IsSuspended: true } => Suspended,
            _ when !partner.Channels.Contains(sent.Channel, StringComparer.Ordinal) => ChannelNotAgreed,
            _ => null,
        };
        if (refusal is null) return null;
        await TurnAsync(kept.Id, refusal.Code, at, cancel);
        logger.Refused(sent.PartnerId, kept.Id, StatusCodes.Status403Forbidden, refusal.Code);
        return new Arrival.NotPermitted(refusal);
    }

    /// <summary>Keeps a message whose sender nobody knows, and asks a person whose it is.</summary>
    public async Task<OriginalId?> QuarantineAsync(ReadOnlyMemory<byte> bytes, string mediaType, CancellationToken cancel)
    {
        if (await originals.KeepAsync(bytes, mediaType, Quarantine, cancel) is not Keeping.Kept kept) return null;
        await TurnAsync(kept.Id, "unknown-sender", EventCodec.Microseconds(clock.GetUtcNow()), cancel);
        logger.Quarantined(kept.Id);
        return kept.Id;
    }

    /// <summary>Whose originals quarantined messages are.</summary>
    public const string Quarantine = "quarantine";

    public static readonly Refusal Suspended = new("partner-suspended", "The partner may not send for now; what was sent is kept, and a person looks at it.");
    public static readonly Refusal ChannelNotAgreed = new("channel-not-agreed", "The partner does not send by this channel; what was sent is kept, and a person looks at it.");

    // What goes no further leaves its crossing of B01 all the same; what its sender can mend alone was never offered, and its answer says why.
    private Task<Outcome> TurnAsync(OriginalId original, string code, DateTimeOffset at, CancellationToken cancel) => transactions.ExecuteAsync(
        async (work, c) =>
        {
            foreach (var turned in ReferralHandoffs.Turned(original, caseId: null, new ArrivalFacts(IsReadable: true, IsSenderKnown: false, IsNew: true), code, at))
            {
                if (await work.DecideAsync(turned.StreamId, (HandoffCommand)turned.Command, c) is { } outcome and not Outcome.Accepted) return outcome;
            }

            var item = ReferralHandoffs.Boundaries.Exception(ReferralHandoffs.Channel, code, original.Value, caseId: null, at);
            return await work.DecideAsync(item.StreamId, (WorkItemCommand)item.Command, c);
        },
        cancel);

    private async Task<IReadOnlyList<ReferralDocument>> AroundAsync(string memberIndex, PatientKeys keys, Guid except, CancellationToken cancel)
    {
        var found = new Dictionary<Guid, ReferralDocument>();
        string?[] terms = [ReferralView.OfMember(memberIndex), keys.Person is { } person ? ReferralView.OfPerson(person) : null, keys.Record is { } record ? ReferralView.OfRecord(record) : null];
        foreach (var term in terms.OfType<string>())
        {
            foreach (var referral in (await referrals.PageAsync(term, after: null, MostLookedAt, cancel)).Documents) found[referral.ReferralId] = referral;
        }

        found.Remove(except);
        return [.. found.Values];
    }

    private List<Guid> Suspects(IReadOnlyList<ReferralDocument> around, Guid patientId, ReferralSheet sheet, DateTimeOffset at) =>
    [
        .. around.Where(r => r.PatientId == patientId && r.IsOpen && r.ReceivedAt > at.AddDays(-duplicates.Value.SuspectedWithinDays)
            && r.Services.Any(s => sheet.Services.Any(asked => asked.System == s.System && asked.Code == s.Code))).Select(r => r.ReferralId).Order(),
    ];

    // While a person has to say who it is, the referral is a patient of its own: nothing is joined that would have to be parted.
    private Guid OwnPatient(ReferralSheet sheet, Guid referralId, PatientFinding finding, ReferralDocument? waiting)
    {
        var provisional = DerivedId.Of($"patient/{referralId:D}");
        return finding.Outcome == PatientOutcome.Review ? provisional : waiting?.PatientId ?? contents.PatientIdOf(sheet);
    }

    private void About(Guid referralId) => scope.Context = scope.Context with { CaseId = ReferralIds.CaseOf(referralId), Sensitivity = Sensitivity.Phi };

    private async Task<ReferralDocument> ReadBackAsync(Guid referralId, CancellationToken cancel) =>
        await referrals.FindAsync(referralId, cancel) ?? throw new InvalidOperationException("A referral was committed without its view.");

    private async Task<ReferralDocument?> FindAsync(string term, CancellationToken cancel) => (await referrals.PageAsync(term, after: null, limit: 1, cancel)).Documents is [var found, ..] ? found : null;

    private Arrival.Stands Again(ReferralDocument known)
    {
        logger.Repeated(known.ReferralId);
        return new Arrival.Stands(known, IsNew: false);
    }

    private static Arrival.NotRead TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge, [new FhirIssue(FhirSeverity.Error, "too-long", Expression: null, "The body is larger than this address takes.") { Detail = "body-too-large" }]);
}
