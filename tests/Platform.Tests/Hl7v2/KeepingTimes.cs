using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

public sealed class KeepingTimes
{
    [TestCase("2026", DtmPrecision.Year)]
    [TestCase("202603", DtmPrecision.Month)]
    [TestCase("20260310", DtmPrecision.Day)]
    [TestCase("2026031009", DtmPrecision.Hour)]
    [TestCase("202603100930", DtmPrecision.Minute)]
    [TestCase("20260310093015", DtmPrecision.Second)]
    [TestCase("20260310093015.25", DtmPrecision.Fraction)]
    [TestCase("202603100930-0400", DtmPrecision.Minute)]
    [TestCase("20260310+0000", DtmPrecision.Day)]
    public void A_time_is_as_exact_as_it_was_sent(string text, DtmPrecision precision)
    {
        var time = Dtm.Parse(text);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(time?.Precision, Is.EqualTo(precision));
            Assert.That(time?.Text, Is.EqualTo(text));
            Assert.That(time?.Instant is null, Is.EqualTo(!text.Contains('-', StringComparison.Ordinal)));
            Assert.That(time?.Date is null, Is.EqualTo(precision < DtmPrecision.Day));
        }
    }

    [TestCase("")]
    [TestCase("26")]
    [TestCase("20261301")]
    [TestCase("20260230")]
    [TestCase("00000101")]
    [TestCase("2026031024")]
    [TestCase("202603100960")]
    [TestCase("01/15/2025 14:30:00")]
    [TestCase("2026-03-10")]
    [TestCase("20260310093015.")]
    [TestCase("202603100930.5")]
    [TestCase("202603100930-4")]
    [TestCase("202603100930-1500")]
    [TestCase("2026031009301")]
    [TestCase("２０２６")]
    public void What_is_no_time_is_none(string text) => Assert.That(Dtm.Parse(text), Is.Null);

    [Test]
    public void A_time_without_an_offset_takes_the_senders()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Dtm.Parse("202603100930")?.At(TimeSpan.FromHours(-6)), Is.EqualTo(new DateTimeOffset(2026, 3, 10, 9, 30, 0, TimeSpan.FromHours(-6))));
            Assert.That(Dtm.Parse("202603100930-0400")?.At(TimeSpan.FromHours(-6)), Is.EqualTo(new DateTimeOffset(2026, 3, 10, 9, 30, 0, TimeSpan.FromHours(-4))));
            Assert.That(Dtm.Parse("20260310")?.At(TimeSpan.FromHours(-6)), Is.Null);
            Assert.That(Dtm.Parse("0001010100+1400")?.Instant, Is.Null);
        }
    }

    [TestCase("20260310000000^D", DtmPrecision.Day)]
    [TestCase("20260310093000^M", DtmPrecision.Minute)]
    [TestCase("20260310^S", DtmPrecision.Day)]
    [TestCase("20260310^20260312", DtmPrecision.Day)]
    public void A_degree_of_precision_beside_the_time_is_kept_to(string field, DtmPrecision precision)
    {
        var message = Sample.Read($"MSH|^~\\&|A|B|C|D|2026||DFT^P03|1|P|2.3\nFT1|1|||{field}");
        Assert.That(new Ft1(message.Segments[1]).ServiceDate?.Precision, Is.EqualTo(precision));
    }

    [Test]
    public void A_written_time_has_its_offset()
    {
        var at = new DateTimeOffset(2026, 3, 10, 9, 30, 15, 250, TimeSpan.FromMinutes(-210));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Dtm.Of(at).Text, Is.EqualTo("20260310093015-0330"));
            Assert.That(Dtm.Parse(Dtm.Of(at).Text)?.Instant, Is.EqualTo(at.AddMilliseconds(-250)));
        }
    }
}
