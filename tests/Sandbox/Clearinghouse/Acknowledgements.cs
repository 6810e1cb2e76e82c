using Healthcare.Sandbox.Payer;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>An acknowledgement ready to be sent; the kind tells it apart within its batch.</summary>
internal sealed record Acknowledgement(string Kind, ReadOnlyMemory<byte> Bytes);

/// <summary>Writes TA1, 999 (005010X231A1) and 277CA (005010X214).</summary>
internal sealed class Acknowledgements(ControlNumbers numbers, IOptions<SandboxOptions> options, TimeProvider clock)
{
    private static readonly Party Clearhouse = new() { EntityCode = "AY", Name = "CLEARHOUSE", IdQualifier = "46", Id = "CLEARHOUSE" };

    internal Acknowledgement Interchange(ClaimBatch batch, AcknowledgementOutcome outcome, string note)
    {
        var kind = $"ta1-{note}";
        var came = batch.Interchange;
        var document = X12Document.WriteUngrouped(
            X12Answers.Back(came, clock.GetUtcNow(), Number(batch, kind)),
            writer => new InterchangeAcknowledgement(came.ControlNumber, came.Date, came.Time, outcome, note).Write(writer));
        return new Acknowledgement(kind, document.OrThrow());
    }

    internal Acknowledgement Group(ClaimBatch batch, GroupVerdict verdict)
    {
        var kind = $"999-{verdict.Group.ControlNumber}";
        var outcome = verdict.Taken.Count == verdict.Sets.Count ? AcknowledgementOutcome.Accepted
            : verdict.Taken.Count == 0 ? AcknowledgementOutcome.Rejected
            : AcknowledgementOutcome.PartiallyAccepted;
        var acknowledgement = new Acknowledgement999
        {
            GroupFunctionalId = verdict.Group.FunctionalId,
            GroupControlNumber = verdict.Group.ControlNumber,
            GroupVersion = verdict.Group.Version,
            Sets = verdict.Sets,
            Outcome = outcome,
            SetsIncluded = verdict.Sets.Count,
            SetsReceived = verdict.Sets.Count,
            SetsAccepted = verdict.Taken.Count,
            ErrorCodes = verdict.Errors,
        };
        return Write(batch, verdict.Group, kind, Acknowledgement999.FunctionalId, Acknowledgement999.Version, w => acknowledgement.Write(w, "0001"));
    }

    /// <summary>The clearinghouse has them: A1, which proves nothing yet (X12 RFI 2203).</summary>
    internal IEnumerable<Acknowledgement> Received(ClaimBatch batch, TakenSet set) =>
        Claims(batch, set, "277ca-received", Clearhouse, claim => (new ClaimStatus("A1", "19", "AY", Today, "WQ", claim.Charge), null));

    /// <summary>The payer takes them for adjudication: A2 with its own number, or refuses.</summary>
    internal IEnumerable<Acknowledgement> Decided(ClaimBatch batch, TakenSet set, IReadOnlyDictionary<string, string?> refusals)
    {
        foreach (var ofPayer in set.Claims.GroupBy(c => c.Payer.Id ?? "", StringComparer.Ordinal))
        {
            var named = options.Value.Named(ofPayer.Key);
            var source = named is var (_, payer) && payer is not null ? new Party { EntityCode = "PR", Name = payer.Name, IdQualifier = "PI", Id = ofPayer.Key } : Clearhouse;
            var claims = set with { Claims = [.. ofPayer] };
            foreach (var acknowledgement in Claims(batch, claims, $"277ca-decided-{ofPayer.Key}", source, Status)) yield return acknowledgement;
        }

        (ClaimStatus Status, string? Number) Status(ProfessionalClaim claim)
        {
            if (refusals[claim.ClaimId] is not { } refusal) return (new ClaimStatus("A2", "20", "PR", Today, "WQ", claim.Charge), PayerClaimNumber(claim));
            var parts = refusal.Split(':');
            return (new ClaimStatus(parts[0], parts[1], parts.Length > 2 ? parts[2] : null, Today, "U", claim.Charge), null);
        }
    }

    /// <summary>REF*1K and CLP07: the payer's own number of a claim.</summary>
    internal static string PayerClaimNumber(ProfessionalClaim claim) => Derived.Id("ICN", claim.Payer.Id ?? "", claim.BillingProvider.Id ?? "", claim.ClaimId, claim.Frequency);

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    private IEnumerable<Acknowledgement> Claims(
        ClaimBatch batch, TakenSet set, string kind, Party source, Func<ProfessionalClaim, (ClaimStatus Status, string? Number)> status)
    {
        foreach (var ofProvider in set.Claims.GroupBy(c => c.BillingProvider.Id ?? "", StringComparer.Ordinal))
        {
            var each = $"{kind}-{set.Set.Header.ControlNumber}-{ofProvider.Key}";
            var document = new ClaimAcknowledgement277
            {
                Reference = Derived.Id("CA", batch.Key, each),
                At = clock.GetUtcNow().UtcDateTime,
                Source = source,
                SourceTrace = Derived.Id("ST", batch.Key, each),
                Receiver = set.Set.Submitter ?? new Party { EntityCode = "41", Name = "SUBMITTER", IdQualifier = "46", Id = batch.Interchange.SenderId },
                BatchReference = set.Set.Reference,
                BillingProvider = ofProvider.First().BillingProvider,
                Claims = [.. ofProvider.Select(Acknowledged)],
            };
            yield return Write(batch, set.Set.Group, each, ClaimAcknowledgement277.FunctionalId, ClaimAcknowledgement277.Version, w => document.Write(w, "0001"));
        }

        ClaimAcknowledgement Acknowledged(ProfessionalClaim claim)
        {
            var (said, number) = status(claim);
            return new ClaimAcknowledgement
            {
                ClaimId = claim.ClaimId,
                Statuses = [said],
                PayerControlNumber = number,
                ServiceDate = claim.Lines.Min(l => l.ServiceDate),
                ServiceDateEnd = claim.Lines.Max(l => l.ServiceDateEnd ?? l.ServiceDate),
                Patient = claim.Patient ?? claim.Subscriber,
            };
        }
    }

    private Acknowledgement Write(ClaimBatch batch, GroupHeader group, string kind, string functionalId, string version, Action<X12Writer> sets)
    {
        var now = clock.GetUtcNow();
        var number = Number(batch, kind);
        return new Acknowledgement(
            kind, X12Document.Write(X12Answers.Back(batch.Interchange, now, number), X12Answers.Back(group, functionalId, version, now, number), sets).OrThrow());
    }

    private int Number(ClaimBatch batch, string kind) => numbers.For(kind, batch.Key, batch.Sha256);
}
