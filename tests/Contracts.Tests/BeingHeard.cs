using Healthcare.Contracts.Audit.V1;
using Healthcare.Contracts.Billing.V1;
using Healthcare.Contracts.Intake.V1;
using Healthcare.Contracts.Reconciliation.V1;

namespace Healthcare.Contracts.Tests;

/// <summary>Each message has somebody who listens, or a reason why it is published all the same.</summary>
public sealed class BeingHeard
{
    private static readonly IReadOnlyDictionary<Type, string> Unheard = new Dictionary<Type, string>
    {
        [typeof(ClaimAcceptedByPayer)] = "proves timely filing to whoever disputes it",
        [typeof(PaymentApplied)] = "for patient balances",
        [typeof(JournalPosted)] = "the end of the case's way; whoever waits for it may know",
    };

    /// <summary>Read over HTTP and never published.</summary>
    private static readonly Type[] Served = [typeof(ReferralPacket)];

    [Test]
    public void Each_is_consumed_or_says_why_not() => Assert.That(
        Messages.Whole.Except(Served).Where(m => !Messages.Consumed.Contains(m)).Select(m => m.Name).Order(StringComparer.Ordinal),
        Is.EqualTo(Unheard.Keys.Select(m => m.Name).Order(StringComparer.Ordinal)), "whoever gains a listener leaves the list");

    [Test]
    public void Each_that_is_consumed_is_a_contract() => Assert.That(Messages.Consumed.Where(m => !Messages.Whole.Contains(m)), Is.Empty);

    [Test]
    public void Only_audit_hears_stored_events() => Assert.That(
        Messages.Services.Where(s => Messages.ConsumedBy(s).Contains(typeof(EventsRecorded))).Select(s => s.GetName().Name), Is.EqualTo(new[] { "Healthcare.Audit" }));
}
