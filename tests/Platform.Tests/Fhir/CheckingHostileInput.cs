using System.Text;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

// What a hostile sender may cost the checker: the declared faults alone, bounded memory, time in proportion to the size.
public sealed class CheckingHostileInput
{
    private const long Mebibyte = 1024 * 1024;

    private static IEnumerable<TestCaseData> Hostile()
    {
        yield return Case("a million deep", Encoding.UTF8.GetBytes($$"""{"resourceType":"Bundle","x":{{new string('[', 1_000_000)}}"""), FhirFault.TooDeep);
        yield return Case("deep bundles", Encoding.UTF8.GetBytes(Deep(1_000)), FhirFault.TooDeep);
        yield return Case("bundles as deep as permitted", Encoding.UTF8.GetBytes(Deep(15)), FhirFault.None);
        yield return Case("duplicate member", Utf8("""{"resourceType":"Patient","id":"a","id":"a"}"""), FhirFault.NotJson);
        yield return Case("not UTF-8", new byte[] { (byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}' }, FhirFault.NotJson);
        yield return Case("lone surrogate", Utf8("""{"resourceType":"Patient","id":"\ud800"}"""), FhirFault.NotJson);
        yield return Case("XML", Utf8("""<Bundle xmlns="http://hl7.org/fhir"/>"""), FhirFault.Xml);
        yield return Case("array of numbers", Utf8($$"""{"resourceType":"Patient","name":[{{Many("1", 900_000)}}]}"""), FhirFault.None);
        yield return Case("many entries", Utf8($$"""{"resourceType":"Bundle","type":"history","entry":[{{Many("""{"resource":{"resourceType":"Patient","id":"1"}}""", 100_000)}}]}"""), FhirFault.None);
        yield return Case("many unknown members", Utf8($$$"""{"resourceType":"Patient",{{{string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"\"m{i}\":0"))}}}}"""), FhirFault.None);
        yield return Case("many contained and many references to them", Utf8(
            $$"""{"resourceType":"ServiceRequest","insurance":[{{Many("""{"reference":"#x"}""", 80_000)}}],"contained":[{{Many("""{"resourceType":"Patient","id":"y"}""", 80_000)}}]}"""), FhirFault.None);
        yield return Case("an invariant that compares everything with everything", Utf8(
            $$$"""{"resourceType":"Observation","code":{"coding":[{{{Many("""{"code":"1"}""", 40_000)}}}]},"valueString":"a","component":[{{{Many("""{"code":{"coding":[{"code":"2"}]}}""", 20_000)}}}]}"""), FhirFault.None);
        yield return Case("many extensions of one url", Utf8(
            $$"""{"resourceType":"Patient","extension":[{{Many("""{"url":"http://hl7.org/fhir/us/core/StructureDefinition/us-core-race"}""", 150_000)}}]}"""), FhirFault.None);
        yield return Case("many claimed profiles", Utf8($$$"""{"resourceType":"Patient","meta":{"profile":[{{{Many("\"" + PasUrls.Beneficiary + "\"", 300_000)}}}]}}"""), FhirFault.None);
        yield return Case("claims that claim nothing", Utf8(
            $$$"""{"resourceType":"Bundle","type":"collection","meta":{"profile":["{{{PasUrls.RequestBundle}}}"]},"entry":[{{{Many("""{"resource":{"resourceType":"Claim","item":[{}]}}""", 40_000)}}}]}"""), FhirFault.None);
        yield return Case("a tag that never ends", Utf8($$$"""{"resourceType":"Patient","text":{"status":"generated","div":"<div {{{Many("on on ", 150_000, "")}}}"}}"""), FhirFault.None);
        yield return Case("a document of 20 MB in base64", Utf8($$$"""{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"data":"{{{Many("aaaa", 5_000_000, "")}}}"}}]}"""), FhirFault.None);
    }

    [TestCaseSource(nameof(Hostile))]
    public void Costs_little_memory_and_linear_time(byte[] body, FhirFault fault)
    {
        _ = FhirValidation.Check(Utf8(Referral));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var spent = Environment.CpuUsage.TotalTime;
        var read = FhirValidation.Check(body);
        var used = Environment.CpuUsage.TotalTime - spent;
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Out.WriteLine($"{body.Length} bytes, {used.TotalMilliseconds:F0} ms, {growth} bytes kept, {read.Issues.Count} issues");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Fault, Is.EqualTo(fault));
            Assert.That(read.Issues, Has.Count.InRange(1, 102));
            Assert.That(growth, Is.LessThan(64 * Mebibyte));
            Assert.That(used, Is.LessThan(TimeSpan.FromSeconds(Math.Max(1.0, body.Length / 1_000_000.0))));
        }

        GC.KeepAlive(read);
    }

    [Test]
    public void Cut_at_every_byte_it_is_refused_and_never_thrown_at()
    {
        var whole = Get(Request().Build()).ToUtf8();
        for (var length = 0; length < whole.Length; length++)
            Assert.That(FhirValidation.Check(whole[..length]).Fault, Is.EqualTo(FhirFault.NotJson), $"cut at {length}");
    }

    [Test]
    public void Work_that_is_not_in_proportion_to_the_size_is_refused()
    {
        var read = FhirValidation.Check(Utf8(
            $$$"""{"resourceType":"Observation","code":{"coding":[{{{Many("""{"code":"1"}""", 40_000)}}}]},"valueString":"a","component":[{{{Many("""{"code":{"coding":[{"code":"2"}]}}""", 20_000)}}}]}"""));
        Assert.That(read.Issues.Select(i => i.Detail), Does.Contain("too-costly"));
    }

    private static string Deep(int levels)
    {
        const string open = """{"resourceType":"Bundle","type":"collection","meta":{"profile":["http://hl7.org/fhir/us/davinci-pas/StructureDefinition/profile-pas-request-bundle"]},"entry":[{"resource":""";
        return Many(open, levels, "") + """{"resourceType":"Claim"}""" + Many("}]}", levels, "");
    }

    private static TestCaseData Case(string name, ReadOnlyMemory<byte> body, FhirFault fault) => new TestCaseData(body.ToArray(), fault).SetArgDisplayNames(name);

    private static string Many(string item, int count, string between = ",") => string.Join(between, Enumerable.Repeat(item, count));
}
