using System.Text;
using Healthcare.Fhir;
using Healthcare.Scheduling.Ehr;
using Healthcare.Testing.Descriptions;

namespace Healthcare.Scheduling.Tests;

/// <summary>The routes, who may call them, and the description that integrators read.</summary>
public sealed class DescribingTheApi() : DescribingAService("scheduling", b => b.AddScheduling(), a => a.MapScheduling())
{
    [Test]
    public void Each_route_names_its_policy()
    {
        Assert.That(Service.Routes, Is.EqualTo(new[]
        {
            "GET /appointments/ → staff",
            "GET /appointments/{appointmentId:guid} → staff",
            "PUT /appointments/{appointmentId:guid}/booking → staff:scheduler|staff:scheduling-lead|staff:surgical-scheduler",
            "PUT /appointments/{appointmentId:guid}/cancellation → staff:scheduler|staff:scheduling-lead|staff:surgical-scheduler",
            "PUT /appointments/{appointmentId:guid}/hold → staff:scheduler|staff:scheduling-lead|staff:surgical-scheduler",
            "PUT /appointments/{appointmentId:guid}/no-show → staff:scheduler|staff:scheduling-lead|staff:surgical-scheduler|staff:front-desk",
            "PUT /appointments/{appointmentId:guid}/proceeding → staff:scheduling-lead|staff:physician-advisor",
            "GET /calendars/{npi} → staff",
            "PUT /calendars/{npi}/{day}/blocks → staff:scheduler|staff:scheduling-lead|staff:surgical-scheduler",
            "GET /journeys/{caseId:guid} → staff",
            "PUT /journeys/{caseId:guid}/estimate → staff",
            "PUT /journeys/{caseId:guid}/services → staff",
            "PUT /journeys/{caseId:guid}/stages/{stage}/completion → staff",
            "PUT /journeys/{caseId:guid}/stages/{stage}/return → staff",
            "PUT /journeys/{caseId:guid}/stages/{stage}/start → staff",
            "GET /parked/ → operations|staff:integration-on-call",
            "GET /parked/{id:guid} → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/dismissal → operations|staff:integration-on-call",
            "PUT /parked/{id:guid}/{count:long}/replay → operations|staff:integration-on-call",
            "POST /partner/v1/encounters/ → partner:system/Encounter.c",
        }));
    }

    [Test]
    public void The_encounter_that_the_description_shows_names_an_appointment()
    {
        var read = EncounterReport.Read(Encoding.UTF8.GetBytes(ApiDescription.Kept("scheduling").ExampleOf("reportVisit")));
        Assert.That(read.Issues.Where(i => i.IsError), Is.Empty);
        Assert.That(read.Value?.AppointmentIdentifiers.Select(i => i.System), Is.EqualTo(new[] { EhrAppointments.AppointmentSystem }));
    }
}
