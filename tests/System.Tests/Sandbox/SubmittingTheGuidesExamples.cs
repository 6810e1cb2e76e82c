using System.Net;
using Healthcare.Fhir;
using Healthcare.Testing;

namespace Healthcare.SystemTests.Sandbox;

/// <summary>A payer stricter than the guide would teach the product things that are not so.</summary>
public sealed class SubmittingTheGuidesExamples
{
    [TestCase("Bundle-ReferralAuthorizationBundleExample.json")]
    [TestCase("Bundle-HomecareAuthorizationBundleExample.json")]
    [TestCase("Bundle-MedicalServicesAuthorizationBundleExample.json")]
    [CancelAfter(300_000)]
    public async Task A_request_of_the_guide_is_taken(string file, CancellationToken cancel)
    {
        var (status, body) = await SubmitAsync(file, cancel);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK), System.Text.Encoding.UTF8.GetString(body));
        Assert.That(PasResponse.Read(body).Value?.Status, Is.EqualTo(PasStatus.Pended));
    }

    [Test, CancelAfter(300_000)]
    public async Task The_one_example_that_leaves_resources_out_is_refused_for_that(CancellationToken cancel)
    {
        var (status, body) = await SubmitAsync("Bundle-SurgicalRequestBundleExample.json", cancel);
        Assert.That((int)status, Is.EqualTo(422));
        Assert.That(OperationOutcome.Read(body).Value?.Where(i => i.IsError).Select(i => i.Detail).Distinct(), Is.EquivalentTo(new[] { "unresolved-reference", "missing-practitioner-npi" }));
    }

    private static async Task<(HttpStatusCode Status, byte[] Body)> SubmitAsync(string file, CancellationToken cancel)
    {
        var corpus = Environment.GetEnvironmentVariable("HEALTHCARE_CORPUS") is { Length: > 0 } given ? given : Repository.PathOf("..", "shared", "fixtures");
        var path = Path.Combine(corpus, "fhir-pas", "pas-2.2.1", file);
        if (!File.Exists(path)) Assert.Ignore("The guide's examples are not here; HEALTHCARE_CORPUS names their folder.");
        await using var sandbox = await RunningSandbox.StartAsync(cancel);
        using var answer = await sandbox.PostAsync("/payers/maryland-capital/Claim/$submit", await File.ReadAllBytesAsync(path, cancel), RunningSandbox.Fhir, cancel);
        return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancel));
    }
}
