using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Healthcare.Testing;

namespace Healthcare.SystemTests.Sandbox;

public sealed class TellingTheSandbox
{
    private const string Encounters = "/partner/v1/encounters";
    private static readonly Uri Scripts = new("/sandbox/scripts", UriKind.Relative);
    private RunningSandbox _sandbox;

    [SetUp]
    public async Task StartAsync() => _sandbox = await RunningSandbox.StartAsync(CancellationToken.None, "--Gateway:Attempts", "4");

    [TearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [Test, CancelAfter(300_000)]
    public async Task What_the_gateway_could_not_take_is_sent_again_under_the_same_key(CancellationToken cancel)
    {
        _sandbox.Gateway.FailNext(2);
        using var taken = await _sandbox.PostAsync("/ehr/Appointment", Samples.Appointment("AP-20"), RunningSandbox.Fhir, cancel);
        Assert.That((await _sandbox.Gateway.WaitAsync(Encounters, "AP-20", 1, cancel))[0].Key, Does.StartWith("encounter-"));
        await Eventually.TrueAsync(async () => (await _sandbox.GetAsync("/sandbox/outbox", cancel)).GetProperty("delivered").GetInt32() == 1, cancel);
        Assert.That((await _sandbox.GetAsync("/sandbox/outbox", cancel)).GetProperty("deliveries")[0].GetProperty("attempts").GetInt32(), Is.EqualTo(3));
    }

    [Test, CancelAfter(300_000)]
    public async Task What_was_given_up_is_kept_and_sent_when_told(CancellationToken cancel)
    {
        _sandbox.Gateway.FailNext(4);
        using var taken = await _sandbox.PostAsync("/ehr/Appointment", Samples.Appointment("AP-21"), RunningSandbox.Fhir, cancel);
        await Eventually.TrueAsync(async () => (await _sandbox.GetAsync("/sandbox/outbox", cancel)).ToString().Contains("given-up", StringComparison.Ordinal), cancel);
        Assert.That(_sandbox.Gateway.On(Encounters, "AP-21"), Is.Empty);
        using var resent = await _sandbox.PostAsync("/sandbox/outbox/resend", ReadOnlyMemory<byte>.Empty, "application/json", cancel);
        Assert.That(await resent.Content.ReadAsStringAsync(cancel), Does.Contain("\"resent\":1"));
        await _sandbox.Gateway.WaitAsync(Encounters, "AP-21", 1, cancel);
    }

    [Test, CancelAfter(300_000)]
    public async Task What_came_is_shown_with_its_identifiers_and_its_bytes(CancellationToken cancel)
    {
        var sent = Samples.Inquiry("TRACE20");
        using var answer = await _sandbox.PostAsync("/payers/maryland-capital/eligibility", sent, RunningSandbox.X12, cancel);
        var received = (await _sandbox.GetAsync("/sandbox/received?step=eligibility&id=TRACE20", cancel)).EnumerateArray().Single();
        Assert.That(received.GetProperty("body").GetString(), Is.EqualTo(Encoding.ASCII.GetString(sent.Span)));
        Assert.That(received.GetProperty("status").GetInt32(), Is.EqualTo(200));
        var bytes = await _sandbox.Client.GetByteArrayAsync(new Uri($"/sandbox/received/{received.GetProperty("number")}", UriKind.Relative), cancel);
        Assert.That(bytes, Is.EqualTo(sent.ToArray()));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_reset_forgets_scripts_and_what_came(CancellationToken cancel)
    {
        await _sandbox.ScriptAsync(new { match = new { next = true }, behaviour = "500", step = "eligibility" }, cancel);
        using var reset = await _sandbox.PostAsync("/sandbox/reset", ReadOnlyMemory<byte>.Empty, "application/json", cancel);
        using var answer = await _sandbox.PostAsync("/payers/maryland-capital/eligibility", Samples.Inquiry("TRACE21"), RunningSandbox.X12, cancel);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await _sandbox.GetAsync("/sandbox/received", cancel)).GetArrayLength(), Is.EqualTo(1));
    }

    [Test, CancelAfter(300_000)]
    public async Task Next_applies_once(CancellationToken cancel)
    {
        await _sandbox.ScriptAsync(new { match = new { next = true }, behaviour = "500", step = "eligibility" }, cancel);
        using var first = await _sandbox.PostAsync("/payers/maryland-capital/eligibility", Samples.Inquiry("TRACE22"), RunningSandbox.X12, cancel);
        using var second = await _sandbox.PostAsync("/payers/maryland-capital/eligibility", Samples.Inquiry("TRACE22"), RunningSandbox.X12, cancel);
        Assert.That(first.StatusCode, Is.EqualTo(HttpStatusCode.InternalServerError));
        Assert.That(second.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("""{"match":{"next":true},"behaviour":"deny","step":"journal"}""", "behaviour-unknown", "period-closed")]
    [TestCase("""{"match":{"next":true},"step":"journal"}""", "behaviour-missing", "period-closed")]
    [TestCase("""{"match":{"next":true},"behaviour":"deny","step":"lunch"}""", "step-unknown", "webhook")]
    [TestCase("""{"match":{"next":true},"behaviour":"sing"}""", "behaviour-unknown", "410")]
    [TestCase("""{"match":{"shoeSize":"43"},"behaviour":"deny"}""", "match-unknown", "patientControlNumber")]
    [TestCase("""{"behaviour":"deny"}""", "match-missing", "trackingId")]
    [TestCase("""{"match":{"next":true},"behaviour":"500","times":0}""", "times-invalid", "1 or more")]
    [TestCase("""{"match":{"next":true},"behaviour":"500","status":200}""", "status-invalid", "400 to 599")]
    [TestCase("""{"match":{"next":true},"behaviour":"late","delayMilliseconds":-1}""", "delay-invalid", "0 or more"), CancelAfter(300_000)]
    public async Task A_script_that_nobody_could_follow_is_refused_with_what_could_be(string script, string code, string allowed, CancellationToken cancel)
    {
        using var content = new StringContent(script, Encoding.UTF8, "application/json");
        using var answer = await _sandbox.Client.PostAsync(Scripts, content, cancel);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(cancel);
        Assert.Multiple(() =>
        {
            Assert.That((answer.StatusCode, problem.GetProperty("code").GetString()), Is.EqualTo((HttpStatusCode.BadRequest, code)));
            Assert.That(problem.GetProperty("allowed").EnumerateArray().Select(a => a.GetString()), Does.Contain(allowed));
        });
    }
}
