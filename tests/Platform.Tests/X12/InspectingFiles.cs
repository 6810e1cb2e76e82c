using System.Text.Json;
using Healthcare.Local.Inspecting;

namespace Healthcare.Platform.Tests.X12;

public sealed class InspectingFiles
{
    [Test]
    public async Task Every_835_and_837_of_the_corpus_has_its_figures_in_one_call_over_all_files()
    {
        using var expected = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Corpus.Require(), "expected.json")));
        var files = Directory.EnumerateFiles(Path.Combine(Corpus.Require(), "x12"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var (code, lines) = await InspectAsync(files);
        Assert.That(code, Is.Zero);
        Assert.That(lines.Select(l => l.GetProperty("file").GetString()), Is.EqualTo(files));
        var byFile = lines.ToDictionary(l => Path.GetRelativePath(Corpus.Require(), l.GetProperty("file").GetString() ?? ""));
        List<string> differences = [];
        var compared = 0;
        foreach (var file in expected.RootElement.GetProperty("files").EnumerateObject())
        {
            compared++;
            string[] beyond = ["file", "envelope", "problems"];
            ReadingTheCorpus.Compare(file.Name, file.Value, Without(byFile[file.Name], beyond), differences);
        }

        TestContext.Out.WriteLine($"{files.Count} files in one call, {compared} compared");
        Assert.That(differences, Is.Empty);
        Assert.That(compared, Is.EqualTo(99));
    }

    [Test]
    public async Task Every_file_of_the_corpus_is_understood_or_said_to_be_unknown()
    {
        var files = Directory.EnumerateFiles(Corpus.Require(), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var (code, lines) = await InspectAsync(files);
        Assert.That(code, Is.Zero);
        Assert.That(lines, Has.Count.EqualTo(files.Count));
        foreach (var kinds in lines.GroupBy(l => l.GetProperty("kind").GetString()).OrderBy(g => g.Key, StringComparer.Ordinal)) TestContext.Out.WriteLine($"{kinds.Key}: {kinds.Count()}");
        Assert.That(Kinds("/hl7v2/"), Does.Contain("hl7v2"));
        Assert.That(Kinds("/278/"), Is.EqualTo(new[] { "278" }));
        Assert.That(Kinds("/275/"), Is.EqualTo(new[] { "275" }));
        Assert.That(Kinds("/documents/ccda/"), Is.EqualTo(new[] { "ccda" }));
        Assert.That(Kinds("/fhir-pas/"), Does.Contain("fhir"));

        IEnumerable<string?> Kinds(string folder) => lines
            .Where(l => l.GetProperty("file").GetString()?.Contains(folder, StringComparison.Ordinal) == true).Select(l => l.GetProperty("kind").GetString()).Distinct();
    }

    [Test]
    public async Task A_missing_file_is_a_typed_line_and_the_others_are_still_read()
    {
        using var folder = new Folder();
        var good = folder.Write("good.edi", Sample.Remittance("130", "CLP*CASE-1*1*200*130*20*MC*P*11*1", "CAS*CO*45*50", "CAS*PR*1*20"));
        var missing = Path.Combine(folder.Path, "missing.edi");
        var (code, lines) = await InspectAsync([missing, folder.Path, good]);
        Assert.That(code, Is.EqualTo(1));
        Assert.That(lines.Select(l => l.GetProperty("kind").GetString()), Is.EqualTo(new[] { "unreadable", "unreadable", "835" }));
        Assert.That(lines.Take(2).Select(l => l.GetProperty("error").GetProperty("code").GetString()), Is.EqualTo(new[] { "file-missing", "file-is-a-folder" }));
    }

    [Test]
    public async Task A_problem_has_its_place_and_its_meaning()
    {
        using var folder = new Folder();
        var (code, lines) = await InspectAsync([folder.Write("bad.edi", Sample.Remittance("100", "CLP*CASE-1*1*200*130*20*MC*P*11*1", "CAS*CO*45*50", "CAS*PR*1*20"))]);
        Assert.That(code, Is.Zero);
        var problem = lines.Single().GetProperty("problems").EnumerateArray().Single();
        Assert.That(problem.ToString(), Does.Contain("\"code\":\"OutOfBalance\",\"severity\":\"error\",\"interchange\":1,\"set\":1,\"segment_number\":2,\"segment\":\"BPR\",\"element\":2"));
        Assert.That(problem.GetProperty("difference").GetString(), Is.EqualTo("-30.00"));
        Assert.That(problem.GetProperty("meaning").GetString(), Does.StartWith("The sum of CLP04"));
    }

    [TestCase("278 response", "HCR*A6*", "HCR*ZZ*", "ElementInvalid")]
    [TestCase("277", "TRN*2*CASE-1", "XXX*2", "SegmentOutOfPlace")]
    [TestCase("275", "LX*1~", "", "ElementMissing")]
    [TestCase("837I", "CLM*CASE-1*180.5", "CLM*CASE-1*18O.5", "AmountUnreadable")]
    public async Task Every_kind_is_read_by_its_own_reader(string sample, string was, string becomes, string code)
    {
        using var folder = new Folder();
        var text = System.Text.Encoding.Latin1.GetString(SetSample.Named(sample).Bytes()).Replace(was, becomes, StringComparison.Ordinal);
        var (_, lines) = await InspectAsync([folder.Write("some.edi", Sample.Bytes(text))]);
        Assert.That(lines.Single().GetProperty("problems").EnumerateArray().Select(p => p.GetProperty("code").GetString()), Does.Contain(code));
    }

    [TestCase("%PDF-1.7 %%EOF", "pdf")]
    [TestCase("II*\0rest", "tiff")]
    [TestCase("MM\0*rest", "tiff")]
    [TestCase("<?xml version='1.0'?><ClinicalDocument xmlns='urn:hl7-org:v3'/>", "ccda")]
    [TestCase("<Patient xmlns='http://hl7.org/fhir'/>", "fhir-xml")]
    [TestCase("{\"resourceType\":\"Patient\"}", "fhir")]
    [TestCase("{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":[]}", "fhir")]
    [TestCase("MSH|^~\\&|A|B|C|D|20260620||ADT^A01|1|P|2.5.1\rPID|1", "hl7v2")]
    [TestCase("\u000BMSH|^~\\&|A|B|C|D|20260620||ADT^A01|1|P|2.5.1\r\u001C\r", "hl7v2")]
    [TestCase("ISA|00|          |00|          |ZZ|A              |ZZ|B              |260620|0830|^|00501|000000001|0|T|:\u001DTA1|000000001|260620|0830|A|000\u001DIEA|0|000000001\u001D", "ta1")]
    [TestCase("ST*278*0001*005010X217~SE*2*0001~", "278")]
    [TestCase("Dear doctor, please see VISA-12.", "unknown")]
    [TestCase("", "empty")]
    public async Task The_kind_is_told_by_the_first_bytes(string content, string kind)
    {
        using var folder = new Folder();
        var (code, lines) = await InspectAsync([folder.Write("some.file", Sample.Bytes(content))]);
        Assert.That((code, lines.Single().GetProperty("kind").GetString()), Is.EqualTo((0, kind)));
    }

    [Test]
    public async Task People_are_told_in_a_few_lines()
    {
        using var folder = new Folder();
        using var output = new StringWriter();
        var file = folder.Write("good.edi", Sample.Remittance("130", "CLP*CASE-1*1*200*130*20*MC*P*11*1", "CAS*CO*45*50", "CAS*PR*1*20"));
        await new Inspector(output, json: false).InspectAsync([file], CancellationToken.None);
        Assert.That(output.ToString().ReplaceLineEndings("\n"), Is.EqualTo($"""
            {file}
              X12 835 remittance advice · 005010X221A1
              1 interchange, 1 group, 1 set · PLAN → CLINIC · 000000007 (test)
              1 claim charged 200.00, paid 130.00, patient owes 20.00
              payment 130.00 = claims 130.00 less provider adjustments 0.00: balances
              no problem found


            """.ReplaceLineEndings("\n")));
    }

    private static async Task<(int Code, IReadOnlyList<JsonElement> Lines)> InspectAsync(IEnumerable<string> files)
    {
        using var output = new StringWriter();
        var code = await new Inspector(output, json: true).InspectAsync(files, CancellationToken.None);
        return (code, [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))]);
    }

    private static JsonElement Without(JsonElement element, string[] names) =>
        JsonSerializer.SerializeToElement(element.EnumerateObject().Where(p => !names.Contains(p.Name)).ToDictionary(p => p.Name, p => p.Value));

    private sealed class Folder : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("inspect-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);

        internal string Write(string name, byte[] bytes)
        {
            var path = System.IO.Path.Combine(Path, name);
            File.WriteAllBytes(path, bytes);
            return path;
        }
    }
}
