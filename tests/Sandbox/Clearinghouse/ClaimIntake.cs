using Healthcare.Sandbox.Payer;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>An interchange of claims as it came.</summary>
internal sealed record ClaimBatch(X12File File, InterchangeHeader Interchange, IReadOnlyList<ProfessionalClaim> Claims, Subject Subject, string Sha256)
{
    /// <summary>Sender and ISA13: what makes an interchange one of its kind.</summary>
    internal string Key => $"{Interchange.SenderId}-{Interchange.ControlNumber}";
}

/// <summary>What becomes of a batch: TA1, 999 and 277CA in order, then the payer's adjudication.</summary>
internal sealed class ClaimIntake(Outbox outbox, Exchange exchange, Acknowledgements acknowledgements, Remittances remittances, StatusAnswers statuses, IOptions<SandboxOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>The receipt; the same bytes again are a resend and change nothing.</summary>
    internal string Take(ClaimBatch batch, Script? script)
    {
        // A file that nobody acknowledges never arrived, so that the same bytes again are its first coming.
        if (script?.Behaviour == Behaviours.Never) return Derived.Id("CH", batch.Key, batch.Sha256);
        var receipt = Derived.Id("CH", batch.Key, batch.Sha256);
        string? known;
        lock (_gate)
        {
            if (!_seen.TryGetValue(batch.Key, out known)) _seen.Add(batch.Key, batch.Sha256);
        }

        if (known == batch.Sha256) return receipt;
        // TA105 025: duplicate interchange control number.
        if (known is not null) Send(batch, [acknowledgements.Interchange(batch, AcknowledgementOutcome.Rejected, "025")], script);
        else Process(batch, script);
        return receipt;
    }

    internal void Clear()
    {
        lock (_gate) _seen.Clear();
    }

    private void Process(ClaimBatch batch, Script? script)
    {
        var fault = script?.Behaviour == "reject-interchange" ? script.Reason ?? "024" : EnvelopeRules.InterchangeFault(batch.File);
        if (fault is not null)
        {
            Send(batch, [acknowledgements.Interchange(batch, AcknowledgementOutcome.Rejected, fault)], script);
            return;
        }

        List<Acknowledgement> sent = [];
        if (batch.Interchange.AcknowledgementRequested) sent.Add(acknowledgements.Interchange(batch, AcknowledgementOutcome.Accepted, "000"));
        var groups = EnvelopeRules.Groups(batch, script);
        sent.AddRange(groups.Select(g => acknowledgements.Group(batch, g)));
        var taken = groups.SelectMany(g => g.Taken).ToList();
        var refusals = taken.SelectMany(s => s.Claims).ToDictionary(c => c.ClaimId, c => Refusal(c, batch, script), StringComparer.Ordinal);
        foreach (var set in taken)
        {
            sent.AddRange(acknowledgements.Received(batch, set));
            sent.AddRange(acknowledgements.Decided(batch, set, refusals));
        }

        Send(batch, sent, script);
        if (script?.Behaviour == StatusAnswers.RequestRecords)
        {
            foreach (var claim in taken.SelectMany(s => s.Claims).Where(c => IsMeant(script, batch, c))) statuses.AskForRecords(batch, claim, script);
        }

        remittances.Adjudicate(batch, [.. taken.SelectMany(s => s.Claims).Where(c => refusals[c.ClaimId] is null)]);
    }

    /// <summary>Category, status code and entity of STC01 with which the payer refuses a claim before adjudication; null where it takes it.</summary>
    private string? Refusal(ProfessionalClaim claim, ClaimBatch batch, Script? script)
    {
        if (script?.Behaviour == "reject-claim" && IsMeant(script, batch, claim)) return $"A7:{script.Reason ?? "21"}";
        if (options.Value.Named(claim.Payer.Id) is null) return "A7:153:PR";
        if (claim.BillingProvider.Id is not { Length: 10 } npi || !npi.All(char.IsAsciiDigit)) return "A7:562:85";
        // X12 RFI 2110 and 2173: REF*F8 goes with a replacement or a void and with nothing else; 464 is the payer's claim control number.
        return claim.Frequency is "7" or "8" == (claim.PayerControlNumber is not null) ? null : "A3:464:PR";
    }

    // Of a file with several claims only the one that the script names is meant.
    private static bool IsMeant(Script script, ClaimBatch batch, ProfessionalClaim claim) => ScriptBook.Fits(
        script.Match,
        Subject.Of(ClaimEndpoint.Partner, Steps.Claim, ("patientControlNumber", claim.ClaimId), ("interchange", batch.Interchange.ControlNumber), ("member", claim.Subscriber.Id)));

    private void Send(ClaimBatch batch, IEnumerable<Acknowledgement> acknowledged, Script? script)
    {
        foreach (var (kind, bytes) in acknowledged)
        {
            outbox.Enqueue(exchange.Bend(
                new Delivery
                {
                    Id = $"{kind}-{Derived.Id("", batch.Key, batch.Sha256, kind)}",
                    Partner = ClaimEndpoint.Partner,
                    Step = Steps.Claim,
                    Lane = Lane(batch),
                    Path = "/partner/v1/acknowledgements",
                    MediaType = Bodies.X12,
                    Body = bytes,
                    Wait = options.Value.Delay,
                    Reference = batch.Subject.Reference,
                },
                script));
            // What is late is the first; the others follow it as usual.
            if (script?.Behaviour == Behaviours.Late) script = null;
        }
    }

    internal static string Lane(ClaimBatch batch) => $"claims-{batch.Key}";
}
