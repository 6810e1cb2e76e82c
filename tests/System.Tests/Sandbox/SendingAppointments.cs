using System.Net;
using System.Text;
using Healthcare.Fhir;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Healthcare.SystemTests.Sandbox;

public sealed class SendingAppointments
{
    private const string Appointments = "/ehr/Appointment";
    private const string Encounters = "/partner/v1/encounters";
    private RunningSandbox _sandbox;

    [OneTimeSetUp]
    public async Task StartAsync() => _sandbox = await RunningSandbox.StartAsync(CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [Test, CancelAfter(30_000)]
    public async Task A_booked_visit_is_attended_and_says_which_appointment_practitioner_and_place(CancellationToken cancel)
    {
        using var taken = await _sandbox.PostAsync(Appointments, Samples.Appointment("AP-1"), RunningSandbox.Fhir, cancel);
        Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(taken.Headers.Location?.ToString(), Does.Contain("/ehr/Appointment/EHR"));
        var arrived = (await _sandbox.Gateway.WaitAsync(Encounters, "AP-1", 1, cancel))[0];
        var report = Report(arrived);
        Assert.Multiple(() =>
        {
            Assert.That(report.IsFinished, Is.True);
            Assert.That(report.AppointmentIdentifiers, Does.Contain(new Identifier("urn:healthcare:appointment", "AP-1")));
            Assert.That(report.PractitionerNpi, Is.EqualTo("1234567893"));
            Assert.That(report.PlaceOfService, Is.EqualTo("11"));
            Assert.That(report.Start?.Instant, Is.EqualTo(new DateTimeOffset(2026, 3, 9, 14, 0, 0, TimeSpan.Zero)));
            Assert.That(report.Subject?.Identifier?.Value, Is.EqualTo("P-AP-1"));
            Assert.That(new JsonWebToken(arrived.Token).GetPayloadValue<string>("partner"), Is.EqualTo("ehr"));
        });
    }

    [Test, CancelAfter(30_000)]
    public async Task The_same_appointment_again_is_the_same_and_attended_once(CancellationToken cancel)
    {
        using var first = await _sandbox.PostAsync(Appointments, Samples.Appointment("AP-2"), RunningSandbox.Fhir, cancel);
        using var again = await _sandbox.PostAsync(Appointments, Samples.Appointment("AP-2"), RunningSandbox.Fhir, cancel);
        Assert.That(again.Headers.Location, Is.EqualTo(first.Headers.Location));
        var outbox = await _sandbox.GetAsync("/sandbox/outbox?step=encounter", cancel);
        Assert.That(outbox.GetProperty("deliveries").EnumerateArray().Count(d => d.GetProperty("reference").GetString() == "AP-2"), Is.EqualTo(1));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_visit_that_waits_is_attended_when_told(CancellationToken cancel)
    {
        await _sandbox.ScriptAsync(new { match = new { appointment = "AP-4" }, behaviour = "never", step = "encounter" }, cancel);
        using var taken = await _sandbox.PostAsync(Appointments, Samples.Appointment("AP-4"), RunningSandbox.Fhir, cancel);
        using var told = await _sandbox.PostAsync("/sandbox/visits", """{"match":{"appointment":"AP-4"}}"""u8.ToArray(), "application/json", cancel);
        Assert.That(await told.Content.ReadAsStringAsync(cancel), Does.Contain("\"attended\":1"));
        Assert.That(await _sandbox.Gateway.WaitAsync(Encounters, "AP-4", 1, cancel), Has.Count.EqualTo(1));
    }

    [TestCase("no-show", "noshow"), TestCase("cancel", "cancelled"), CancelAfter(30_000)]
    public async Task A_patient_who_does_not_come_is_an_appointment_that_says_so_and_comes_the_next_time(string behaviour, string status, CancellationToken cancel)
    {
        var name = $"AP-5-{behaviour}";
        await _sandbox.ScriptAsync(new { match = new { appointment = name }, behaviour, step = "encounter", times = 1 }, cancel);
        using var taken = await _sandbox.PostAsync(Appointments, Samples.Appointment(name), RunningSandbox.Fhir, cancel);
        var lost = (await _sandbox.Gateway.WaitAsync(Encounters, name, 1, cancel))[0];
        Assert.That(FhirJson.Parse(lost.Body).TryGet(out var document), Is.True);
        Assert.That((document?.ResourceType, document?.Root["status"].Text, document?.Root.Identifiers()[0].Value), Is.EqualTo(("Appointment", status, name)));
        using var again = await _sandbox.PostAsync(Appointments, Samples.Appointment(name), RunningSandbox.Fhir, cancel);
        Assert.That(Report((await _sandbox.Gateway.WaitAsync(Encounters, name, 2, cancel))[1]).IsFinished, Is.True);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_visit_that_waits_becomes_what_it_is_told(CancellationToken cancel)
    {
        await _sandbox.ScriptAsync(new { match = new { appointment = "AP-7" }, behaviour = "never", step = "encounter", times = 1 }, cancel);
        using var taken = await _sandbox.PostAsync(Appointments, Samples.Appointment("AP-7"), RunningSandbox.Fhir, cancel);
        using var told = await _sandbox.PostAsync("/sandbox/visits", """{"match":{"appointment":"AP-7"},"behaviour":"no-show"}"""u8.ToArray(), "application/json", cancel);
        Assert.That(await told.Content.ReadAsStringAsync(cancel), Does.Contain("\"attended\":1"));
        var lost = (await _sandbox.Gateway.WaitAsync(Encounters, "AP-7", 1, cancel))[0];
        Assert.That(Encoding.UTF8.GetString(lost.Body), Does.Contain("noshow"));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_visit_that_is_called_off_is_not_attended(CancellationToken cancel)
    {
        await _sandbox.ScriptAsync(new { match = new { appointment = "AP-8" }, behaviour = "never", step = "encounter", times = 1 }, cancel);
        using var taken = await _sandbox.PostAsync(Appointments, Samples.Appointment("AP-8"), RunningSandbox.Fhir, cancel);
        var over = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Samples.Appointment("AP-8")).Replace("booked", "noshow", StringComparison.Ordinal));
        using var dropped = await _sandbox.PostAsync(Appointments, over, RunningSandbox.Fhir, cancel);
        using var unknown = await _sandbox.PostAsync(Appointments, over, RunningSandbox.Fhir, cancel);
        using var told = await _sandbox.PostAsync("/sandbox/visits", """{"match":{"appointment":"AP-8"}}"""u8.ToArray(), "application/json", cancel);
        Assert.That((dropped.StatusCode, unknown.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
        Assert.That(await told.Content.ReadAsStringAsync(cancel), Does.Contain("\"attended\":0"));
    }

    [Test, CancelAfter(30_000)]
    public async Task An_siu_is_acknowledged_and_its_visit_attended_or_missed_by_siu(CancellationToken cancel)
    {
        const string Id = "018f0000-0000-8000-8000-0000000000a1";
        await _sandbox.ScriptAsync(new { match = new { appointment = Id }, behaviour = "no-show", step = "encounter", times = 1 }, cancel);
        Assert.That(await SayAsync(Siu("S12", Id, "M1"), cancel), Does.Contain("MSA|AA|M1"));
        Assert.That(Encoding.UTF8.GetString((await _sandbox.Gateway.WaitAsync(Encounters, Id, 1, cancel))[0].Body), Does.Contain("SIU^S26").And.Contain(Id));
        Assert.That(await SayAsync(Siu("S13", Id, "M2"), cancel), Does.Contain("MSA|AA|M2"), "a new time after it was missed");
        Assert.That(Report((await _sandbox.Gateway.WaitAsync(Encounters, Id, 2, cancel))[1]).AppointmentIdentifiers, Does.Contain(new Identifier("urn:healthcare:appointment", Id)));
        Assert.That(await SayAsync(Siu("S15", Id, "M3"), cancel), Does.Contain("MSA|AA|M3"));
        Assert.That(await SayAsync(Siu("S26", Id, "M4"), cancel), Does.Contain("MSA|AE|M4").And.Contain("SCH^1^2").And.Contain("|204"), "nothing is booked any more");
    }

    [TestCase("AIP|1|A|1234567893^^^^^^^^NPI^^^^NPI", "AIP|1|A|", "AIP^1^3")]
    [TestCase("-0500|||||||", "|||||||", "SCH^1^11")]
    [TestCase("|20|min|", "|0|min|", "SCH^1^9")]
    [TestCase("P-1^^^HEALTHCARE^PI", "", "PID^1^3")]
    [CancelAfter(30_000)]
    public async Task An_siu_that_is_wrong_is_answered_with_the_field(string right, string wrong, string place, CancellationToken cancel)
    {
        const string Id = "018f0000-0000-8000-8000-0000000000a2";
        Assert.That(await SayAsync(Siu("S12", Id, "W1").Replace(right, wrong, StringComparison.Ordinal), cancel), Does.Contain("MSA|AE|W1").And.Contain(place));
        Assert.That(await SayAsync(Siu("S14", Id, "W2"), cancel), Does.Contain("MSA|AR|W2").And.Contain("|201"));
    }

    [Test, CancelAfter(30_000)]
    public async Task An_ehr_refuses_is_away_or_says_nothing_as_it_is_told(CancellationToken cancel)
    {
        const string Id = "018f0000-0000-8000-8000-0000000000a3";
        await _sandbox.ScriptAsync(new { match = new { appointment = Id }, behaviour = "refuse", step = "appointment", times = 1 }, cancel);
        await _sandbox.ScriptAsync(new { match = new { appointment = Id }, behaviour = "500", status = 503, step = "appointment", times = 2 }, cancel);
        await _sandbox.ScriptAsync(new { match = new { appointment = Id }, behaviour = "garbage", step = "appointment", times = 1 }, cancel);
        Assert.That(await SayAsync(Siu("S12", Id, "R1"), cancel), Does.Contain("MSA|AE|R1").And.Contain("SCH^1^11"));
        for (var time = 0; time < 2; time++)
        {
            using var away = await _sandbox.PostAsync("/ehr/siu", Encoding.UTF8.GetBytes(Siu("S12", Id, "R2")), "application/hl7-v2", cancel);
            Assert.That((int)away.StatusCode, Is.EqualTo(503));
        }

        Assert.That(await SayAsync(Siu("S12", Id, "R2"), cancel), Does.Not.Contain("MSA"));
        Assert.That(await SayAsync(Siu("S12", Id, "R2"), cancel), Does.Contain("MSA|AA|R2"));
    }

    [Test, CancelAfter(30_000)]
    public async Task An_appointment_without_a_practitioner_is_refused(CancellationToken cancel)
    {
        using var answer = await _sandbox.PostAsync(Appointments, Samples.Appointment("AP-6", npi: null), RunningSandbox.Fhir, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
        Assert.That(OperationOutcome.Read(await answer.Content.ReadAsByteArrayAsync(cancel)).Value, Has.Some.Matches<FhirIssue>(i => i.Detail == "missing-practitioner"));
    }

    private async Task<string> SayAsync(string siu, CancellationToken cancel)
    {
        using var answer = await _sandbox.PostAsync("/ehr/siu", Encoding.UTF8.GetBytes(siu), "application/hl7-v2", cancel);
        return await answer.Content.ReadAsStringAsync(cancel);
    }

    private static string Siu(string trigger, string id, string controlId) => string.Join(
        '\r',
        $"MSH|^~\\&|HEALTHCARE||EHR||20260302120000-0500||SIU^{trigger}^SIU_S12|{controlId}|P|2.5.1",
        $"SCH||{id}^HEALTHCARE||||BOOKED|||20|min|^^20^2026030909{(trigger == "S13" ? "30" : "00")}00-0500||||||||DESK||||DESK|||||Booked",
        "PID|1||P-1^^^HEALTHCARE^PI||P-1^^^^^^S",
        "RGS|1|A",
        "AIL|1|A|11",
        "AIP|1|A|1234567893^^^^^^^^NPI^^^^NPI",
        "");

    private static EncounterReport Report(Arrived arrived) =>
        EncounterReport.Read(arrived.Body) is { IsAcceptable: true, Value: { } read } ? read : throw new AssertionException("The encounter cannot be read.");
}
