using System.Text;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class ReadingSegments
{
    private const string Set = "ST*999*0001*005010X231A1~AK1*HC*7~AK9*A*1*1*1~SE*4*0001~";
    private const string Whole = Sample.Isa + "GS*FA*PLAN*CLINIC*20260620*0830*7*X*005010X231A1~" + Set + "GE*1*7~IEA*1*000000007~";

    [Test]
    public void A_clean_file_has_no_findings_and_every_segment()
    {
        var (segments, findings) = Sample.Segments(Sample.Bytes(Whole));
        Assert.That(segments.Select(s => s.Id), Is.EqualTo(new[] { "ISA", "GS", "ST", "AK1", "AK9", "SE", "GE", "IEA" }));
        Assert.That(findings.Kept, Is.Empty);
    }

    [TestCase('|', '>', '!', '+')]
    [TestCase('\u001d', '\u001f', '\n', '\u001e')]
    [TestCase('*', ':', '\r', '^')]
    [TestCase('~', '^', '_', '\\')]
    public void Delimiters_come_from_the_header(char element, char component, char terminator, char repetition)
    {
        var text = Whole.Replace('*', '\u0001').Replace(':', '\u0002').Replace('~', '\u0003').Replace('^', '\u0004')
            .Replace('\u0001', element).Replace('\u0002', component).Replace('\u0003', terminator).Replace('\u0004', repetition);
        var findings = new X12Findings();
        using var reader = new X12Reader(Sample.Bytes(text), findings);
        while (reader.Read()) Assert.That(reader.Segment.Id.Length, Is.InRange(2, 3));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(reader.Delimiters, Is.EqualTo(new X12Delimiters((byte)element, (byte)repetition, (byte)component, (byte)terminator)));
    }

    [Test]
    public void A_header_that_lost_its_padding_is_read_by_counting_and_reported()
    {
        var (segments, findings) = Sample.Segments(Sample.Bytes(Whole.Replace("PLAN           ", "PLAN", StringComparison.Ordinal)));
        Assert.That(segments, Has.Count.EqualTo(8));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.InterchangeHeaderNotPadded }));
    }

    [Test]
    public void A_byte_order_mark_and_line_ends_of_any_kind_are_read_around()
    {
        var text = "\u00EF\u00BB\u00BF" + Whole.Replace("~", "~\r\n", StringComparison.Ordinal);
        var (segments, findings) = Sample.Segments(Sample.Bytes(text));
        Assert.That(segments, Has.Count.EqualTo(8));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.ByteOrderMark }));
    }

    [Test]
    public void A_line_end_before_the_terminator_is_not_the_terminator()
    {
        var (segments, findings) = Sample.Segments(Sample.Bytes(Whole.Replace("~", "\r\n~", StringComparison.Ordinal)));
        Assert.That(segments.Select(s => s.Id), Is.EqualTo(new[] { "ISA", "GS", "ST", "AK1", "AK9", "SE", "GE", "IEA" }));
        Assert.That(segments[4][4], Is.EqualTo("1"));
        Assert.That(findings.Kept, Is.Empty);
    }

    [Test]
    public void A_fragment_that_starts_at_ST_is_read_and_said_to_be_one()
    {
        var (segments, findings) = Sample.Segments(Sample.Bytes(Set));
        Assert.That(segments, Has.Count.EqualTo(4));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.InterchangeHeaderMissing }));
    }

    [Test]
    public void Several_interchanges_with_different_delimiters_are_one_file()
    {
        var second = Whole.Replace('*', '|').Replace('~', '\n').Replace(':', '>');
        var findings = new X12Findings();
        using var reader = new X12Reader(Sample.Bytes(Whole + "\r\n" + second), findings);
        List<(int Interchange, int Set, string Id)> places = [];
        while (reader.Read()) places.Add((reader.InterchangeNumber, reader.SetNumber, X12Id(reader.Segment)));
        Assert.That(findings.Kept, Is.Empty);
        Assert.That(places, Has.Count.EqualTo(16));
        Assert.That(places[^1], Is.EqualTo((2, 2, "IEA")));
        Assert.That((reader.GroupNumber, reader.SetNumber), Is.EqualTo((2, 2)));
    }

    [Test]
    public void A_4010_interchange_has_no_repetition_separator()
    {
        var findings = new X12Findings();
        using var reader = new X12Reader(Sample.Bytes(Whole.Replace("*^*00501*", "*U*00401*", StringComparison.Ordinal)), findings);
        while (reader.Read())
        {
        }

        Assert.That(reader.Delimiters.Repetition, Is.Zero);
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.VersionBefore5010 }));
    }

    [Test]
    public void Binary_data_may_hold_every_delimiter()
    {
        var file = Whole.Replace("AK9*A*1*1*1~", "BIN*11*a~b*c\r\n~d:^~BDS*B64*4*~~**~AK9*A*1*1*1~", StringComparison.Ordinal).Replace("SE*4", "SE*6", StringComparison.Ordinal);
        var (segments, findings) = Sample.Segments(Sample.Bytes(file));
        Assert.That(findings.Kept, Is.Empty);
        var bin = segments.Single(s => s.Id == "BIN");
        Assert.That(bin.Elements, Is.EqualTo(new[] { "11" }));
        Assert.That(System.Text.Encoding.Latin1.GetString(bin.Binary.GetValueOrDefault().Span), Is.EqualTo("a~b*c\r\n~d:^"));
        var bds = segments.Single(s => s.Id == "BDS");
        Assert.That(bds.Elements, Is.EqualTo(new[] { "B64", "4" }));
        Assert.That(System.Text.Encoding.Latin1.GetString(bds.Binary.GetValueOrDefault().Span), Is.EqualTo("~~**"));
    }

    [Test]
    public void A_binary_length_that_is_not_the_length_is_reported_and_the_rest_is_read()
    {
        var file = Whole.Replace("AK9*A*1*1*1~", "BIN*9*abc~AK9*A*1*1*1~", StringComparison.Ordinal).Replace("SE*4", "SE*5", StringComparison.Ordinal);
        var (segments, findings) = Sample.Segments(Sample.Bytes(file));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.BinaryLengthInvalid }));
        Assert.That(segments.Select(s => s.Id), Does.Contain("AK9"));
    }

    [TestCase("SE*4*0001", "SE*5*0001", X12FindingCode.SegmentCountWrong, "SE", 1)]
    [TestCase("SE*4*0001", "SE*4*0002", X12FindingCode.SetControlNumberDiffers, "SE", 2)]
    [TestCase("GE*1*7", "GE*2*7", X12FindingCode.SetCountWrong, "GE", 1)]
    [TestCase("GE*1*7", "GE*1*8", X12FindingCode.GroupControlNumberDiffers, "GE", 2)]
    [TestCase("IEA*1*000000007", "IEA*3*000000007", X12FindingCode.GroupCountWrong, "IEA", 1)]
    [TestCase("IEA*1*000000007", "IEA*1*000000008", X12FindingCode.InterchangeControlNumberDiffers, "IEA", 2)]
    [TestCase("SE*4*0001~", "", X12FindingCode.SetTrailerMissing, "GE", 0)]
    [TestCase("GE*1*7~", "", X12FindingCode.GroupTrailerMissing, "IEA", 0)]
    [TestCase("ST*999*0001*005010X231A1~", "", X12FindingCode.TrailerWithoutHeader, "SE", 0)]
    public void An_envelope_that_does_not_add_up_is_a_finding_with_its_place(string right, string wrong, X12FindingCode code, string segment, int element)
    {
        var (_, findings) = Sample.Segments(Sample.Bytes(Whole.Replace(right, wrong, StringComparison.Ordinal)));
        var finding = findings.Kept.FirstOrDefault(f => f.Code == code);
        Assert.That(finding, Is.Not.Null);
        Assert.That((finding?.SegmentId, finding?.Element, finding?.Interchange), Is.EqualTo((segment, element, 1)));
    }

    [Test]
    public void A_file_that_stops_early_says_what_is_missing()
    {
        var (_, findings) = Sample.Segments(Sample.Bytes(Whole[..^"SE*4*0001~GE*1*7~IEA*1*000000007~".Length]));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.SetTrailerMissing, X12FindingCode.GroupTrailerMissing, X12FindingCode.InterchangeTrailerMissing }));
    }

    [Test]
    public void The_last_segment_may_lack_its_terminator()
    {
        var (segments, findings) = Sample.Segments(Sample.Bytes(Whole[..^1]));
        Assert.That(segments, Has.Count.EqualTo(8));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.TerminatorMissing }));
    }

    [Test]
    public void Segments_are_numbered_as_a_999_counts_them()
    {
        var (_, findings) = Sample.Segments(Sample.Bytes(Whole.Replace("AK9*", "ak9*", StringComparison.Ordinal)));
        var finding = findings.Kept.Single();
        Assert.That((finding.Code, finding.SegmentNumber, finding.SegmentId, finding.Set), Is.EqualTo((X12FindingCode.SegmentIdInvalid, 3L, "ak9", 1)));
    }

    [Test]
    public void What_stands_before_the_header_is_passed_over()
    {
        var (segments, findings) = Sample.Segments(Sample.Bytes("Subject: remittance\r\n\r\n" + Whole));
        Assert.That(segments, Has.Count.EqualTo(8));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.BytesBeforeInterchange }));
    }

    [TestCase("")]
    [TestCase("\r\n  \r\n")]
    public void An_empty_file_is_a_finding(string text)
    {
        var (segments, findings) = Sample.Segments(Sample.Bytes(text));
        Assert.That(segments, Is.Empty);
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.NothingToRead }));
    }

    [Test]
    public void A_segment_longer_than_the_bound_is_passed_over_and_the_rest_is_read([Values] bool streamed)
    {
        var file = Sample.Bytes(Whole.Replace("AK9*A", $"NTE*{new string('x', 3_000_000)}*y~AK9*A", StringComparison.Ordinal).Replace("SE*4", "SE*5", StringComparison.Ordinal));
        var findings = new X12Findings();
        using var stream = new MemoryStream(file);
        using var reader = streamed ? new X12Reader(stream, findings) : new X12Reader(file, findings);
        List<string> ids = [];
        while (reader.Read()) ids.Add(X12Id(reader.Segment));
        Assert.That(findings.Codes(), Is.EqualTo(new[] { X12FindingCode.SegmentTooLong }));
        Assert.That(ids, Does.Contain("AK9"));
        Assert.That(reader.BytesRead, Is.EqualTo(file.Length));
    }

    [Test]
    public void Findings_are_counted_without_end_and_kept_within_bounds()
    {
        var findings = new X12Findings(keep: 5);
        using var reader = new X12Reader(Sample.Bytes(Sample.Isa + string.Concat(Enumerable.Repeat("zz*1~", 1000))), findings);
        while (reader.Read())
        {
        }

        Assert.That(findings.Kept, Has.Count.EqualTo(5));
        Assert.That(findings.Count, Is.GreaterThanOrEqualTo(1000));
        Assert.That(findings.Truncated, Is.True);
    }

    [Test]
    public void Elements_components_and_repetitions_are_found_by_their_positions()
    {
        using var reader = new X12Reader(Sample.Bytes(Sample.Isa + "EB*1**30^98^A:B**x:y:z~"), new X12Findings());
        reader.Read();
        reader.Read();
        var eb = reader.Segment;
        Assert.That(eb.Text(1), Is.EqualTo("1"));
        Assert.That(eb[2].Length, Is.Zero);
        Assert.That((eb.Repeats(3), eb.Repeats(2)), Is.EqualTo((3, 0)));
        Assert.That(Encoding.ASCII.GetString(eb.Component(3, 3, 2)), Is.EqualTo("B"));
        Assert.That(eb.TextOrNull(5, 3), Is.EqualTo("z"));
        Assert.That(eb.TextOrNull(5, 4), Is.Null);
        Assert.That((eb.ElementCount, eb.Components(5), eb[9].Length), Is.EqualTo((5, 3, 0)));
    }

    private static string X12Id(in Segment segment) => Encoding.ASCII.GetString(segment.Id);
}
