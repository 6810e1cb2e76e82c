using Healthcare.Authorization.Payers;
using Healthcare.EventStore;
using Healthcare.Fhir;

namespace Healthcare.Authorization.PriorAuthorizations;

/// <summary>The payer's words on an item, as its answer has them.</summary>
public sealed record PayerWord(int Sequence, ItemDecision Decision, string? AdministrationReference)
{
    /// <summary>The reason in words; sealed before it is stored.</summary>
    public string? ReasonText { get; init; }

    /// <summary>A pend by which the payer asks for information.</summary>
    public bool IsInformationRequested { get; init; }

    public override string ToString() => $"{nameof(PayerWord)} {Sequence} {Decision.Action}";
}

// Applies an answer item by item (PAS spec-34): what is new is recorded, what is known brings nothing, what contradicts goes to a person.
internal static class PayerAnswer
{
    public static Decision<PriorAuthorizationEvent> Apply(PriorAuthorizationDecider.Decided decided, RecordPayerAnswer answer)
    {
        if (DeniedExtension(decided.State, answer) is { } denied) return [.. decided.Events, denied];
        foreach (var word in answer.Words)
        {
            foreach (var happened in Of(decided.State, word, answer)) decided = decided.With(happened);
        }

        return [.. Await(Conclude(decided, answer.At), answer.At).Events];
    }

    // An approval stands, whatever becomes of the wish for more of it.
    private static UpdateDenied? DeniedExtension(PriorAuthorization.Received state, RecordPayerAnswer answer)
    {
        if (state is not PriorAuthorization.AtPayer { Before: not null, File.Update.Purpose: Purposes.Extension }) return null;
        if (answer.Words.FirstOrDefault(w => ReviewActions.FromCode(w.Decision.Action) == ReviewAction.NotCertified) is not { } word) return null;
        return new UpdateDenied(word.Sequence, word.Decision.ReasonCode, word.ReasonText is { } said ? Sealed.For(state.Request.PatientId, said) : null, answer.AnswerId, answer.At);
    }

    private static PriorAuthorizationDecider.Decided Await(PriorAuthorizationDecider.Decided decided, DateTimeOffset at) =>
        decided.State is PriorAuthorization.AtPayer { IsAwaited: false } waiting && waiting.Items.Any(i => i is { Decision: null, IsPended: true })
            ? decided.With(new DecisionAwaited(waiting.DueAt, at))
            : decided;

    private static IEnumerable<PriorAuthorizationEvent> Of(PriorAuthorization.Received state, PayerWord word, RecordPayerAnswer answer)
    {
        var item = state.Items.FirstOrDefault(i => i.Requested.Sequence == word.Sequence);
        switch (item, ReviewActions.FromCode(word.Decision.Action))
        {
            case (null, _):
                return Contradiction(state, word, answer);
            // An older word that comes late: the item is decided.
            case ({ Decision: not null }, ReviewAction.Pended or ReviewAction.ContactPayer or ReviewAction.Unknown):
                return [];
            case ({ IsPended: true } pended, ReviewAction.Pended) when pended.IsInformationWanted || !word.IsInformationRequested:
            case ({ IsContactWanted: true }, ReviewAction.ContactPayer):
                return [];
            case (_, ReviewAction.Pended):
                var dueAt = state is PriorAuthorization.AtPayer s ? s.DueAt : answer.At;
                return
                [
                    new AuthorizationPended(word.Sequence, word.Decision.ReasonCode, word.AdministrationReference, state.PayerReceivedAt, dueAt, answer.AnswerId, answer.At)
                    {
                        InformationRequested = word is { IsInformationRequested: true, Decision.ReasonCode: { } asked } ? [asked] : null,
                    },
                ];
            case (_, ReviewAction.ContactPayer):
                return [new PayerContactRequested(word.Sequence, answer.AnswerId, answer.At)];
            case ({ Decision: null }, not ReviewAction.Unknown):
                return Decided(state, word, answer);
            case ({ } known, _) when Same(known.Decision, word.Decision):
                return known.IsReasonAwaited && word is { Decision.ReasonCode: { } code, ReasonText: { } text }
                    ? [new DenialReasonGiven(word.Sequence, code, Sealed.For(state.Request.PatientId, text), answer.AnswerId, answer.At)]
                    : [];
            default:
                return Contradiction(state, word, answer);
        }
    }

    private static IEnumerable<PriorAuthorizationEvent> Decided(PriorAuthorization.Received state, PayerWord word, RecordPayerAnswer answer)
    {
        var text = word.ReasonText is { } said ? Sealed.For(state.Request.PatientId, said) : null;
        yield return new AuthorizationDecided(word.Sequence, word.Decision, text, answer.AnswerId, answer.At);
        if (word.Decision.Action == ReviewAction.NotCertified.ToCode() && (word.Decision.ReasonCode is null || text is null)) yield return new DenialReasonMissing(word.Sequence, answer.At);
    }

    private static IEnumerable<PriorAuthorizationEvent> Contradiction(PriorAuthorization.Received state, PayerWord word, RecordPayerAnswer answer) =>
        state.Contradictions.Contains((word.Sequence, word.Decision.Action)) ? [] : [new PayerAnswerContradicted(word.Sequence, word.Decision.Action, answer.AnswerId, answer.At)];

    // The reason may be completed later; everything else is the decision itself.
    private static bool Same(ItemDecision? known, ItemDecision said) => known is not null && known with { ReasonCode = null } == said with { ReasonCode = null };

    private static PriorAuthorizationDecider.Decided Conclude(PriorAuthorizationDecider.Decided decided, DateTimeOffset at)
    {
        if (decided.State is not PriorAuthorization.AtPayer { Items: var items } || items.Any(i => i.Decision is null)) return decided;
        decided = decided.With(new AuthorizationConcluded(StatusOf(items), at)
        {
            ContestBy = items.Any(i => i.Action == ReviewAction.NotCertified) ? Programs.ContestBy(decided.State.Request.Payer, at) : null,
        });
        if (decided.State is not PriorAuthorization.Concluded concluded || !items.Any(i => i.IsApproved) || !AuthorizationHandoffs.MayRelease(concluded)) return decided;
        decided = decided.With(PriorAuthorizationDecider.Release(concluded, at));
        return decided.State is PriorAuthorization.Concluded { To: { } to } && to > concluded.To ? decided.With(new AuthorizationExtended(to, at)) : decided;
    }

    // The header follows from the items, by the same rule by which a payer's own answer is read.
    private static string StatusOf(IReadOnlyList<PriorAuthorization.Item> items) => Codes.Kebab(
        new PasResponse { ResponseId = "", CreatedAt = default, Decisions = [.. items.Select(i => new PasDecision { Sequence = i.Requested.Sequence, Action = i.Action })] }.Status.ToString());
}
