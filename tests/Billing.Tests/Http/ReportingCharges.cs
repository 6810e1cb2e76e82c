using System.Net.Http.Headers;
using System.Text;
using Healthcare.Contracts.Scheduling.V1;
using Healthcare.Testing;
using Healthcare.Testing.Services;

namespace Healthcare.Billing.Tests.Http;

/// <summary>Charges as an EHR sends them: HL7 v2 with its acknowledgement, and FHIR.</summary>
[CancelAfter(300_000)]
public sealed class ReportingCharges
{
    [Test]
    public async Task A_DFT_tells_what_was_done_and_what_it_lacks_goes_to_the_clinician(CancellationToken cancel)
    {
        var (own, appointment) = await AttendedAsync(cancel);
        var lacking = await SendAsync(Dft(appointment, "MSG1", npi: ""), "application/hl7-v2", cancel);
        var asked = await own.EncounterAsync(cancel);
        var item = await own.ItemAsync("clinician", cancel);
        var complete = await SendAsync(Dft(appointment, "MSG2", Samples.Npi), "application/hl7-v2", cancel);
        var charged = await own.EncounterAsync(cancel);
        Assert.Multiple(() =>
        {
            Assert.That((lacking.Status, complete.Status), Is.EqualTo((200, 200)), lacking.Body + complete.Body);
            Assert.That(lacking.Body, Does.Contain("MSA|AA|MSG1"));
            Assert.That(asked.Json.GetProperty("missing")[0].GetProperty("code").GetString(), Is.EqualTo("no-provider"));
            Assert.That((item?.GetProperty("kind").GetString(), item?.GetProperty("reasonCode").GetString()), Is.EqualTo(("complete-charges", "charges-incomplete")));
            Assert.That((charged.Json.GetProperty("missing").GetArrayLength(), charged.Json.GetProperty("chargesFrom").GetString(), charged.Json.GetProperty("total").GetString()), Is.EqualTo((0, "hl7-dft", "250.00")));
        });
        Assert.That(await own.ItemAsync("clinician", cancel), Is.Null, "it closes itself");
    }

    [Test]
    public async Task An_ADT_closes_a_booked_visit_and_FHIR_charges_it(CancellationToken cancel)
    {
        var own = new Case();
        var appointment = Guid.CreateVersion7();
        await own.ReferAsync(cancel);
        await own.ApproveAsync(cancel);
        await TheService.TellAsync(
            "scheduling",
            own.CaseId,
            new AppointmentBooked
            {
                CaseId = own.CaseId, AppointmentId = appointment, PractitionerNpi = Samples.Npi, Start = Samples.Noon, End = Samples.Noon.AddMinutes(30), PlaceOfService = "11", BookedAt = Samples.Noon,
            },
            cancel);
        await Eventually.TrueAsync(async () => (await own.EncounterAsync(cancel)).Status == 200, cancel);
        ServiceAnswer? closed = null;
        await Eventually.TrueAsync(async () => (closed = await SendAsync(Adt(appointment, own.Day), "application/hl7-v2", cancel)).Body.Contains("MSA|AA", StringComparison.Ordinal), cancel);
        var item = await own.QueuedAsync(cancel);
        var told = await SendAsync(Fhir(appointment, own), "application/fhir+json", cancel);
        var again = await SendAsync(Fhir(appointment, own), "application/fhir+json", cancel);
        var charged = await own.EncounterAsync(cancel);
        Assert.Multiple(() =>
        {
            Assert.That(item.GetProperty("kind").GetString(), Is.EqualTo("code-encounter"));
            Assert.That((told.Status, again.Status), Is.EqualTo((200, 200)), told.Body);
            Assert.That(told.Json.GetProperty("charges").GetInt32(), Is.EqualTo(1));
            Assert.That((charged.Json.GetProperty("state").GetString(), charged.Json.GetProperty("charges")[0].GetProperty("procedure").GetString()), Is.EqualTo(("charged", "99243")));
        });
    }

    [Test]
    public async Task What_is_unknown_or_not_the_EHRs_is_refused(CancellationToken cancel)
    {
        var unknown = await SendAsync(Dft(Guid.CreateVersion7(), "MSG9", Samples.Npi), "application/hl7-v2", cancel);
        var other = await SendAsync("MSH|^~\\&|EHR|HOSP|HC|HC|20260309120000||ORU^R01|MSG8|P|2.5.1\rPID|1\r", "application/hl7-v2", cancel);
        var stranger = await SendAsync(Dft(Guid.CreateVersion7(), "MSG7", Samples.Npi), "application/hl7-v2", cancel, TheService.Issuer.Partner("northside", "system/Encounter.c"));
        var kind = await SendAsync("hello", "text/plain", cancel);
        Assert.Multiple(() =>
        {
            Assert.That(unknown.Body, Does.Contain("MSA|AE|MSG9").And.Contain("encounter-unknown"));
            Assert.That(other.Body, Does.Contain("MSA|AR|MSG8"));
            Assert.That((stranger.Status, kind.Status), Is.EqualTo((403, 415)));
        });
    }

