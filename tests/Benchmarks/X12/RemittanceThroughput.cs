using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Healthcare.X12;

namespace Healthcare.Benchmarks.X12;

/// <summary>835 megabytes a second on one core: the money and envelope check beside a bare loop of spans, interleaved in one run.</summary>
public static class RemittanceThroughput
{
    private const int Rounds = 9;

    public static int Run(string[] args)
    {
        var megabytes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 64;
        var file = Generate(megabytes << 20);
        var bare = new List<double>();
        var check = new List<double>();
        var stream = new List<double>();
        var records = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(MegabytesPerSecond(file.Length, () => BareLoop(file)));
            check.Add(MegabytesPerSecond(file.Length, () => Balanced(RemittanceChecker.Check(file, new X12Findings()))));
            stream.Add(MegabytesPerSecond(file.Length, () => Balanced(RemittanceChecker.Check(new MemoryStream(file, writable: false), new X12Findings()))));
            if (round < 3) records.Add(MegabytesPerSecond(file.Length, () => RemittanceReader.Read(file, new X12Findings()).LongCount()));
        }

        var baseline = Median(bare);
        var peak = PeakOverLongStream(file, times: Math.Max(1, (2048 / Math.Max(1, megabytes))), out var passed);
        Print("x12-835-check-memory", Median(check), baseline, peak);
        Print("x12-835-check-stream", Median(stream), baseline, peak);
        Print("x12-835-records", Median(records), baseline, peak);
        Report.Line($"{{\"name\":\"x12-835-flat-memory\",\"streamedMb\":{passed >> 20},\"peakMb\":{peak.ToString("0.0", CultureInfo.InvariantCulture)}}}");
        return 0;
    }

    private static double MegabytesPerSecond(long bytes, Func<long> work)
    {
        var started = Stopwatch.GetTimestamp();
        if (work() == 0) throw new InvalidOperationException("The work did nothing");
        return bytes / 1e6 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static long Balanced(RemittanceTotals totals) =>
        totals.Payment == totals.Paid - totals.ProviderAdjustments ? totals.Claims : throw new InvalidOperationException("The sample does not balance");

    private static double Median(List<double> values)
    {
        // The first round warms the code up.
        var warm = values.Skip(1).Order().ToList();
        return warm[warm.Count / 2];
    }

    /// <summary>How much managed memory grows while the sample is read again and again as one stream of two gigabytes.</summary>
    private static double PeakOverLongStream(byte[] file, int times, out long passed)
    {
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        using var stream = new RepeatingStream(file, times, () => peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false) - before));
        passed = RemittanceChecker.Check(stream, new X12Findings()).Bytes;
        return peak / 1048576.0;
    }

    private static void Print(string name, double speed, double baseline, double peak) => Report.Line(JsonSerializer.Serialize(new
    {
        name,
        mbPerSec = Math.Round(speed),
        baseline = Math.Round(baseline),
        ratio = Math.Round(speed / baseline, 3),
        peakMb = Math.Round(peak, 1),
    }));

    /// <summary>The same money with nothing around it: terminators found, the amounts of BPR, CLP, SVC, every CAS triple and PLB parsed to cents and summed; no findings, envelope, places or odd amounts.</summary>
    private static long BareLoop(ReadOnlySpan<byte> file)
    {
        long transaction = 0, claim = 0, line = 0, wrong = 0, segments = 0;
        while (true)
        {
            var end = file.IndexOf((byte)'~');
            if (end < 0) break;
            var segment = file[..end].TrimStart((byte)'\n');
            file = file[(end + 1)..];
            segments++;
            if (segment.Length < 5 || segment[3] != '*') continue;
            switch ((segment[0] << 16) | (segment[1] << 8) | segment[2])
            {
                case ('C' << 16) | ('L' << 8) | 'P':
                    wrong |= claim | line;
                    var paid = At(segment, 4);
                    (claim, line, transaction) = (At(segment, 3) - paid, 0, transaction - paid);
                    break;
                case ('S' << 16) | ('V' << 8) | 'C':
                    wrong |= line;
                    line = At(segment, 2) - At(segment, 3);
                    break;
                case ('C' << 16) | ('A' << 8) | 'S':
                    var adjusted = Every(segment, first: 3, step: 3);
                    (claim, line) = (claim - adjusted, line - adjusted);
                    break;
                case ('P' << 16) | ('L' << 8) | 'B':
                    transaction += Every(segment, first: 4, step: 2);
                    break;
                case ('B' << 16) | ('P' << 8) | 'R':
                    transaction += At(segment, 2);
                    break;
            }
        }

        return (wrong | claim | line | transaction) == 0 ? segments : throw new InvalidOperationException("The sample does not balance");
    }

    private static long Every(ReadOnlySpan<byte> segment, int first, int step)
    {
        long sum = 0;
        var element = 0;
        while (true)
        {
            var next = segment.IndexOf((byte)'*');
            if (element >= first && (element - first) % step == 0) sum += Cents(next < 0 ? segment : segment[..next]);
            if (next < 0) return sum;
            segment = segment[(next + 1)..];
            element++;
        }
    }

    private static long At(ReadOnlySpan<byte> segment, int element)
    {
        for (var i = 0; i < element; i++) segment = segment[(segment.IndexOf((byte)'*') + 1)..];
        var end = segment.IndexOf((byte)'*');
        return Cents(end < 0 ? segment : segment[..end]);
    }

    private static long Cents(ReadOnlySpan<byte> amount)
    {
        long cents = 0;
        var decimals = -1;
        foreach (var character in amount)
        {
            if (character == '.') decimals = 0;
            else if (character != '-') (cents, decimals) = ((cents * 10) + (character - '0'), decimals < 0 ? -1 : decimals + 1);
        }

        cents *= decimals switch { 2 => 1, 1 => 10, _ => 100 };
        return amount.Length > 0 && amount[0] == '-' ? -cents : cents;
    }

    /// <summary>One interchange with sets of two thousand claims each, every level in balance.</summary>
    private static byte[] Generate(int size)
    {
        var random = new Random(835);
        using var file = new MemoryStream(size + (1 << 20));
        var text = new StringBuilder();
        text.Append("ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260620*0830*^*00501*000000001*0*P*:~\nGS*HP*PAYER*PROVIDER*20260620*0830*1*X*005010X221A1~\n");
        var sets = 0;
        while (file.Length < size)
        {
            sets++;
            AppendSet(text, random, sets);
            file.Write(Encoding.ASCII.GetBytes(text.ToString()));
            text.Clear();
        }

        text.Append(CultureInfo.InvariantCulture, $"GE*{sets}*1~\nIEA*1*000000001~\n");
        file.Write(Encoding.ASCII.GetBytes(text.ToString()));
        return file.ToArray();
    }

    private static void AppendSet(StringBuilder text, Random random, int number)
    {
        var body = new StringBuilder();
        var segments = 0;
        long total = 0;
        for (var claim = 0; claim < 2000; claim++)
        {
            var lines = random.Next(1, 5);
            var claimText = new StringBuilder();
            long charge = 0, paid = 0, patient = 0;
            for (var line = 0; line < lines; line++)
            {
                long billed = random.Next(2_000, 90_000), contractual = billed / 5, share = random.Next(0, 2_000);
                var each = billed - contractual - share;
                (charge, paid, patient) = (charge + billed, paid + each, patient + share);
                claimText.Append(CultureInfo.InvariantCulture, $"SVC*HC:992{random.Next(10, 99)}:25*{Dollars(billed)}*{Dollars(each)}**1~\nDTM*472*202606{random.Next(10, 29)}~\nCAS*CO*45*{Dollars(contractual)}~\nCAS*PR*2*{Dollars(share)}~\nREF*6R*{number}{claim:D5}{line}~\nAMT*B6*{Dollars(billed - contractual)}~\n");
                segments += 6;
            }

            total += paid;
            body.Append(CultureInfo.InvariantCulture, $"CLP*CASE{number:D5}{claim:D5}*1*{Dollars(charge)}*{Dollars(paid)}*{Dollars(patient)}*MC*2026{number:D6}{claim:D6}*11*1~\nNM1*QC*1*SAMPLE*PERSON****MI*W{claim:D9}~\nNM1*82*1*EXAMPLE*DOCTOR****XX*1999999984~\n");
            body.Append(claimText);
            segments += 3;
        }

        text.Append(CultureInfo.InvariantCulture, $"ST*835*{number:D4}~\nBPR*I*{Dollars(total - 12_345)}*C*ACH*CCP*01*333000044*DA*456780012*5555555555**01*444000055*DA*876540123*20260620~\nTRN*1*T{number:D9}*5555555555~\nDTM*405*20260619~\nN1*PR*EXAMPLE PLAN*XV*12345~\nN1*PE*EXAMPLE CLINIC*XX*1999999984~\nLX*1~\n");
        text.Append(body);
        text.Append(CultureInfo.InvariantCulture, $"PLB*1999999984*20261231*WO:OLD*{Dollars(12_345)}~\nSE*{segments + 9}*{number:D4}~\n");
    }

    private static string Dollars(long cents) => (cents / 100m).ToString("0.##", CultureInfo.InvariantCulture);

    private sealed class RepeatingStream(byte[] file, int times, Action onRead) : Stream
    {
        private int _at;
        private int _left = times;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            onRead();
            if (_at == file.Length) (_at, _left) = (0, _left - 1);
            if (_left <= 0) return 0;
            var count = Math.Min(buffer.Length, file.Length - _at);
            file.AsSpan(_at, count).CopyTo(buffer);
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
