using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class KeepingEverything
{
    // Segments that frame others carry nothing of their own beyond what the writer counts.
    private static readonly string[] Framing = ["HL", "LX", "LS", "LE", "AK1", "AK2", "IK3", "IK4", "IK5", "AK9", "CAS", "PLB", "BDS", "SVC"];

    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["tigershark-271-4010-dependent-benefits.edi"] = "it states a trace for the subscriber and for the dependent, and a view has one",
        ["cosyte-277ca-canonical.edi"] = "it lacks the two dates that the guide requires, and the writer adds them",
        ["cosyte-277ca-hl-orphan.edi"] = "likewise",
        ["staedi-275-hl7-cda-bin-bad-length.edi"] = "its binary data has another length than it states, and is not written again",
        ["oopx12-277ca-deidentified.edi"] = "its categories are not those of an acknowledgement, and the writer refuses them (X12 RFI 1942)",
    };

    private static IEnumerable<string> Kinds => SetSample.All.Select(s => s.Name);

    [TestCaseSource(nameof(Kinds))]
    public void The_sample_is_read_without_a_finding(string kind)
    {
        var sample = SetSample.Named(kind);
        var findings = new X12Findings();
        Assert.That(sample.Read(sample.Bytes(), findings), Is.Not.Empty);
        Assert.That(findings.Kept, Is.Empty);
    }

    [TestCaseSource(nameof(Kinds))]
    public void An_element_that_no_view_names_is_kept_wherever_it_stands(string kind)
    {
        var sample = SetSample.Named(kind);
        List<string> lost = [];
        // Submitter and receiver of a batch of claims are read by themselves.
        var from = sample.Set == "837" ? Array.FindIndex(sample.Segments, s => s.StartsWith("HL", StringComparison.Ordinal)) : 0;
        for (var i = from; i < sample.Segments.Length; i++)
        {
            var id = sample.Segments[i].Split('*')[0];
            if (Framing.Contains(id)) continue;
            // Far beyond what any guide defines, so that it is in no view's list.
            var marked = sample.Segments[i] + new string('*', 23 - sample.Segments[i].Count(c => c == '*')) + "KEPTMARK";
            var views = sample.Read(sample.Bytes([.. sample.Segments[..i], marked, .. sample.Segments[(i + 1)..]]), new X12Findings());
            if (!views.Any(v => SetSample.Json(v).Contains("KEPTMARK", StringComparison.Ordinal))) lost.Add(sample.Segments[i]);
        }

        Assert.That(lost, Is.Empty);
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_segment_that_no_view_knows_is_kept_wherever_it_stands(string kind)
    {
        var sample = SetSample.Named(kind);
        List<string> lost = [];
        var from = sample.Set == "837" ? Array.FindIndex(sample.Segments, s => s.StartsWith("HL", StringComparison.Ordinal)) + 1 : 1;
        for (var i = from; i <= sample.Segments.Length; i++)
        {
            var views = sample.Read(sample.Bytes([.. sample.Segments[..i], "ZZZ*KEPTMARK", .. sample.Segments[i..]]), new X12Findings());
            if (!views.Any(v => SetSample.Json(v).Contains("KEPTMARK", StringComparison.Ordinal))) lost.Add(sample.Segments[i - 1]);
        }

        Assert.That(lost, Is.Empty);
    }

    [TestCaseSource(nameof(Kinds))]
    public void A_whole_set_comes_back_to_the_byte(string kind)
    {
        var sample = SetSample.Named(kind);
        var set = TransactionSet.Read(sample.Bytes(), new X12Findings()).Single();
        var written = Sample.Require(X12Document.Write(Sample.Interchange, Group(sample), w => set.Write(w, "0001"), lines: true));
        Assert.That(Body(written), Is.EqualTo(Body(sample.Bytes())));
    }

    [TestCaseSource(nameof(Kinds))]
    public void What_a_view_writes_reads_back_to_the_same_view(string kind)
    {
        var sample = SetSample.Named(kind);
        if (sample.Write is null) Assert.Pass("claims are written in batches, which have tests of their own");
        var views = sample.Read(sample.Bytes(), new X12Findings());
        AssertComesBack(sample, views, null);
    }

    [TestCaseSource(nameof(Kinds))]
    public void What_was_kept_reads_back_too_whatever_the_delimiters(string kind)
    {
        var sample = SetSample.Named(kind);
        if (sample.Write is null || sample.Name is "999") Assert.Pass("nothing is kept beside the view");
        var cases = from at in Gen.Choose(1, sample.Segments.Length - 1) from text in Properties.Text from element in Gen.Choose(0, 24) from delimiters in Properties.Delimiters where delimiters.Repetition != 0 select (at, text, element, delimiters);
        Properties.Hold(cases, each =>
        {
            var segment = sample.Segments[each.at];
            var id = segment.Split('*')[0];
            // A kept element beyond the view's, or a segment of its own; those that only frame stay as they are.
            var changed = each.element == 0 || Framing.Contains(id) ? $"ZZZ*{each.text}" : segment + new string('*', Math.Max(1, each.element - segment.Count(c => c == '*'))) + each.text;
            string[] segments = changed.StartsWith("ZZZ", StringComparison.Ordinal)
                ? [.. sample.Segments[..(each.at + 1)], changed, .. sample.Segments[(each.at + 1)..]]
                : [.. sample.Segments[..each.at], changed, .. sample.Segments[(each.at + 1)..]];
            var views = sample.Read(Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(sample.Bytes([])).Replace("SE*", string.Concat(segments.Select(s => $"{s}~\n")) + "SE*", StringComparison.Ordinal)), new X12Findings());
            AssertComesBack(sample, views, each.delimiters);
        }, times: 60);
    }

    [Test]
    public void Every_set_of_the_corpus_comes_back_segment_by_segment()
    {
        Corpus.Require();
        var sets = 0;
        foreach (var file in Corpus.Files(""))
        {
            foreach (var set in TransactionSet.Read(File.ReadAllBytes(file), new X12Findings()))
            {
                var written = X12Document.Write(Sample.Interchange, new GroupEnvelope("XX", "A", "B", Sample.At, 1, "005010"), w => set.Write(w, "0001"), Delimiters(set));
                // Delimiters that are no legal ones, and identifiers that are none, are read but never written.
                if (written.Refusal is { Code: X12RefusalCode.DelimitersNotLegal } or { SegmentId: "" or "BIN" }) continue;
                Assert.That(written.Refusal, Is.Null, file);
                var again = TransactionSet.Read(written.Bytes, new X12Findings()).Single();
                Assert.That(again.Segments.Select(Text), Is.EqualTo(set.Segments.Select(Text)), file);
                sets++;
            }
        }

        TestContext.Out.WriteLine($"{sets} sets");
        Assert.That(sets, Is.GreaterThan(150));
    }

    [Test]
    public void Every_view_of_the_corpus_comes_back_as_it_was_read()
    {
        Corpus.Require();
        List<string> different = [];
        var compared = 0;
        foreach (var (sample, file) in CorpusViews())
        {
            var views = sample.Read(File.ReadAllBytes(file), new X12Findings());
            if (views.Count == 0) continue;
            var document = sample.Written(views, TransactionSet.Read(File.ReadAllBytes(file), new X12Findings()) is [var first, ..] ? Delimiters(first) : null);
            if (document.Refusal is { } refusal)
            {
                if (!Exceptions.ContainsKey(Path.GetFileName(file))) different.Add($"{Path.GetFileName(file)}: refused {refusal.Code} {refusal.SegmentId}{refusal.Element}");
                continue;
            }

            compared++;
            var again = sample.Read(document.Bytes, new X12Findings());
            var (sent, came) = (string.Join('\n', views.Select(Shape)), string.Join('\n', again.Select(Shape)));
            if (sent != came && !Exceptions.ContainsKey(Path.GetFileName(file))) different.Add($"{Path.GetFileName(file)}: {Difference(sent, came)}");
        }

        TestContext.Out.WriteLine($"{compared} files compared");
        Assert.That(different, Is.Empty);
    }

    private static IEnumerable<(SetSample Sample, string File)> CorpusViews()
    {
        foreach (var file in Corpus.Files(""))
        {
            var kind = X12Overview.Read(File.ReadAllBytes(file), new X12Findings(keep: 0)).Kind;
            var name = kind switch { "278" => "278 request", "277ca" => "277CA", "277rfai" => "277RFAI", _ => kind };
            if (SetSample.All.FirstOrDefault(s => s.Name == name && s.Write is not null) is { } sample) yield return (sample, file);
        }
    }

    private static void AssertComesBack(SetSample sample, IReadOnlyList<object> views, X12Delimiters? delimiters)
    {
        var document = sample.Written(views, delimiters);
        Assert.That(document.Refusal, Is.Null);
        var again = sample.Read(document.Bytes, new X12Findings());
        Assert.That(string.Join('\n', again.Select(Shape)), Is.EqualTo(string.Join('\n', views.Select(Shape))));
    }

    /// <summary>A view without what only its file says: ordinals, envelope, and which delimiters stood between.</summary>
    private static string Shape(object view)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(SetSample.Json(view));
        Strip(json);
        return json?.ToJsonString() ?? "";
    }

    private static void Strip(System.Text.Json.Nodes.JsonNode? node)
    {
        if (node is System.Text.Json.Nodes.JsonArray array)
        {
            foreach (var item in array) Strip(item);
        }
        else if (node is System.Text.Json.Nodes.JsonObject thing)
        {
            if (thing["Elements"] is System.Text.Json.Nodes.JsonArray elements && thing["Delimiters"] is { } delimiters)
            {
                var (repetition, component) = (((char)delimiters["Repetition"].Deserialize()).ToString(), ((char)delimiters["Component"].Deserialize()).ToString());
                for (var i = 0; i < elements.Count; i++) elements[i] = elements[i]?.ToString().Replace(component, "\uE001", StringComparison.Ordinal).Replace(repetition, "\uE002", StringComparison.Ordinal).TrimEnd('\uE001');
                while (elements.Count > 0 && elements[^1]?.ToString() is "" or null) elements.RemoveAt(elements.Count - 1);
            }

            foreach (var name in new[] { "Interchange", "Set", "InterchangeSender", "InterchangeReceiver", "InterchangeControlNumber", "ControlNumber", "Implementation", "Delimiters", "Closed", "Reason", "OriginalProcedure", "Procedure", "DiagnosisPointers" })
            {
                if (name is not ("Procedure" or "ControlNumber") || thing.ContainsKey("TraceNumber")) thing.Remove(name);
            }

            foreach (var (_, value) in thing.ToList()) Strip(value);
            // What is kept comes back, though not always in the order in which it stood.
            if (thing["Unknown"] is System.Text.Json.Nodes.JsonArray kept)
            {
                var sorted = kept.Select(k => k?.ToJsonString() ?? "").Order(StringComparer.Ordinal).ToList();
                thing["Unknown"] = new System.Text.Json.Nodes.JsonArray([.. sorted.Select(k => (System.Text.Json.Nodes.JsonNode)k)]);
            }
        }
    }

    private static string Difference(string sent, string came)
    {
        var at = 0;
        while (at < sent.Length && at < came.Length && sent[at] == came[at]) at++;
        return $"'{sent[Math.Max(0, at - 60)..Math.Min(sent.Length, at + 60)]}' came as '{came[Math.Max(0, at - 20)..Math.Min(came.Length, at + 60)]}'";
    }

    private static X12Delimiters? Delimiters(TransactionSet set) => set.Segments is [var first, ..] && first.Delimiters.AreLegal ? first.Delimiters : null;

    private static GroupEnvelope Group(SetSample sample) => new(sample.FunctionalId, "PLAN", "CLINIC", Sample.At, 7, sample.Version);

    private static string Body(byte[] bytes)
    {
        var text = Encoding.Latin1.GetString(bytes);
        return text[text.IndexOf("ST*", StringComparison.Ordinal)..text.IndexOf("GE*", StringComparison.Ordinal)];
    }

    private static string Text(RawSegment segment)
    {
        var elements = segment.Elements.Select((e, i) => string.Join('\uE002', segment.Repetitions(i + 1).Select(r => r.Replace((char)segment.Delimiters.Component, '\uE001').TrimEnd('\uE001')))).ToList();
        while (elements.Count > 0 && elements[^1].Length == 0) elements.RemoveAt(elements.Count - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{segment.Id}*{string.Join('*', elements)}*{segment.Binary?.Length}");
    }
}

internal static class Numbers
{
    internal static byte Deserialize(this System.Text.Json.Nodes.JsonNode? node) => node?.GetValue<byte>() ?? 0;
}
