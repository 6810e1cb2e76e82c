using System.Text;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class RefusingWhatIsNotFhir
{
    private static readonly FhirLimits Small = new(1_000, 16, 100, 3);

    [TestCase("", FhirFault.NotJson, 400)]
    [TestCase("  ", FhirFault.NotJson, 400)]
    [TestCase("hello", FhirFault.NotJson, 400)]
    [TestCase("{\"resourceType\":\"Bundle\"", FhirFault.NotJson, 400)]
    [TestCase("{\"resourceType\":\"Bundle\"} trailing", FhirFault.NotJson, 400)]
    [TestCase("{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"type\":\"history\"}", FhirFault.NotJson, 400)]
    [TestCase("{\"resourceType\":\"Bundle\",\"id\":\"\\ud800\"}", FhirFault.NotJson, 400)]
    [TestCase("{\"resourceType\":\"Bundle\",\"\\udc00\":1}", FhirFault.NotJson, 400)]
    [TestCase("[]", FhirFault.NotFhir, 400)]
    [TestCase("null", FhirFault.NotFhir, 400)]
    [TestCase("{}", FhirFault.NotFhir, 400)]
    [TestCase("{\"resourceType\":7}", FhirFault.NotFhir, 400)]
    [TestCase("{\"resourceType\":\"Patient\"}", FhirFault.WrongResourceType, 400)]
    [TestCase("<?xml version=\"1.0\"?><Bundle xmlns=\"http://hl7.org/fhir\"/>", FhirFault.Xml, 415)]
    [TestCase("\n <Bundle/>", FhirFault.Xml, 415)]
    [TestCase("{\"resourceType\":\"Bundle\"}", FhirFault.Incomplete, 422)]
    public void Names_the_fault(string body, FhirFault fault, int status)
    {
        var read = ReferralBundle.Read(Utf8(body));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Fault, Is.EqualTo(fault));
            Assert.That(read.HttpStatus, Is.EqualTo(status));
            Assert.That(read.Issues, Is.Not.Empty);
            Assert.That(read.Value, Is.Null);
        }
    }

    [Test]
    public void A_byte_order_mark_is_no_fault() =>
        Assert.That(ReferralBundle.Read(new byte[] { 0xEF, 0xBB, 0xBF }.Concat(Encoding.UTF8.GetBytes(Referral)).ToArray()).IsAcceptable);

    [Test]
    public void Bytes_that_are_not_utf8_are_not_json() =>
        Assert.That(FhirBundle.Parse(Encoding.Unicode.GetBytes(Referral)).Fault, Is.EqualTo(FhirFault.NotJson));

    [Test]
    public void Paired_surrogates_in_escapes_are_characters() =>
        Assert.That(FhirJson.Parse(Utf8("""{"resourceType":"Patient","id":"\ud83d\ude00 \\ud800"}""")).Value, Is.Not.Null);

    [Test]
    public void More_bytes_than_allowed_are_refused() =>
        Assert.That(FhirBundle.Parse(Utf8(Referral), Small).Fault, Is.EqualTo(FhirFault.TooLarge));

    [Test]
    public async Task A_stream_is_not_read_past_the_limit()
    {
        using var endless = new EndlessStream();
        var read = await FhirBundle.ParseAsync(endless, FhirLimits.Default, CancellationToken.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Fault, Is.EqualTo(FhirFault.TooLarge));
            Assert.That(endless.Given, Is.LessThan(FhirLimits.Default.MaxBytes + 1_000_000));
        }
    }

    [TestCase(17)]
    [TestCase(1_000)]
    [TestCase(1_000_000)]
    public void Deeper_nesting_than_allowed_is_refused(int depth)
    {
        var body = $$"""{"resourceType":"Bundle","x":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        Assert.That(FhirBundle.Parse(Utf8(body), Small with { MaxBytes = 10_000_000, MaxTokens = 10_000_000 }).Fault, Is.EqualTo(FhirFault.TooDeep));
    }

    [Test]
    public void More_values_than_allowed_are_refused() =>
        Assert.That(FhirBundle.Parse(Utf8($$"""{"resourceType":"Bundle","x":[{{string.Join(',', Enumerable.Repeat("1", 200))}}]}"""), Small).Fault, Is.EqualTo(FhirFault.TooLarge));

    [Test]
    public void More_entries_than_allowed_are_refused() =>
        Assert.That(FhirBundle.Parse(Utf8("""{"resourceType":"Bundle","entry":[{},{},{},{}]}"""), Small).Fault, Is.EqualTo(FhirFault.TooLarge));

    private sealed class EndlessStream : Stream
    {
        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)' ');
            Given += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
