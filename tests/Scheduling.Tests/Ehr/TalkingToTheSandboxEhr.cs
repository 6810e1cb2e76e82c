using System.Net;
using System.Text;
using Healthcare.Fhir;
using Healthcare.Hl7v2;
using Healthcare.Scheduling.Ehr;
using Healthcare.SystemTests.Sandbox;
using static Healthcare.Scheduling.Tests.Samples;

namespace Healthcare.Scheduling.Tests.Ehr;

/// <summary>The EHR of the sandbox: what scheduling writes it takes, and what is wrong it refuses with the field.</summary>
public sealed class TalkingToTheSandboxEhr
{
    private const string Appointments = "/ehr/Appointment";
    private const string Encounters = "/partner/v1/encounters";
    private RunningSandbox _sandbox;

    [OneTimeSetUp]
    public async Task StartAsync() => _sandbox = await RunningSandbox.StartAsync(CancellationToken.None, "--Sandbox:EhrMllpPort", $"{Port}");

    [OneTimeTearDown]
    public async Task StopAsync() => await _sandbox.DisposeAsync();

    [Test, CancelAfter(300_000)]
    public async Task It_takes_every_siu_that_scheduling_writes(CancellationToken cancel)
    {
        var (first, moved) = (Notice(EhrNews.Booked, 1), Notice(EhrNews.Moved, 2) with { Booking = Tuesday });
        EhrNotice[] all = [first, moved, moved with { News = EhrNews.Missed, Number = 3 }, moved with { News = EhrNews.Booked, Number = 4 }, moved with { News = EhrNews.Cancelled, Number = 5 }];
        await _sandbox.ScriptAsync(new { match = new { appointment = $"{first.AppointmentId}" }, behaviour = "never", step = "encounter" }, cancel);
        foreach (var notice in all)
        {
            var answer = await SayAsync(Encoding.UTF8.GetString(EhrNotices.Write(notice, "ehr")), cancel);
            Assert.That(answer, Does.Contain("MSA|AA|"), $"{notice.News}: {answer}");
        }
    }

    [Test, CancelAfter(300_000)]
    public async Task It_takes_them_over_mllp_and_fails_as_it_is_told(CancellationToken cancel)
    {
        var notice = Notice(EhrNews.Booked, 1);
        await _sandbox.ScriptAsync(new { match = new { appointment = $"{notice.AppointmentId}" }, behaviour = "500", step = "appointment", times = 1 }, cancel);
        await _sandbox.ScriptAsync(new { match = new { appointment = $"{notice.AppointmentId}" }, behaviour = "refuse", step = "appointment", times = 1 }, cancel);
        await using var transport = new MllpTransport(TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<MllpClient>.Instance);
        var (address, bytes) = (new Uri($"mllp://127.0.0.1:{Port}"), EhrNotices.Write(notice, "ehr"));
        Assert.That(await transport.SendAsync(address, bytes, cancel), Is.Null, "no answer");
        Assert.That(Encoding.UTF8.GetString((await transport.SendAsync(address, bytes, cancel)).GetValueOrDefault().Span), Does.Contain("MSA|AE|"));
        Assert.That(Encoding.UTF8.GetString((await transport.SendAsync(address, bytes, cancel)).GetValueOrDefault().Span), Does.Contain("MSA|AA|"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_visit_that_waits_becomes_what_it_is_told(CancellationToken cancel)
    {
        await _sandbox.ScriptAsync(new { match = new { appointment = "AP-7" }, behaviour = "never", step = "encounter", times = 1 }, cancel);
        using var taken = await _sandbox.PostAsync(Appointments, Written("AP-7"), RunningSandbox.Fhir, cancel);
        using var told = await _sandbox.PostAsync("/sandbox/visits", """{"match":{"appointment":"AP-7"},"behaviour":"no-show"}"""u8.ToArray(), "application/json", cancel);
        Assert.That(await told.Content.ReadAsStringAsync(cancel), Does.Contain("\"attended\":1"));
        var lost = (await _sandbox.Gateway.WaitAsync(Encounters, "AP-7", 1, cancel))[0];
        Assert.That(Encoding.UTF8.GetString(lost.Body), Does.Contain("noshow"));
    }

    [Test, CancelAfter(300_000)]
    public async Task A_visit_that_is_called_off_is_not_attended(CancellationToken cancel)
    {
        await _sandbox.ScriptAsync(new { match = new { appointment = "AP-8" }, behaviour = "never", step = "encounter", times = 1 }, cancel);
        using var taken = await _sandbox.PostAsync(Appointments, Written("AP-8"), RunningSandbox.Fhir, cancel);
        var over = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Written("AP-8")).Replace("booked", "noshow", StringComparison.Ordinal));
        using var dropped = await _sandbox.PostAsync(Appointments, over, RunningSandbox.Fhir, cancel);
        using var unknown = await _sandbox.PostAsync(Appointments, over, RunningSandbox.Fhir, cancel);
        using var told = await _sandbox.PostAsync("/sandbox/visits", """{"match":{"appointment":"AP-8"}}"""u8.ToArray(), "application/json", cancel);
        Assert.That((dropped.StatusCode, unknown.StatusCode), Is.EqualTo((HttpStatusCode.OK, HttpStatusCode.NotFound)));
        Assert.That(await told.Content.ReadAsStringAsync(cancel), Does.Contain("\"attended\":0"));
    }

    [Test, CancelAfter(300_000)]
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
    [CancelAfter(300_000)]
    public async Task An_siu_that_is_wrong_is_answered_with_the_field(string right, string wrong, string place, CancellationToken cancel)
    {
        const string Id = "018f0000-0000-8000-8000-0000000000a2";
        Assert.That(await SayAsync(Siu("S12", Id, "W1").Replace(right, wrong, StringComparison.Ordinal), cancel), Does.Contain("MSA|AE|W1").And.Contain(place));
        Assert.That(await SayAsync(Siu("S14", Id, "W2"), cancel), Does.Contain("MSA|AR|W2").And.Contain("|201"));
    }

    [Test, CancelAfter(300_000)]
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

    private static int Port { get; } = Healthcare.Local.Servers.LoopbackPorts.Take(1)[0];

    private static EhrNotice Notice(EhrNews news, int number) => new(Guid.CreateVersion7(), Patient, new ServiceNamed("X12-1365", "3"), news, Monday, number, Noon);

    private static byte[] Written(string id) => new AppointmentWriteBack
    {
        AppointmentId = id,
        Identifiers = [new Identifier(EhrAppointments.AppointmentSystem, id)],
        Status = "booked",
        Start = Monday.Start,
        End = Monday.End,
        Patient = new Healthcare.Fhir.Reference(Literal: null, "Patient", new Identifier(EhrAppointments.PatientSystem, $"{Patient}"), Display: null),
        Practitioner = new Healthcare.Fhir.Reference(Literal: null, "Practitioner", new Identifier(FhirSystems.Npi, Npi), Display: null),
    }.Build();

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
