using System.Text;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class AcknowledgingWhatWasReceived
{
    private static string Good { get; } = Encoding.Latin1.GetString(SetSample.Named("276").Bytes());

    [Test]
    public void A_sound_interchange_is_accepted_with_every_set_of_it()
    {
        var receipt = Receipts.Of(Sample.Bytes(Good)).Single();
        Assert.That((receipt.Acknowledgement.ControlNumber, receipt.Acknowledgement.Outcome, receipt.Acknowledgement.NoteCode), Is.EqualTo(("000000007", AcknowledgementOutcome.Accepted, "000")));
        var group = receipt.Groups.Single().Acknowledgement;
        Assert.That((group?.Outcome, group?.SetsAccepted, group?.Sets.Single().ControlNumber), Is.EqualTo(((AcknowledgementOutcome?)AcknowledgementOutcome.Accepted, (int?)1, "0001")));
    }

    [TestCase("IEA*1*000000007", "IEA*1*000000008", "001")]
    [TestCase("IEA*1*", "IEA*2*", "021")]
    [TestCase("IEA*1*000000007~", "", "023")]
    public void A_broken_interchange_is_refused_as_a_whole(string was, string becomes, string note)
    {
        var receipt = Receipts.Of(Sample.Bytes(Good.Replace(was, becomes, StringComparison.Ordinal))).Single();
        Assert.That((receipt.Acknowledgement.Outcome, receipt.Acknowledgement.NoteCode, receipt.Groups.Count), Is.EqualTo((AcknowledgementOutcome.Rejected, note, 0)));
    }

    [TestCase("GE*1*7", "GE*1*8", "4")]
    [TestCase("GE*1*7", "GE*3*7", "5")]
    [TestCase("GE*1*7~", "", "3")]
    public void A_broken_group_is_refused_with_its_sets(string was, string becomes, string code)
    {
        var group = Receipts.Of(Sample.Bytes(Good.Replace(was, becomes, StringComparison.Ordinal))).Single().Groups.Single().Acknowledgement;
        Assert.That((group?.Outcome, group?.SetsAccepted), Is.EqualTo(((AcknowledgementOutcome?)AcknowledgementOutcome.Rejected, (int?)0)));
        Assert.That(group?.ErrorCodes, Is.EqualTo(new[] { code }));
    }

    [Test]
    public void A_broken_set_is_refused_and_the_sound_one_beside_it_taken()
    {
        var set = Good[Good.IndexOf("ST*", StringComparison.Ordinal)..Good.IndexOf("GE*", StringComparison.Ordinal)];
        var second = set.Replace("*0001", "*0002", StringComparison.Ordinal).Replace("SE*20", "SE*21", StringComparison.Ordinal).Replace("BHT*", "bht*", StringComparison.Ordinal);
        var two = Good.Replace("GE*1*", second + "GE*2*", StringComparison.Ordinal);
        var group = Receipts.Of(Sample.Bytes(two)).Single().Groups.Single().Acknowledgement;
        Assert.That((group?.Outcome, group?.SetsReceived, group?.SetsAccepted), Is.EqualTo(((AcknowledgementOutcome?)AcknowledgementOutcome.PartiallyAccepted, (int?)2, (int?)1)));
        var refused = group?.Sets[1];
        Assert.That(refused?.ErrorCodes, Is.EqualTo(new[] { "4", "5" }));
        Assert.That(refused?.Errors.Select(e => (e.SegmentId, e.Position, e.Code)), Is.EqualTo(new[] { ("bht", 2, (string?)"1") }));
    }

    [Test]
    public void An_acknowledgement_is_not_acknowledged() =>
        Assert.That(Receipts.Of(SetSample.Named("999").Bytes()).Single().Groups.Single().Acknowledgement, Is.Null);

    [Test]
    public void What_is_answered_can_be_written_and_read()
    {
        var receipt = Receipts.Of(Sample.Bytes(Good.Replace("SE*20", "SE*21", StringComparison.Ordinal))).Single();
        var answered = receipt.Groups.Single().Acknowledgement ?? throw new InvalidOperationException("There is no 999");
        var document = Sample.Document(Acknowledgement999.FunctionalId, Acknowledgement999.Version, w => answered.Write(w, "0001"));
        var read = Acknowledgement999.Read(Sample.Require(document), new X12Findings()).Single();
        Assert.That((read.Outcome, read.Sets.Single().ErrorCodes.Single()), Is.EqualTo((AcknowledgementOutcome.Rejected, "4")));
    }
}
