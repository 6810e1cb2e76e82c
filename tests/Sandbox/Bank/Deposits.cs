using System.Globalization;
using System.Text.Json;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Bank;

/// <summary>A payment that a payer has its bank make; the amount in dollars.</summary>
internal sealed record Payment(string PayerId, string OriginatorId, string Trace, decimal Amount, Subject Subject)
{
    /// <summary>The lane that its advice goes in, where that is sent as usual: the money comes behind it then, however long the advice takes.</summary>
    public string? BehindAdviceIn { get; init; }
}

/// <summary>The provider's bank: tells of every deposit, with the trace number that its addenda carry (CCD+ with TRN).</summary>
internal sealed class Deposits(Outbox outbox, Exchange exchange, ScriptBook scripts, IOptions<SandboxOptions> options, TimeProvider clock)
{
    internal const string Partner = "first-harbor";

    // What an acknowledgement and a remittance take in their lane, and a little more.
    private const int UsualDelays = 5;

    internal void Tell(Payment payment)
    {
        var script = scripts.Take(payment.Subject.At(Partner, Steps.Deposit));
        var amount = script?.Behaviour == "wrong-amount" ? payment.Amount + (script.Amount ?? 1m) : payment.Amount;
        var trace = script?.Behaviour == "wrong-trace" ? Derived.Id("EFT", payment.Trace, "wrong") : payment.Trace;
        var reference = Derived.Id("FH", payment.Trace);
        var told = new DepositAdvice(
            reference, amount.ToString("0.00", CultureInfo.InvariantCulture), DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), trace, payment.OriginatorId, "ACH");
        var behind = script is null ? payment.BehindAdviceIn : null;
        outbox.Enqueue(exchange.Bend(
            new Delivery
            {
                Id = $"deposit-{reference}",
                Partner = Partner,
                Step = Steps.Deposit,
                Lane = behind ?? $"deposit-{reference}",
                Path = "/partner/v1/deposits",
                MediaType = Bodies.Json,
                Body = JsonSerializer.SerializeToUtf8Bytes(told, JsonSerializerOptions.Web),
                Wait = script?.Behaviour == "first" ? TimeSpan.Zero : options.Value.Delay * (behind is null ? UsualDelays : 1),
                Reference = trace,
            },
            script));
    }

    /// <summary>The amount is a decimal string, exact to the cent.</summary>
    private sealed record DepositAdvice(string BankReference, string Amount, DateOnly EffectiveDate, string Trace, string OriginatorId, string Method);
}
