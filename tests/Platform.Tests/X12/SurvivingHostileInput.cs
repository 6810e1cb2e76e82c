using System.Text;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

/// <summary>What a hostile sender may cost: no exception, at most 64 MiB, at most a second a megabyte, and time that grows as the file does.</summary>
[NonParallelizable]
public sealed class SurvivingHostileInput
{
    private const long MostGrowth = 64 << 20;

    private static IEnumerable<string> Kinds => SetSample.All.Select(s => s.Name);

    [TestCaseSource(nameof(Kinds))]
    public void Every_truncation_is_read(string kind)
    {
        var sample = SetSample.Named(kind);
        var bytes = sample.Bytes();
        for (var length = 0; length <= bytes.Length; length++)
        {
            var part = bytes.AsMemory(0, length);
            Assert.DoesNotThrow(() => sample.Read(part, new X12Findings()), $"at {length}");
            Assert.DoesNotThrow(() => Receipts.Of(part), $"at {length}");
        }
    }

    [TestCaseSource(nameof(Kinds))]
    public void Bytes_that_are_no_text_are_read(string kind)
    {
        var sample = SetSample.Named(kind);
        byte[][] bad = [[0xC3], [0xFF, 0xFE], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0], [0xC0, 0x80]];
        var text = sample.Bytes();
        foreach (var each in bad)
        {
            // In place of every separator in turn, and beside it.
            for (var at = 106; at < text.Length; at++)
            {
                if (text[at] != '*') continue;
                byte[] beside = [.. text[..(at + 1)], .. each, .. text[(at + 1)..]];
                Assert.DoesNotThrow(() => sample.Read(beside, new X12Findings()));
            }
        }
    }

    [Test]
    public void An_element_of_a_gigabyte_is_passed_over_in_flat_memory()
    {
        var head = Encoding.ASCII.GetString(Sample.Remittance("1", "NTE*"));
        var (before, after) = (head[..head.IndexOf("NTE*", StringComparison.Ordinal)] + "NTE*", "~CLP*A*1*1*1~" + head[head.IndexOf("SE*", StringComparison.Ordinal)..]);
        var peak = new Peak();
        using var stream = new LongStream(Sample.Bytes(before), [.. Enumerable.Repeat((byte)'X', 1 << 16)], 1L << 30, Sample.Bytes(after), peak.Sample);
        var findings = new X12Findings();
        var started = Environment.CpuUsage.TotalTime;
        var records = RemittanceReader.Read(stream, findings).ToList();
        TestContext.Out.WriteLine($"{stream.Given >> 20} MiB in {Since(started).TotalSeconds:0.0} s, {peak.Growth >> 10} KiB more");
        Assert.That(records.OfType<ClaimPayment>().Single().ClaimId, Is.EqualTo("A"));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.SegmentTooLong, X12FindingCode.SegmentCountWrong }));
        Assert.That(peak.Growth, Is.LessThan(MostGrowth));
        Assert.That(Since(started).TotalSeconds, Is.LessThan(stream.Given / 1e6));
    }

    [Test]
    public void Three_hundred_megabytes_of_garbage_are_read_in_flat_memory()
    {
        var noise = new byte[1 << 20];
        new Random(7).NextBytes(noise);
        var peak = new Peak();
        using var stream = new LongStream([], noise, 300L << 20, [], peak.Sample);
        var findings = new X12Findings();
        var started = Environment.CpuUsage.TotalTime;
        _ = RemittanceReader.Read(stream, findings).Count();
        TestContext.Out.WriteLine($"{stream.Given >> 20} MiB in {Since(started).TotalSeconds:0.0} s, {peak.Growth >> 10} KiB more, {findings.Count} findings");
        Assert.That(findings.Errors, Is.Positive);
        Assert.That(peak.Growth, Is.LessThan(MostGrowth));
        Assert.That(Since(started).TotalSeconds, Is.LessThan(stream.Given / 1e6));
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_segment_of_many_thousand_parts_takes_linear_time(string kind)
    {
        // Found by the fuzzer: elements were counted from the left for each one of them.
        var sample = SetSample.Named(kind);
        foreach (var segment in sample.Segments.DistinctBy(s => s.Split('*')[0]))
        {
            var at = Array.IndexOf(sample.Segments, segment);
            var parts = segment.Split('*');
            string[] swollen = [string.Concat(Enumerable.Repeat("*1:2", 40_000)), string.Concat(Enumerable.Repeat("^1:2", 40_000)), string.Concat(Enumerable.Repeat(":1", 40_000))];
            // At the end, and behind the first and the third element.
            foreach (var (added, behind) in swollen.SelectMany(s => new[] { (s, parts.Length), (s, 2), (s, Math.Min(4, parts.Length)) }))
            {
                var bytes = sample.Bytes([.. sample.Segments[..at], string.Join('*', parts[..behind]) + added + string.Concat(parts[behind..].Select(p => $"*{p}")), .. sample.Segments[(at + 1)..]]);
                var started = Environment.CpuUsage.TotalTime;
                _ = Consume(sample, bytes);
                Assert.That(Since(started).TotalSeconds, Is.LessThan(0.8), segment);
            }
        }
    }

    [Test]
    public void Receipts_for_a_hundred_thousand_broken_sets_take_linear_time()
    {
        // Found by the fuzzer: every set looked through the findings of all.
        var text = Encoding.Latin1.GetString(SetSample.Named("276").Bytes());
        var file = Sample.Bytes(text[..text.IndexOf("ST*", StringComparison.Ordinal)] + string.Concat(Enumerable.Repeat("ST*276*0001~BHT~SE*9*0002~", 100_000)) + "GE*100000*7~IEA*1*000000007~");
        var started = Environment.CpuUsage.TotalTime;
        var group = Receipts.Of(file).Single().Groups.Single().Acknowledgement;
        Assert.That(Since(started).TotalSeconds, Is.LessThan(file.Length / 1e6 + 1));
        Assert.That((group?.SetsReceived, group?.SetsAccepted), Is.EqualTo(((int?)100_000, (int?)0)));
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_segment_repeated_without_end_costs_bounded_memory_and_linear_time(string kind)
    {
        var sample = SetSample.Named(kind);
        // The segment that takes longest and the one that holds most are then repeated in full.
        List<(string Segment, double Cost, long Held)> costs = [];
        var empty = Kept();
        foreach (var segment in sample.Segments.DistinctBy(s => s.Split('*')[0]))
        {
            var few = Repeating(sample, segment, 4_000);
            var cost = Seconds(sample, few, out var views);
            costs.Add((segment, cost, Kept() - empty - few.Length));
            GC.KeepAlive(views);
            GC.KeepAlive(few);
        }

        foreach (var worst in new[] { costs.MaxBy(s => s.Cost).Segment, costs.MaxBy(s => s.Held).Segment }.Distinct(StringComparer.Ordinal))
        {
            var few = Math.Max(0.05, Seconds(sample, Repeating(sample, worst, 12_000), out _));
            var bytes = Repeating(sample, worst, 120_000);
            var megabytes = bytes.Length / 1e6;
            var peak = new Peak();
            var many = Seconds(sample, bytes, out var views);
            // What the views hold counts; what the collector may take does not.
            var growth = peak.Held();
            GC.KeepAlive(views);
            GC.KeepAlive(bytes);
            TestContext.Out.WriteLine($"{worst}: {few:0.00} s for 12,000, {many:0.00} s for 120,000 ({megabytes:0} MB), {growth >> 20} MiB more");
            Assert.That(many, Is.LessThan(Math.Max(1, megabytes)), "seconds");
            Assert.That(many, Is.LessThan(few * 40), "ten times as many, with room for a busy machine");
            Assert.That(growth, Is.LessThan(MostGrowth), "bytes");
        }
    }

    /// <summary>Claims and payments come one by one, and nobody need hold them all.</summary>
    private static object Consume(SetSample sample, byte[] bytes) => sample.Name switch
    {
        "835" => RemittanceReader.Read(bytes, new X12Findings()).Count(),
        "837P" => ProfessionalClaims.Read(bytes, new X12Findings()).Count(),
        "837I" => InstitutionalClaim.Read(bytes, new X12Findings()).Count(),
        _ => sample.Read(bytes, new X12Findings()),
    };

    /// <summary>Time of the processor, not of the wall: the machine has other work.</summary>
    private static TimeSpan Since(TimeSpan started) => Environment.CpuUsage.TotalTime - started;

    private static double Seconds(SetSample sample, byte[] bytes, out object views)
    {
        var started = Environment.CpuUsage.TotalTime;
        views = Consume(sample, bytes);
        return Since(started).TotalSeconds;
    }

    /// <summary>What is held after one collection: exact enough to tell which segment holds most.</summary>
    private static long Kept()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static byte[] Repeating(SetSample sample, string segment, int times)
    {
        var at = Array.IndexOf(sample.Segments, segment);
        var text = Encoding.Latin1.GetString(sample.Bytes([.. sample.Segments[..at], "REPEAT", .. sample.Segments[(at + 1)..]]));
        var split = text.IndexOf("REPEAT~", StringComparison.Ordinal);
        var file = new MemoryStream();
        file.Write(Sample.Bytes(text[..split]));
        var one = Sample.Bytes(segment + "~");
        for (var i = 0; i < times; i++) file.Write(one);
        file.Write(Sample.Bytes(text[(split + "REPEAT~".Length)..]));
        return file.ToArray();
    }

    private sealed class Peak
    {
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private int _samples;

        internal long Growth { get; private set; }

        internal void Sample()
        {
            if (_samples++ % 64 == 0) Growth = Math.Max(Growth, GC.GetTotalMemory(forceFullCollection: false) - _before);
        }

        internal long Held() => GC.GetTotalMemory(forceFullCollection: true) - _before;
    }

    /// <summary>A head, one pattern again and again, and a tail.</summary>
    private sealed class LongStream(byte[] head, byte[] pattern, long middle, byte[] tail, Action onRead) : Stream
    {
        internal long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => head.Length + middle + tail.Length;

        public override long Position { get => Given; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            onRead();
            var source = Given < head.Length ? head.AsSpan((int)Given)
                : Given < head.Length + middle ? pattern.AsSpan((int)((Given - head.Length) % pattern.Length))[..(int)Math.Min(pattern.Length - ((Given - head.Length) % pattern.Length), head.Length + middle - Given)]
                : tail.AsSpan((int)Math.Min(tail.Length, Given - head.Length - middle));
            var count = Math.Min(buffer.Length, source.Length);
            source[..count].CopyTo(buffer);
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
