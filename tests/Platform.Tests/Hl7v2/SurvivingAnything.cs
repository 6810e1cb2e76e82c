using System.Globalization;
using System.Text;
using Healthcare.Hl7v2;

namespace Healthcare.Platform.Tests.Hl7v2;

// What a hostile sender may do: nothing but findings comes of it, in bounded memory and time in proportion to the size.
public sealed class SurvivingAnything
{
    private const long Mebibyte = 1 << 20;

    private static readonly string[] Samples = [Sample.Admission, Sample.Referral, Sample.Appointment, Sample.Charges, Sample.Order, Sample.Document];

    [TestCaseSource(nameof(Samples))]
    public void Every_truncation_is_read_and_its_parts_are_its_bytes(string sample)
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, 0x0B, .. Sample.Bytes(sample), 0x1C, (byte)'\r', .. "BHS|^~\\&|A\r"u8, .. Sample.Bytes(sample).AsSpan(0, 120), .. "\rBTS|1\r"u8];
        // A prime step with another start for each sample: every place of a message is cut in one of them.
        for (var length = Array.IndexOf(Samples, sample); length <= bytes.Length; length += 3)
        {
            var cut = bytes.AsMemory(0, length);
            Assert.That(Hl7Inspection.ReadFully(cut), Is.EqualTo(length));
        }
    }

    [Test]
    public void A_stream_cut_anywhere_gives_the_same_parts_and_findings()
    {
        byte[] bytes = [.. "junk\r\n"u8, 0x0B, .. Sample.Bytes(Sample.Referral), 0x1C, (byte)'\r', .. "BHS|^~\\&|A\r\nMSH|x\r"u8, .. Sample.Bytes(Sample.Document), .. "BTS|9\rFTS"u8];
        var findings = new Hl7Findings();
        var whole = Sample.Parts(bytes, findings).Select(p => Convert.ToHexString(p.Bytes.Span)).ToList();
        foreach (var piece in (int[])[1, 2, 3, 5, 7, 11, 64, 333])
        {
            var cutFindings = new Hl7Findings();
            using var reader = new Hl7Reader(new Trickle(bytes, piece), cutFindings);
            List<string> parts = [];
            while (reader.Read()) parts.Add(Convert.ToHexString(reader.Part.Bytes.Span));
            Assert.That(parts, Is.EqualTo(whole), $"pieces of {piece}");
            Assert.That(cutFindings.Kept, Is.EqualTo(findings.Kept), $"pieces of {piece}");
        }
    }

    [Test]
    public async Task Reading_asynchronously_gives_the_same()
    {
        byte[] bytes = [.. Sample.Bytes(Sample.Referral), .. Sample.Bytes(Sample.Document)];
        using var reader = new Hl7Reader(new Trickle(bytes, 100), new Hl7Findings());
        List<string> names = [];
        while (await reader.ReadAsync(CancellationToken.None)) names.Add(((Hl7Message)reader.Part).Name);
        Assert.That(names, Is.EqualTo(["REF^I12", "MDM^T02"]));
    }

    /// <summary>HL7_SEED runs the same damage again.</summary>
    [Test]
    public void Damage_of_any_kind_is_read_without_an_exception_and_loses_nothing()
    {
        var seed = Environment.GetEnvironmentVariable("HL7_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Out.WriteLine($"HL7_SEED={seed}");
        var random = new Random(seed);
        var views = typeof(SegmentView).Assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(SegmentView))).ToDictionary(t => t.Name.ToUpperInvariant(), StringComparer.Ordinal);
        Assert.That(views, Has.Count.GreaterThanOrEqualTo(25));
        for (var round = 0; round < 150; round++)
        {
            var bytes = Damaged(random);
            Assert.DoesNotThrow(
                () =>
                {
                    foreach (var segment in Sample.Parts(bytes, new Hl7Findings()).OfType<Hl7Message>().SelectMany(m => m.Segments)) ReadProperties(views, segment);
                    Assert.That(Hl7Inspection.ReadFully(bytes), Is.EqualTo(bytes.Length));
                    _ = Hl7Inspection.Inspect(bytes);
                },
                $"seed {seed}, round {round}");
        }
    }

    private static IEnumerable<TestCaseData> Hostile()
    {
        yield return Case("a million repetitions", "ADT^A01", "PID|1||" + Many("X~", 1_000_000));
        yield return Case("a million components", "ADT^A01", "PID|1||" + Many("X^", 1_000_000));
        yield return Case("a million subcomponents", "ADT^A01", "PID|1||X^" + Many("X&", 1_000_000));
        yield return Case("a million repetitions of a time", "ADT^A01", "PV1|1|I" + new string('|', 43) + Many("x~", 1_000_000));
        yield return Case("a million fields", "ADT^A01", "PID" + Many("|X", 1_000_000));
        yield return Case("many segments", "ADT^A01", Many("PID|1||X\r", 40_000));
        yield return Case("many segments of no type", "ADT^A01", Many("pi1|1||\u0001\\Q\\\r", 40_000));
        yield return Case("more segments than the bound", "ADT^A01", Many("NTE\r", 400_000));
        yield return Case("many notes", "REF^I12", Many("PR1|1\rAUT\rOBR|1\rOBX|1\rNTE|1||x\r", 9_000));
        yield return Case("many orders", "ORM^O01", Many("ORC|NW\rOBR|1\r", 20_000));
        yield return Case("nothing but escapes", "MDM^T02", "OBX|1|TX|1||" + Many("\\", 600_000));
        yield return Case("unknown escapes", "MDM^T02", "OBX|1|TX|1||" + Many("\\Q\\", 400_000));
        yield return Case("escapes that grow", "MDM^T02", "OBX|1|TX|1||" + Many("\\.sp999\\", 60_000));
        yield return Case("one long text", "MDM^T02", "OBX|1|TX|1||" + new string('x', 9_000_000));
        yield return Case("a message beyond the bound", "MDM^T02", "OBX|1|TX|1||" + new string('x', 30_000_000));
        yield return Case("lines that go on", "MDM^T02", "OBX|1|TX|1||" + Many("more\n", 500_000));
        yield return Case("many messages", "ADT^A01", Many("MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5\rPID|1\r", 1_200));
        yield return Case("many headers of nothing", "ADT^A01", Many("MSH|\r", 25_000));
        yield return Case("many batches", "ADT^A01", Many("BHS|^~\\&\rBTS|7\r", 8_000));
        yield return new TestCaseData(new byte[20_000_000]).SetArgDisplayNames("zeros");
        yield return new TestCaseData(Encoding.ASCII.GetBytes(Many("MS\n", 1_500_000))).SetArgDisplayNames("almost headers");
        yield return new TestCaseData(Encoding.ASCII.GetBytes(Many("\r\n", 2_500_000))).SetArgDisplayNames("line ends");
        yield return new TestCaseData(Enumerable.Repeat((byte)0xEF, 10_000_000).ToArray()).SetArgDisplayNames("half a byte-order mark");
        yield return new TestCaseData((byte[])[.. Encoding.ASCII.GetBytes("MSH|^~\\&|A|B|C|D|20260302||ADT^A01|1|P|2.5.1||||||UNICODE UTF-8\rPID|"), .. Enumerable.Repeat((byte)0xFF, 800_000)]).SetArgDisplayNames("bytes of no character set");
    }

    [TestCaseSource(nameof(Hostile))]
    public void Costs_little_memory_and_linear_time(byte[] bytes)
    {
        Hl7Inspection.ReadFully(Sample.Bytes(Sample.Referral));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var spent = Environment.CpuUsage.TotalTime;
        using var stream = new MemoryStream(bytes);
        var summary = Hl7Inspection.Inspect(stream);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        spent = Environment.CpuUsage.TotalTime - spent;
        TestContext.Out.WriteLine($"{bytes.Length} bytes, {growth} kept, {spent.TotalMilliseconds:F0} ms, {summary.FindingCount} findings");
        Assert.That(Hl7Inspection.ReadFully(bytes), Is.EqualTo(bytes.Length));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(summary.Bytes, Is.EqualTo(bytes.Length));
            Assert.That(growth, Is.LessThan(64 * Mebibyte), "bytes kept");
            Assert.That(spent, Is.LessThan(TimeSpan.FromSeconds(Math.Max(1.0, bytes.Length / 1_000_000.0))));
        }
    }

    [TestCase("a huge field", "MSH|^~\\&|A|B|C|D|2026||MDM^T02|1|P|2.5\rOBX|1|TX|1||", 1_000_000_000L)]
    [TestCase("garbage", "no header here ", 300_000_000L)]
    public void A_stream_of_any_length_is_passed_over_in_bounded_memory(string name, string start, long length)
    {
        using var stream = new Endless(Encoding.ASCII.GetBytes(start), length, "\rMSH|^~\\&|A|B|C|D|2026||ADT^A01|last|P|2.5\r"u8.ToArray());
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var highest = 0L;
        stream.Taken = () => highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: false) - before);
        var summary = Hl7Inspection.Inspect(stream);
        TestContext.Out.WriteLine($"{name}: {highest} bytes at most");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(highest, Is.LessThan(64 * Mebibyte));
            Assert.That(summary.Bytes, Is.EqualTo(stream.Length));
            Assert.That((summary.Messages, summary.Refused), Is.EqualTo((1, 1)));
            Assert.That(summary.ControlIds, Is.EqualTo(["last"]));
        }
    }

    private static byte[] Damaged(Random random)
    {
        List<byte> bytes = [.. Sample.Bytes(Samples[random.Next(Samples.Length)])];
        if (random.Next(3) == 0) bytes.InsertRange(random.Next(bytes.Count), Sample.Bytes(Samples[random.Next(Samples.Length)]));
        for (var i = random.Next(1, 12); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] = "|^~\\&\r\n\"\u000B\u001C\0"u8[random.Next(11)]; break;
                case 2: bytes.RemoveRange(at, random.Next(Math.Min(40, bytes.Count - at))); break;
                case 3: bytes.InsertRange(at, bytes.Slice(at, random.Next(Math.Min(60, bytes.Count - at)))); break;
                case 4: bytes.InsertRange(at, Enumerable.Repeat(bytes[at], random.Next(50))); break;
                default: bytes.InsertRange(at, "\\X\\.sp9\\\"\"\\M0\\99999999999999999999-+.."u8[random.Next(10)..]); break;
            }
        }

        return [.. bytes];
    }

    private static void ReadProperties(Dictionary<string, Type> views, Hl7Segment segment)
    {
        if (!views.TryGetValue(segment.Id, out var type) || Activator.CreateInstance(type, segment) is not { } view) return;
        foreach (var property in type.GetProperties()) _ = property.GetValue(view);
    }

    private static TestCaseData Case(string name, string type, string rest) =>
        new TestCaseData(Encoding.ASCII.GetBytes($"MSH|^~\\&|A|B|C|D|20260302||{type}|1|P|2.5.1\r{rest}\r")).SetArgDisplayNames(name);

    private static string Many(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }

    /// <summary>A start, a filling of any length and an end, of which nothing is held.</summary>
    private sealed class Endless(byte[] start, long filling, byte[] end) : Stream
    {
        private long _at;

        internal Action? Taken { get; set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => start.Length + filling + end.Length;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            Taken?.Invoke();
            var region = _at < start.Length ? start.AsSpan((int)_at) : _at >= start.Length + filling ? end.AsSpan((int)(_at - start.Length - filling)) : default;
            var count = (int)Math.Min(buffer.Length, region.IsEmpty ? Math.Max(0, start.Length + filling - _at) : region.Length);
            if (region.IsEmpty) buffer[..count].Fill((byte)'x');
            else region[..count].CopyTo(buffer);
            _at += count;
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
