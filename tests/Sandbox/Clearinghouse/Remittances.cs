using System.Globalization;
using Healthcare.Sandbox.Bank;
using Healthcare.Sandbox.Payer;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>Passes claims to the payer, brings back its 835 and has the bank told: one payment for each payer and payee of a batch.</summary>
internal sealed class Remittances(
    Outbox outbox, Exchange exchange, ScriptBook scripts, Adjudication adjudication, Deposits deposits, StatusAnswers statuses, CarriedBalances balances, ControlNumbers numbers, IOptions<SandboxOptions> options, TimeProvider clock)
{
    // Routing numbers with a check digit that holds, of no bank.
    private static readonly PaymentAccounts Usual = new()
    {
        Format = "CCP", Payer = new BankAccount("01", "999999992", "DA", "7000123456"), Payee = new BankAccount("01", "999999992", "DA", "8000654321"),
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Denied> _denied = new(StringComparer.Ordinal);

    private static readonly Contact ProviderServices = new("BL", "PROVIDER SERVICES", [new ContactNumber("TE", "4105550100")]);

    internal void Adjudicate(ClaimBatch batch, IReadOnlyList<ProfessionalClaim> claims)
    {
        foreach (var payment in claims.GroupBy(c => (Payer: c.Payer.Id ?? "", Payee: c.BillingProvider.Id ?? "", Claim: IsApart(c) ? c.ClaimId : "")))
        {
            if (options.Value.Named(payment.Key.Payer) is not var (payerId, payer)) continue;
            var trace = Derived.Id("EFT", payerId, payment.Key.Payee, payment.Key.Claim, batch.Key, batch.Sha256);
            Pay(batch, payerId, payer, trace, [.. payment]);
        }
    }

    // What is told of one claim's payment must not become of others that are in the same file by chance.
    private bool IsApart(ProfessionalClaim claim) => options.Value.RemittancePerClaim
        || new[] { Steps.Remittance, Steps.Deposit }.Any(step => scripts.Knows(Subject.Of("", step, ("member", claim.Subscriber.Id))));

    private void Pay(ClaimBatch batch, string payerId, PayerProfile payer, string trace, IReadOnlyList<ProfessionalClaim> claims)
    {
        Script? transport = null;
        Script? whole = null;
        var subject = Subject.Of(
            payerId, Steps.Remittance,
            [.. claims.Select(c => ("patientControlNumber", (string?)c.ClaimId)), ("payment", trace), ("interchange", batch.Interchange.ControlNumber), .. claims.Select(c => ("member", c.Subscriber.Id))]);
        List<ClaimPayment> payments = [];
        List<ClaimPayment> reversals = [];
        List<(ProfessionalClaim Claim, ClaimPayment Paid, Script Script)> forwarded = [];
        foreach (var claim in claims)
        {
            var script = scripts.Take(Subject.Of(
                payerId, Steps.Remittance, ("patientControlNumber", claim.ClaimId), ("payment", trace), ("interchange", batch.Interchange.ControlNumber), ("member", claim.Subscriber.Id)));
            var earlier = statuses.Last(claim.ClaimId);
            // What was paid before is taken back under its own number before the replacement is paid (CLP02 22).
            if (claim.Frequency is "7" or "8" && earlier is { Paid: > 0 }) payments.Add(Adjudication.Reverse(earlier) with { Number = payments.Count + 1 });
            if (claim.Frequency == "8")
            {
                if (earlier is { Paid: 0 }) payments.Add(Adjudication.Reverse(earlier) with { Number = payments.Count + 1 });
                statuses.Forget(claim.ClaimId);
                continue;
            }

            // What comes with another payer's decision is paid of what that one left to the patient.
            var paid = claim.PayerResponsibility != "P" && earlier is not null
                ? SecondPayer.Decide(earlier, script?.Amount) with { Number = payments.Count + 1 }
                : adjudication.Decide(claim, payments.Count + 1, script);
            if (script?.Behaviour is "secondary" or "crossover-unnamed") paid = SecondPayer.Forward(paid, script.Behaviour == "secondary" ? options.Value.Other(payerId)?.Profile : null);
            payments.Add(paid);
            statuses.Note(claim.ClaimId, paid);
            if (script?.Behaviour == "secondary") forwarded.Add((claim, paid, script));
            // A payment of before is taken back in the advice that pays this claim; what is missing then is carried forward.
            if (script?.Behaviour == "take-back-earlier" && (script.Text is { } named ? statuses.Last(named) : statuses.Dearest(claim.ClaimId)) is { } taken)
            {
                statuses.Forget(taken.ClaimId);
                payments.Add(Adjudication.Reverse(taken) with { Number = payments.Count + 1, Parties = taken.Parties.Where(p => p.EntityCode != "TT").ToList() });
            }

            lock (_gate)
            {
                if (paid.Status == "4") _denied[claim.ClaimId] = new Denied(batch, payerId, payer, claim);
                else _denied.Remove(claim.ClaimId);
            }

            if (script?.Behaviour == "take-back") reversals.Add(Adjudication.Reverse(paid));
            if (script?.Behaviour is Behaviours.Late or Behaviours.Never or Behaviours.Twice or Behaviours.Garbage) transport = script;
            if (script?.Behaviour is "out-of-balance" or "recoup" or "adjust" or "apply-balance") whole = script;
        }

        if (payments.Count == 0) return;
        var advice = Advice(payer, trace, claims[0].BillingProvider, payments, Adjusted(whole, trace, claims[0], payments), whole?.Behaviour == "out-of-balance" ? whole.Amount ?? 10m : 0);
        Send(batch, payerId, advice, subject, transport);
        if (advice.Header.Payment > 0) deposits.Tell(new Payment(payerId, payer.OriginatorId, trace, advice.Header.Payment, subject) { BehindAdviceIn = transport is null ? ClaimIntake.Lane(batch) : null });
        foreach (var (claim, paid, script) in forwarded) PaySecond(batch, payerId, claim, paid, script);
        if (reversals.Count > 0) TakeBack(batch, payerId, payer, trace, claims[0].BillingProvider, reversals, subject);
    }

    /// <summary>Looks again at what was denied, as payers do on an appeal, and pays it by a further 835: nothing is asked for anew. Says how many claims.</summary>
    internal int Reconsider(IReadOnlyDictionary<string, string> match)
    {
        List<Denied> found;
        lock (_gate) found = [.. _denied.Values.Where(d => ScriptBook.Fits(match, d.Subject))];
        foreach (var (batch, payerId, payer, claim) in found)
        {
            Pay(batch, payerId, payer, Derived.Id("EFT", payerId, claim.BillingProvider.Id ?? "", claim.ClaimId, batch.Key, "reconsidered"), [claim]);
        }

        return found.Count;
    }

    internal void Clear()
    {
        lock (_gate) _denied.Clear();
    }

    private List<ProviderAdjustment> Adjusted(Script? whole, string trace, ProfessionalClaim claim, List<ClaimPayment> payments)
    {
        var payee = claim.BillingProvider.Id ?? "";
        var most = Math.Max(0, payments.Sum(p => p.Paid));
        switch (whole?.Behaviour)
        {
            // The reference is what the payer was asked to name, else the dearest claim that it paid before, else this payment.
            case "recoup":
                return [new ProviderAdjustment(payee, null, "WO", whole.Text ?? statuses.Dearest(claim.ClaimId)?.ClaimId ?? trace, Math.Min(whole.Amount ?? 10m, most), "WO")];
            case "adjust":
                return [new ProviderAdjustment(payee, null, whole.Reason ?? "L6", whole.Text ?? trace, Math.Min(whole.Amount ?? -5m, most), whole.Reason ?? "L6")];
            case "apply-balance" when balances.Owed(payee) is { } owed:
                var applied = Math.Min(whole.Amount ?? owed.Amount, Math.Min(owed.Amount, most));
                balances.Apply(payee, applied);
                return [new ProviderAdjustment(payee, null, "FB", owed.Trace, applied, "FB")];
            default:
                return [];
        }
    }

    private void PaySecond(ClaimBatch batch, string payerId, ProfessionalClaim claim, ClaimPayment paid, Script script)
    {
        if (options.Value.Other(payerId) is not var (secondId, second)) return;
        var trace = Derived.Id("EFT", secondId, claim.ClaimId, batch.Key);
        var payment = SecondPayer.Decide(paid, script.Amount);
        var advice = Advice(second, trace, claim.BillingProvider, [payment], [], extra: 0);
        var subject = Subject.Of(secondId, Steps.Remittance, ("patientControlNumber", claim.ClaimId), ("payment", trace), ("interchange", batch.Interchange.ControlNumber));
        Send(batch, secondId, advice, subject, transport: null);
        if (advice.Header.Payment > 0) deposits.Tell(new Payment(secondId, second.OriginatorId, trace, advice.Header.Payment, subject) { BehindAdviceIn = ClaimIntake.Lane(batch) });
    }

    /// <summary>A payment that would be negative is carried forward (PLB FB) so that BPR02 is zero (005010X221A1 §1.10.2.12).</summary>
    private void TakeBack(ClaimBatch batch, string payerId, PayerProfile payer, string first, Party payee, List<ClaimPayment> reversals, Subject subject)
    {
        var trace = Derived.Id("EFT", first, "take-back");
        var owed = reversals.Sum(r => r.Paid);
        var advice = Advice(payer, trace, payee, reversals, [new ProviderAdjustment(payee.Id ?? "", null, "FB", trace, owed, "FB")], extra: 0);
        Send(batch, payerId, advice, subject, transport: null);
    }

    private RemittanceAdvice Advice(PayerProfile payer, string trace, Party payee, List<ClaimPayment> payments, List<ProviderAdjustment> adjustments, decimal extra)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var paid = payments.Sum(p => p.Paid);
        var adjusted = adjustments.Sum(a => a.Amount);
        // A payment that would be negative is carried forward (PLB FB), so that BPR02 is never below zero (005010X221A1 1.10.2.12).
        if (paid - adjusted + extra < 0)
        {
            adjustments = [.. adjustments, new ProviderAdjustment(payee.Id ?? "", null, "FB", trace, paid - adjusted + extra, "FB")];
            adjusted = adjustments.Sum(a => a.Amount);
        }

        foreach (var carried in adjustments.Where(a => a is { Code: "FB", Amount: < 0 })) balances.CarryForward(payee.Id ?? "", carried.Reference ?? trace, -carried.Amount);

        var payment = paid - adjusted + extra;
        var header = new Remittance
        {
            Interchange = 1,
            Set = 1,
            Handling = payment == 0 ? "H" : "I",
            Payment = payment,
            CreditOrDebit = "C",
            Method = payment == 0 ? "NON" : "ACH",
            Accounts = payment == 0 ? null : Usual with { Originator = payer.OriginatorId },
            EffectiveDate = today,
            TraceNumber = trace,
            PayerIdentifier = payer.OriginatorId,
            ProductionDate = today,
            Payer = new Party { EntityCode = "PR", Name = payer.Name, Address = new PostalAddress(payer.Line, null, payer.City, payer.State, payer.PostalCode), Contacts = [ProviderServices] },
            Payee = new Party
            {
                EntityCode = "PE", Name = payee.Name, IdQualifier = "XX", Id = payee.Id, Address = payee.Address,
                References = [.. payee.References.Where(r => r.Qualifier == "EI").Select(r => new Reference("TJ", r.Value))],
            },
        };
        var summary = new RemittanceSummary
        {
            Interchange = 1,
            Set = 1,
            Claims = payments.Count,
            Payment = payment,
            Charged = payments.Sum(p => p.Charge),
            Paid = paid,
            PatientResponsibility = payments.Sum(p => p.PatientResponsibility ?? 0),
            ProviderAdjustmentTotal = adjusted,
            // PLB02 is the last day of the provider's fiscal year.
            ProviderAdjustments = [.. adjustments.Select(a => a with { FiscalPeriod = new DateOnly(today.Year, 12, 31) })],
            Closed = true,
        };
        return new RemittanceAdvice(header, payments, summary);
    }

    private void Send(ClaimBatch batch, string payerId, RemittanceAdvice advice, Subject subject, Script? transport)
    {
        var now = clock.GetUtcNow();
        var trace = advice.Header.TraceNumber ?? "";
        var number = numbers.For("835", trace);
        var document = X12Document.Write(
            X12Answers.Back(batch.Interchange, now, number),
            new GroupEnvelope("HP", payerId.ToUpperInvariant(), batch.Interchange.SenderId, now.UtcDateTime, number, "005010X221A1"),
            writer => RemittanceWriting.Write(writer, 1.ToString("D4", CultureInfo.InvariantCulture), advice));
        var lane = transport is null ? ClaimIntake.Lane(batch) : $"remittance-{trace}";
        outbox.Enqueue(exchange.Bend(
            new Delivery
            {
                Id = $"remittance-{trace}",
                Partner = ClaimEndpoint.Partner,
                Step = Steps.Remittance,
                Lane = lane,
                Path = "/partner/v1/remittances",
                MediaType = Bodies.X12,
                Body = document.OrThrow(),
                Wait = options.Value.Delay,
                Reference = subject.Reference,
                About = [.. subject.Identifiers.Where(i => i.Name is "patientControlNumber" or "member").Select(i => i.Value)],
            },
            transport));
    }

    /// <summary>A claim that the payer denied, with the file that it came in.</summary>
    private sealed record Denied(ClaimBatch Batch, string PayerId, PayerProfile Payer, ProfessionalClaim Claim)
    {
        public Subject Subject => Subject.Of(PayerId, Steps.Remittance, ("patientControlNumber", Claim.ClaimId), ("member", Claim.Subscriber.Id), ("interchange", Batch.Interchange.ControlNumber));
    }
}
