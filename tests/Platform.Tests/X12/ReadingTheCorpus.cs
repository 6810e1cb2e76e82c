using System.Text.Json;
using Healthcare.X12;

namespace Healthcare.Platform.Tests.X12;

public sealed class ReadingTheCorpus
{
    [Test]
    public void Every_835_and_837_has_the_figures_that_an_independent_reader_found()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Corpus.Require(), "expected.json")));
        List<string> differences = [];
        var compared = 0;
        foreach (var file in expected.RootElement.GetProperty("files").EnumerateObject())
        {
            var bytes = File.ReadAllBytes(Path.Combine(Corpus.Require(), file.Name));
            var figures = JsonSerializer.SerializeToElement(X12Inspection.Figures(bytes, new X12Findings()), X12Inspection.Json);
            compared++;
            Compare(file.Name, file.Value, figures, differences);
        }

        TestContext.Out.WriteLine($"{compared} files compared");
        Assert.That(differences, Is.Empty);
        Assert.That(compared, Is.EqualTo(99));
    }

    [Test]
    public void No_file_of_the_corpus_throws_however_it_is_read()
    {
        Corpus.Require();
        var files = 0;
        foreach (var file in Corpus.Files(""))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.DoesNotThrow(() => ReadAllWays(bytes), file);
            files++;
        }

        TestContext.Out.WriteLine($"{files} files read");
        Assert.That(files, Is.GreaterThan(100));
    }

    [Test]
    public void Truncated_files_of_the_corpus_do_not_throw()
    {
        Corpus.Require();
        foreach (var file in Corpus.Files("835").Concat(Corpus.Files("999-277ca")).Concat(Corpus.Files("275")))
        {
            var bytes = File.ReadAllBytes(file);
            for (var length = 0; length < Math.Min(bytes.Length, 1500); length += 7) Assert.DoesNotThrow(() => ReadAllWays(bytes.AsMemory(0, length)), $"{file} at {length}");
        }
    }

    private static void ReadAllWays(ReadOnlyMemory<byte> bytes)
    {
        var findings = new X12Findings();
        _ = RemittanceChecker.Check(bytes, findings);
        _ = RemittanceReader.Read(bytes, findings).Count();
        _ = ProfessionalClaims.Read(bytes, findings).Count();
        _ = InstitutionalClaim.Read(bytes, findings).Count();
        _ = DentalClaim.Read(bytes, findings).Count();
        _ = Acknowledgement999.Read(bytes, findings);
        _ = InterchangeAcknowledgement.Read(bytes, findings);
        _ = ClaimAcknowledgement277.Read(bytes, findings);
        _ = EligibilityRequest.Read(bytes, findings);
        _ = EligibilityResponse.Read(bytes, findings);
        _ = X12Inspection.Figures(bytes, findings);
    }

    internal static void Compare(string path, JsonElement expected, JsonElement actual, List<string> differences)
    {
        if (differences.Count > 40) return;
        if (expected.ValueKind == JsonValueKind.Object && actual.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in expected.EnumerateObject())
            {
                if (actual.TryGetProperty(property.Name, out var value)) Compare($"{path}.{property.Name}", property.Value, value, differences);
                else differences.Add($"{path}.{property.Name} is absent");
            }

            differences.AddRange(actual.EnumerateObject().Where(p => !expected.TryGetProperty(p.Name, out _)).Select(p => $"{path}.{p.Name} was not expected: {p.Value}"));
        }
        else if (expected.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array)
        {
            if (expected.GetArrayLength() != actual.GetArrayLength()) differences.Add($"{path} has {actual.GetArrayLength()} of {expected.GetArrayLength()}");
            var index = 0;
            foreach (var (first, second) in expected.EnumerateArray().Zip(actual.EnumerateArray())) Compare($"{path}[{index++}]", first, second, differences);
        }
        else if (expected.ToString() != actual.ToString() || expected.ValueKind != actual.ValueKind)
        {
            differences.Add($"{path}: {expected} expected, {actual} found");
        }
    }
}
