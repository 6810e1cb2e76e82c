namespace Healthcare.Fhir.Tests;

public sealed class KeepingDates
{
    [TestCase("1961", FhirPrecision.Year, null)]
    [TestCase("1961-07", FhirPrecision.Month, null)]
    [TestCase("1961-07-09", FhirPrecision.Day, "1961-07-09")]
    [TestCase("2024-02-29", FhirPrecision.Day, "2024-02-29")]
    [TestCase("2026-03-02T23:30:00-05:00", FhirPrecision.Time, "2026-03-02")]
    [TestCase("2026-03-02T23:30:00.123456789Z", FhirPrecision.Time, "2026-03-02")]
    [TestCase("2016-12-31T23:59:60Z", FhirPrecision.Time, "2016-12-31")]
    public void Keeps_the_text_and_the_precision(string text, FhirPrecision precision, string? day)
    {
        var date = FhirDate.Parse(text);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(date?.Text, Is.EqualTo(text));
            Assert.That(date?.Precision, Is.EqualTo(precision));
            Assert.That(date?.Day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(day));
            Assert.That(date?.Instant is not null, Is.EqualTo(precision == FhirPrecision.Time));
        }
    }

    [TestCase("0000")]
    [TestCase("2023-02-29")]
    [TestCase("2023-13")]
    [TestCase("2023-1-1")]
    [TestCase("2023-01-01T10:00")]
    [TestCase("2023-01-01T10:00:00")]
    [TestCase("2023-01-01T10:00:00+15:00")]
    [TestCase("2023-01-01\n")]
    [TestCase("01/02/2023")]
    [TestCase("0001-01-01T00:00:00+14:00")]
    [TestCase("")]
    public void Does_not_guess(string text) => Assert.That(FhirDate.Parse(text), Is.Null);

    [Test]
    public void Writes_what_it_reads()
    {
        var at = new DateTimeOffset(2026, 3, 2, 12, 0, 0, 250, TimeSpan.FromHours(-5));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(FhirDate.Of(at).Text, Is.EqualTo("2026-03-02T12:00:00.25-05:00"));
            Assert.That(FhirDate.Parse(FhirDate.Of(at).Text)?.Instant, Is.EqualTo(at));
            Assert.That(FhirDate.Parse(FhirDate.Of(new DateOnly(2026, 3, 2)).Text), Is.EqualTo(FhirDate.Of(new DateOnly(2026, 3, 2))));
        }
    }
}
