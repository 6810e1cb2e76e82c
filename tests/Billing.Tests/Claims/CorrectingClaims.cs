using System.Globalization;
using Healthcare.Billing.Claims;
using Healthcare.EventStore;
using Healthcare.Testing;
using static Healthcare.Billing.Tests.Samples;

namespace Healthcare.Billing.Tests.Claims;

/// <summary>Replacing and voiding what the payer has (N3, N4; T13).</summary>
public sealed class CorrectingClaims
{
    private static readonly CorrectClaim Correct = new(new ClaimChanges { Documents = [Record] }, "records-supplied", "biller-1", Noon);
    private static readonly VoidClaim Withdraw = new("billed-in-error", "biller-1", Noon);

    private static DeciderSpec<Claim, ClaimCommand, ClaimEvent> Sent => NewClaim.GivenDone(Submit());

    private static DeciderSpec<Claim, ClaimCommand, ClaimEvent> Denied => Sent.GivenDone(Accept(), Adjudicate(Samples.Denied()));

    [Test]
    public void A_replacement_is_frequency_7_and_names_the_payers_number_by_itself() => Denied.When(Correct).Then(new ClaimResubmitted(
        Content with { Frequency = "7", OriginalPayerClaimNumber = "ICN1", Documents = [Record] }, "records-supplied", "biller-1", Noon));

    [Test]
    public void A_void_is_frequency_8_and_changes_nothing_else() => Denied.When(Withdraw).Then(new ClaimResubmitted(
        Content with { Frequency = "8", OriginalPayerClaimNumber = "ICN1" }, "billed-in-error", "biller-1", Noon));

    [Test]
    public void Without_the_payers_number_nothing_is_replaced_or_voided()
    {
        Sent.GivenDone(Accept(number: null)).When(Correct).ThenRefused(ClaimRefusals.NoPayerNumber);
        Sent.GivenDone(Accept(number: null)).When(Withdraw).ThenRefused(ClaimRefusals.NoPayerNumber);
        Sent.GivenDone(Accept(number: null), Adjudicate(Samples.Denied())).When(Correct).ThenKinds(typeof(ClaimResubmitted));
    }

    [Test]
    public void What_the_payer_never_took_is_not_replaced()
    {
        NewClaim.When(Correct).ThenRefused(ClaimRefusals.Unknown);
        NewClaim.GivenDone(Build()).When(Correct).ThenRefused(ClaimRefusals.UnderWay);
        Sent.When(Correct).ThenRefused(ClaimRefusals.UnderWay);
        Sent.GivenDone(Answer(AcknowledgementLevel.Claim, ClaimAnswer.Rejected)).When(Correct).ThenRefused(ClaimRefusals.NotAtPayer);
    }

    [Test]
    public void What_was_denied_as_a_duplicate_is_never_sent_again() =>
        Sent.GivenDone(Accept(), Adjudicate(Samples.Denied("duplicate", "OA", "18"))).When(Correct).ThenRefused(ClaimRefusals.Duplicate);

    [Test]
    public void A_replacement_that_is_rejected_goes_again_as_a_replacement()
    {
        var rejected = Denied.GivenDone(Correct, Send(), Answer(AcknowledgementLevel.Claim, ClaimAnswer.Rejected));
        var again = (ClaimResubmitted)rejected.When(new ResubmitClaim(ClaimChanges.None, "biller-1", Noon)).Decision.Events.Single();
        Assert.That((again.Content.Frequency, again.Content.OriginalPayerClaimNumber), Is.EqualTo(("7", "ICN1")));
    }

    [Test]
    public void The_next_replacement_names_the_last_number_that_the_payer_gave()
    {
        var twice = Denied.GivenDone(Correct, Send(), Accept("ICN2"), Adjudicate(Samples.Denied() with { RemittanceId = AnswerId, PayerControlNumber = "ICN2" })).When(Correct);
        Assert.That(((ClaimResubmitted)twice.Decision.Events.Single()).Content.OriginalPayerClaimNumber, Is.EqualTo("ICN2"));
    }

    [Test]
    public void A_claim_that_was_voided_is_not_replaced()
    {
        var reversal = new Adjudication(AnswerId, "22", "ICN1", -250m, 0m, 0m, [], Day.AddDays(20));
        Denied.GivenDone(Withdraw, Send(), Accept(), Adjudicate(reversal)).When(Correct).ThenRefused(ClaimRefusals.Voided);
    }

    /// <summary>Whatever happens in whatever order: once the payer took a claim, no original of it goes out, and REF*F8 goes with 7 and 8 and with nothing else.</summary>
    [Test]
    public void A_corrected_claim_never_goes_out_as_an_original()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("CLAIM_SEED"), NumberStyles.Integer, CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        TestContext.Out.WriteLine($"CLAIM_SEED={seed}");
        var random = new Random(seed);
        var replaced = 0;
        for (var history = 0; history < 2_000; history++)
        {
            Claim claim = Claim.Initial;
            var taken = false;
            for (var step = 0; step < 40; step++)
            {
                var decision = ClaimDecider.Decide(claim, Any(random, step));
                foreach (var happened in decision.Events)
                {
                    claim = Claim.Evolve(claim, happened);
                    if (happened is ClaimSubmitted { Content: var content })
                    {
                        Assert.That(content.OriginalPayerClaimNumber is not null, Is.EqualTo(content.Frequency is "7" or "8"), $"seed {seed}, history {history}: REF*F8 goes with 7 and 8 only");
                        Assert.That(taken && content.Frequency == "1", Is.False, $"seed {seed}, history {history}: the payer has it");
                        if (content.Frequency != "1") replaced++;
                    }

                    taken |= happened is ClaimAcceptedByPayer or ClaimAdjudicated;
                }
            }
        }

        Assert.That(replaced, Is.GreaterThan(500), "the histories reach replacements");
    }

    private static ClaimCommand Any(Random random, int step) => random.Next(16) switch
    {
        0 => Build(),
        1 or 2 or 3 => Send(),
        4 => new HoldClaim(["open-duplicate"], [], Noon),
        5 => new ResubmitClaim(ClaimChanges.None, "biller-1", Noon),
        6 => Correct,
        7 => Withdraw,
        8 => Accept(random.Next(3) == 0 ? null : $"ICN{step}"),
        9 => Answer((AcknowledgementLevel)random.Next(3), ClaimAnswer.Rejected),
        10 => Answer(AcknowledgementLevel.Set, ClaimAnswer.Acknowledged),
        11 => Adjudicate(Samples.Denied() with { RemittanceId = DerivedId.Of($"{step}"), PayerControlNumber = random.Next(2) == 0 ? null : $"ICN{step}" }),
        12 => Adjudicate(Paid(DerivedId.Of($"{step}"))),
        13 => new FireClaimDeadline(random.Next(2) == 0 ? ClaimAggregate.SetDeadline : ClaimAggregate.PayerDeadline, Noon, Noon),
        14 => new RecordClaimStatus("P1", [], null, AnswerId, Noon),
        _ => new CloseClaim("written-off", Noon),
    };
}
