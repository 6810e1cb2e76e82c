using Healthcare.Intake.Requirements;

namespace Healthcare.Intake.Tests.Referrals;

public sealed class AssigningUrgency
{
    [TestCase("routine", "M54.50", "routine", "priority:routine")]
    [TestCase("urgent", "M54.50", "urgent", "priority:urgent")]
    [TestCase("stat", "M54.50", "urgent", "priority:stat")]
    [TestCase("asap", "I63.9", "urgent", "priority:asap")]
    [TestCase("routine", "M54.50 I63.9", "urgent", "diagnosis:I63.9")]
    [TestCase("routine", "C50.911", "urgent", "diagnosis:C50.911")]
    public void It_rests_on_what_the_sender_asks_for_or_on_a_diagnosis_that_cannot_wait(string priority, string diagnoses, string level, string basis) =>
        Assert.That(Urgencies.Built.Of(Samples.Complete with { Priority = priority, Diagnoses = diagnoses.Split(' ') }), Is.EqualTo((level, basis)));
}
