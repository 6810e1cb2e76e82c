using System.Net;
using Healthcare.Fhir;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Healthcare.SystemTests.Sandbox;

public sealed class SendingAppointments : AtTheSandbox
{
    private const string Appointments = "/ehr/Appointment";
    private const string Encounters = "/partner/v1/encounters";

    [Test, CancelAfter(300_000)]
    public async Task A_booked_visit_is_attended_and_says_which_appointment_practitioner_and_place(CancellationToken cancel)
    {
        using var taken = await Sandbox.PostAsync(Appointments, Samples.Appointment("AP-1"), RunningSandbox.Fhir, cancel);
        Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That(taken.Headers.Location?.ToString(), Does.Contain("/ehr/Appointment/EHR"));
        var arrived = (await Sandbox.Gateway.WaitAsync(Encounters, "AP-1", 1, cancel))[0];
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

    [Test, CancelAfter(300_000)]
    public async Task The_same_appointment_again_is_the_same_and_attended_once(CancellationToken cancel)
    {
        using var first = await Sandbox.PostAsync(Appointments, Samples.Appointment("AP-2"), RunningSandbox.Fhir, cancel);
        using var again = await Sandbox.PostAsync(Appointments, Samples.Appointment("AP-2"), RunningSandbox.Fhir, cancel);
        Assert.That(again.Headers.Location, Is.EqualTo(first.Headers.Location));
        var outbox = await Sandbox.GetAsync("/sandbox/outbox?step=encounter", cancel);
        Assert.That(outbox.GetProperty("deliveries").EnumerateArray().Count(d => d.GetProperty("reference").GetString() == "AP-2"), Is.EqualTo(1));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_visit_that_waits_is_attended_when_told(CancellationToken cancel)
    {
        await Sandbox.ScriptAsync(new { match = new { appointment = "AP-4" }, behaviour = "never", step = "encounter" }, cancel);
        using var taken = await Sandbox.PostAsync(Appointments, Samples.Appointment("AP-4"), RunningSandbox.Fhir, cancel);
        using var told = await Sandbox.PostAsync("/sandbox/visits", """{"match":{"appointment":"AP-4"}}"""u8.ToArray(), "application/json", cancel);
        Assert.That(await told.Content.ReadAsStringAsync(cancel), Does.Contain("\"attended\":1"));
        Assert.That(await Sandbox.Gateway.WaitAsync(Encounters, "AP-4", 1, cancel), Has.Count.EqualTo(1));
    }

    [TestCase("no-show", "noshow"), TestCase("cancel", "cancelled"), CancelAfter(300_000)]
    public async Task A_patient_who_does_not_come_is_an_appointment_that_says_so_and_comes_the_next_time(string behaviour, string status, CancellationToken cancel)
    {
        var name = $"AP-5-{behaviour}";
        await Sandbox.ScriptAsync(new { match = new { appointment = name }, behaviour, step = "encounter", times = 1 }, cancel);
        using var taken = await Sandbox.PostAsync(Appointments, Samples.Appointment(name), RunningSandbox.Fhir, cancel);
        var lost = (await Sandbox.Gateway.WaitAsync(Encounters, name, 1, cancel))[0];
        Assert.That(FhirJson.Parse(lost.Body).TryGet(out var document), Is.True);
        Assert.That((document?.ResourceType, document?.Root["status"].Text, document?.Root.Identifiers()[0].Value), Is.EqualTo(("Appointment", status, name)));
        using var again = await Sandbox.PostAsync(Appointments, Samples.Appointment(name), RunningSandbox.Fhir, cancel);
        Assert.That(Report((await Sandbox.Gateway.WaitAsync(Encounters, name, 2, cancel))[1]).IsFinished, Is.True);
    }

    [Test, CancelAfter(300_000)]
    public async Task An_appointment_without_a_practitioner_is_refused(CancellationToken cancel)
    {
        using var answer = await Sandbox.PostAsync(Appointments, Samples.Appointment("AP-6", npi: null), RunningSandbox.Fhir, cancel);
        Assert.That((int)answer.StatusCode, Is.EqualTo(422));
        Assert.That(OperationOutcome.Read(await answer.Content.ReadAsByteArrayAsync(cancel)).Value, Has.Some.Matches<FhirIssue>(i => i.Detail == "missing-practitioner"));
    }

    private static EncounterReport Report(Arrived arrived) =>
        EncounterReport.Read(arrived.Body) is { IsAcceptable: true, Value: { } read } ? read : throw new AssertionException("The encounter cannot be read.");
}
