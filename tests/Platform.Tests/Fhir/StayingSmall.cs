using System.Text;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

// What a hostile sender may cost: bounded memory, and time in proportion to the size.
public sealed class StayingSmall
{
    private const long Mebibyte = 1024 * 1024;

    private static readonly string Filler = new('a', 1_000);

    private static IEnumerable<TestCaseData> Hostile()
    {
        yield return Case("many entries", Bundle(string.Join(',', Enumerable.Repeat("""{"resource":{"resourceType":"Patient","id":"1"}}""", 5_000))));
        yield return Case("many members", Bundle($$$"""{"resource":{"resourceType":"ServiceRequest",{{{string.Join(',', Enumerable.Range(0, 400_000).Select(i => $"\"m{i}\":0"))}}}}}"""));
        yield return Case("many insurances", Bundle(
            $$$"""{"resource":{"resourceType":"ServiceRequest","insurance":[{{{Many("""{"reference":"#x"}""", 150_000)}}}],"contained":[{{{Many("""{"id":"y"}""", 150_000)}}}]}}"""));
        yield return Case("many decisions", Bundle(
            $$$"""{"resource":{"resourceType":"ClaimResponse","item":[{{{Many("""{"itemSequence":7}""", 100_000)}}}],"addItem":[{{{Many("""{"itemSequence":[7]}""", 100_000)}}}]}}"""));
        yield return Case("many dangling references", Bundle($$$"""{"resource":{"resourceType":"Claim","item":[{{{Many("""{"a":{"reference":"Patient/404"}}""", 150_000)}}}]}}"""));
        yield return Case("many codings", Bundle($$$"""{"resource":{"resourceType":"ServiceRequest","code":{"coding":[{{{Many("""{"code":"1"}""", 200_000)}}}]} }}"""));
        yield return Case("one long string", Bundle($$$"""{"resource":{"resourceType":"ServiceRequest","priority":"{{{Many(Filler, 20_000, "")}}}"}}"""));
        yield return Case("a large document", Bundle(
            $$$"""{"resource":{"resourceType":"ServiceRequest"}},{"resource":{"resourceType":"DocumentReference","content":[{"attachment":{"data":"{{{Many("aaaa", 5_000_000, "")}}}"}}]}}"""));
        yield return Case("deep nesting", $$$"""{"resourceType":"Bundle","x":{{{new string('[', 5_000_000)}}}""");
        yield return Case("spaces", new string(' ', 20_000_000));
        yield return Case("quotes never closed", "{\"" + new string('a', 20_000_000));
    }

    [TestCaseSource(nameof(Hostile))]
    public void Costs_little_memory_and_linear_time(byte[] body)
    {
        _ = ReferralBundle.Read(Utf8(Referral));
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var spent = Environment.CpuUsage.TotalTime;
        var readers = new Func<object?>[]
        {
            () => ReferralBundle.Read(body), () => PasRequest.Read(body), () => PasResponse.Read(body), () => PasNotification.Read(body), () => EncounterReport.Read(body),
        };
        foreach (var reader in readers)
        {
            var kept = reader();
            var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
            GC.KeepAlive(kept);
            Assert.That(growth, Is.LessThan(64 * Mebibyte), "bytes kept");
        }

        // A second for each megabyte is the promise; five readers share it here.
        Assert.That(Environment.CpuUsage.TotalTime - spent, Is.LessThan(TimeSpan.FromSeconds(readers.Length * Math.Max(1.0, body.Length / 1_000_000.0))));
    }

    [Test]
    public void A_hundred_issues_are_enough_and_an_error_is_never_among_the_unlisted()
    {
        var read = PasRequest.Read(Utf8(Bundle($$$"""{"resource":{"resourceType":"Claim","use":"claim","item":[{{{Many("""{"a":{"reference":"Patient/404"}}""", 1_000)}}}]}}""")));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Issues, Has.Count.LessThanOrEqualTo(101));
            Assert.That(read.IsAcceptable, Is.False);
        }
    }

    [Test]
    public void Only_the_first_thousand_unmapped_paths_are_listed_and_all_are_counted()
    {
        var referral = Get(ReferralBundle.Read(Utf8(Bundle(
            $$$"""{"resource":{"resourceType":"ServiceRequest","status":"active",{{{string.Join(',', Enumerable.Range(0, 3_000).Select(i => $"\"m{i}\":0"))}}}}}"""))));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(referral.Unmapped, Has.Count.EqualTo(1_000));
            Assert.That(referral.UnmappedCount, Is.EqualTo(3_000));
        }
    }

    [TestCase("aGVs bG8=", true)]
    [TestCase("aGVs\\nbG8=", true)]
    [TestCase("aGVsbG8", false)]
    [TestCase("%%%", false)]
    public void Inline_bytes_may_hold_white_space_and_nothing_else(string data, bool readable)
    {
        var referral = Get(ReferralBundle.Read(Utf8(Referral.Replace("aGVsbG8=", data, StringComparison.Ordinal))));
        Assert.That(Encoding.UTF8.GetString(referral.Documents[0].Content.Span), Is.EqualTo(readable ? "hello" : ""));
    }

    private static TestCaseData Case(string name, string body) => new TestCaseData(Encoding.UTF8.GetBytes(body)).SetArgDisplayNames(name);

    private static string Bundle(string entries) => $$$"""{"resourceType":"Bundle","type":"history","entry":[{{{entries}}}]}""";

    private static string Many(string item, int count, string between = ",") => string.Join(between, Enumerable.Repeat(item, count));
}