    [Test]
    public async Task Readiness_says_how_much_waits_for_what(CancellationToken cancel)
    {
        await AttendedAsync(cancel);
        var said = await TheService.Process.SendAsync(HttpMethod.Get, "/readiness", TheService.Issuer.Staff("billing-lead"), cancel);
        Assert.That(said.Status, Is.EqualTo(200), said.Body);
        var cause = said.Json.GetProperty("causes").EnumerateArray().Single(c => c.GetProperty("code").GetString() == "awaiting-codes");
        Assert.That((cause.GetProperty("role").GetString(), cause.GetProperty("count").GetInt32() >= 1), Is.EqualTo(("coder", true)));
    }

    private static async Task<(Case Own, Guid Appointment)> AttendedAsync(CancellationToken cancel)
    {
        var own = new Case();
        await own.ReferAsync(cancel);
        await own.ApproveAsync(cancel);
        await own.AttendAsync(cancel);
        await own.QueuedAsync(cancel);
        var appointment = (await own.EncounterAsync(cancel)).Json.GetProperty("visit").GetProperty("appointmentId").GetGuid();
        return (own, appointment);
    }

    private static string Dft(Guid appointment, string id, string npi) =>
        $"MSH|^~\\&|EHR|HOSP|HC|HC|20260309120000||DFT^P03^DFT_P03|{id}|P|2.5.1\rEVN|P03|20260309120000\rPID|1||MRN1\r"
        + $"PV1|1|O|11^^^HOSP||||{npi}||||||||||||VN-{appointment:N}|||||||||||||||||||||||||||||||{appointment:D}\r"
        + $"FT1|1|||20260309||CG|99243^^CPT|||1||||||11|||Z00.00|{npi}^HEALER||||99243^^CPT\r";

    private static string Adt(Guid appointment, DateOnly day) =>
        $"MSH|^~\\&|EHR|HOSP|HC|HC|20260309120000||ADT^A03^ADT_A03|ADT{appointment:N}|P|2.5.1\rEVN|A03|20260309120000\rPID|1||MRN1\r"
        + $"PV1|1|O|11^^^HOSP||||{Samples.Npi}||||||||||||VN-{appointment:N}||||||||||||||||||||||||||{day:yyyyMMdd}103000|||||{appointment:D}\r";

    private static string Fhir(Guid appointment, Case own) =>
        $$$$"""
        {"resourceType":"Bundle","type":"collection","entry":[
        {"fullUrl":"urn:uuid:01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c81","resource":{"resourceType":"Encounter","id":"ENC-{{{{appointment:N}}}}","status":"finished",
        "contained":[{"resourceType":"Practitioner","id":"practitioner","identifier":[{"system":"http://hl7.org/fhir/sid/us-npi","value":"{{{{Samples.Npi}}}}"}]}],
        "class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"subject":{"identifier":{"system":"urn:healthcare:patient","value":"{{{{own.PatientId}}}}"}},
        "participant":[{"individual":{"reference":"#practitioner"}}],"appointment":[{"type":"Appointment","identifier":{"system":"urn:healthcare:appointment","value":"{{{{appointment}}}}"}}],
        "period":{"start":"{{{{own.Day:yyyy-MM-dd}}}}T09:30:00-04:00","end":"{{{{own.Day:yyyy-MM-dd}}}}T10:00:00-04:00"}}},
        {"fullUrl":"urn:uuid:01932b6c-8f4e-7c3d-9a5b-2e1f0a6d4c82","resource":{"resourceType":"ChargeItem","id":"charge-1","status":"billable",
        "code":{"coding":[{"system":"http://www.ama-assn.org/go/cpt","code":"99243"}]},"subject":{"identifier":{"system":"urn:healthcare:patient","value":"{{{{own.PatientId}}}}"}},
        "occurrenceDateTime":"{{{{own.Day:yyyy-MM-dd}}}}","quantity":{"value":1}}}]}
        """;

    private static async Task<ServiceAnswer> SendAsync(string body, string mediaType, CancellationToken cancel, string? token = null)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(mediaType) } };
        return await TheService.Process.SendAsync(
            HttpMethod.Post, "/partner/v1/charges", token ?? TheService.Issuer.Partner("ehr", "system/Encounter.c"), cancel, content, h => h.Add("Idempotency-Key", Guid.CreateVersion7().ToString()));
    }
}
