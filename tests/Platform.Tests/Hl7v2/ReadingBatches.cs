using System.Text;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class ReadingBatches
{
    [Test]
    public void A_file_of_two_batches_has_its_counts_checked()
    {
        var (parts, findings) = Read("FHS|^~\\&|A|B|C|D|2026\rBHS|^~\\&|A|B|C|D|2026\r1 2 BTS|2\rBHS|^~\\&|A|B\r3 BTS|1|done\rFTS|2\r");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(findings.Kept, Is.Empty);
            Assert.That(parts.Select(p => p is Hl7Message m ? m.ControlId : ((BatchSegment)p).Segment.Id), Is.EqualTo(["FHS", "BHS", "1", "2", "BTS", "BHS", "3", "BTS", "FTS"]));
            Assert.That(parts.OfType<BatchSegment>().Last(p => p.Segment.Id == "BTS").Segment.Text(2), Is.EqualTo("done"));
        }
    }

    [TestCase("BHS|^~\\&|A\r1 BTS|3\r", nameof(Hl7FindingCode.MessageCountWrong))]
    [TestCase("BHS|^~\\&|A\r1 BTS|x\r", nameof(Hl7FindingCode.MessageCountWrong))]
    [TestCase("FHS|^~\\&|A\rBHS|^~\\&|A\r1 BTS|1\rFTS|2\r", nameof(Hl7FindingCode.BatchCountWrong))]
    [TestCase("BHS|^~\\&|A\r1 ", nameof(Hl7FindingCode.TrailerMissing))]
    [TestCase("BHS|^~\\&|A\r1 BHS|^~\\&|A\r2 BTS|1\r", nameof(Hl7FindingCode.TrailerMissing))]
    [TestCase("FHS|^~\\&|A\rBHS|^~\\&|A\r1 BTS|1\r", nameof(Hl7FindingCode.TrailerMissing))]
    [TestCase("1 BTS|1\r", nameof(Hl7FindingCode.TrailerWithoutHeader))]
    [TestCase("1 FTS|1\r", nameof(Hl7FindingCode.TrailerWithoutHeader))]
    [TestCase("1 1 ", nameof(Hl7FindingCode.ControlIdRepeated))]
    public void What_does_not_add_up_is_reported(string file, string code) => Assert.That(Sample.Codes(Read(file).Findings), Is.EqualTo([code]));

    [Test]
    public void A_batch_without_counts_is_as_good() => Assert.That(Read("BHS|^~\\&|A\r1 BTS\r").Findings.Kept, Is.Empty);

    [Test]
    public void A_batch_with_separators_of_its_own_is_read()
    {
        var (parts, findings) = Read("BHS#!@%*#A#B\r1 BTS#1#well!done\r");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(findings.Kept, Is.Empty);
            Assert.That(((BatchSegment)parts[^1]).Segment[2].Component(2).Text, Is.EqualTo("done"));
        }
    }

    private static (List<Hl7Part> Parts, Hl7Findings Findings) Read(string file)
    {
        var findings = new Hl7Findings();
        for (var i = 1; i <= 3; i++) file = file.Replace($"{i} ", $"MSH|^~\\&|A|B|C|D|2026||ADT^A01|{i}|P|2.5\rPID|1||X\r", StringComparison.Ordinal);
        var bytes = Encoding.ASCII.GetBytes(file);
        var parts = Sample.Parts(bytes, findings);
        Assert.That(parts.SelectMany(p => p.Bytes.ToArray()), Is.EqualTo(bytes));
        return (parts, findings);
    }
}
