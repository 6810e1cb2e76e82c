using System.Text.Json.Nodes;
using static Healthcare.Fhir.Tests.Samples;

namespace Healthcare.Fhir.Tests;

public sealed class NotifyingSubscribers
{
    private static readonly PasNotification Event = new() { Subscription = "https://payer.example/fhir/Subscription/7", EventNumber = 3, EventsSinceStart = 3, EventAt = Noon };

    private static byte[] Notification(PasNotification notification)
    {
        var submission = Get(PasRequest.Read(Get(Request().Build())));
        var answer = AnsweringPriorAuthorization.Answer(ReviewAction.CertifiedInTotal).Build(submission, "https://payer.example/fhir");
        return PasNotification.Build("https://payer.example/fhir", "n-3", notification, answer, Noon);
    }

    [Test]
    public void An_event_carries_the_whole_answer()
    {
        var read = PasNotification.Read(Notification(Event));
        var got = Get(read);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, string.Join("; ", read.Issues));
            Assert.That(got, Has.Property("EventNumber").EqualTo(3).And.Property("Type").EqualTo("event-notification").And.Property("Status").EqualTo("active"));
            Assert.That(got.EventAt, Is.EqualTo(Noon));
            Assert.That(got.Focus, Is.EqualTo("https://payer.example/fhir/Bundle/answer-1-bundle"));
            Assert.That(got.Response?.Status, Is.EqualTo(PasStatus.Approved));
            Assert.That(got.Response?.Decisions[0].CertificationNumber, Is.EqualTo("AUTH-5"));
            Assert.That(got.Response?.TraceNumber, Is.EqualTo(Request().TraceNumber));
            Assert.That(got.ResponseBundle?.Entries, Has.Count.EqualTo(4));
        }
    }

    [TestCase("handshake")]
    [TestCase("heartbeat")]
    public void A_handshake_or_heartbeat_needs_no_answer(string type)
    {
        var body = PasNotification.Build("https://payer.example/fhir", "n-0", new PasNotification { Subscription = "Subscription/7", Type = type, EventsSinceStart = 0 }, null, Noon);
        var read = PasNotification.Read(body);
        Assert.That(read.IsAcceptable && read.Value?.Type == type, string.Join("; ", read.Issues));
    }

    [Test]
    public void An_event_without_an_answer_is_an_error()
    {
        var read = PasNotification.Read(With(System.Text.Encoding.UTF8.GetString(Notification(Event)), b => b["entry"]?.AsArray().RemoveAt(1)));
        Assert.That(read.Issues.Single(), Has.Property("Clause").EqualTo("spec-61"));
    }

    [Test]
    public void The_status_that_the_guides_own_example_leaves_out_is_not_demanded()
    {
        var read = PasNotification.Read(With(System.Text.Encoding.UTF8.GetString(Notification(Event)), b =>
        {
            var parameters = b["entry"]?[0]?["resource"]?["parameter"]?.AsArray() ?? [];
            foreach (var parameter in parameters.Where(p => (string?)p?["name"] == "status").ToList()) parameters.Remove(parameter);
        }));
        Assert.That(read.IsAcceptable && read.Value?.Status is null);
    }

    [Test]
    public void Another_bundle_is_no_notification() =>
        Assert.That(PasNotification.Read(Utf8(Referral)).Fault, Is.EqualTo(FhirFault.WrongResourceType));

    [Test]
    public void A_subscription_reads_back()
    {
        var sent = new PasSubscription { Organizations = ["1902800006", "1902800014"], Endpoint = "https://hospital.example/pas", Headers = ["Authorization: Bearer x"] };
        var read = PasSubscription.Read(sent.Build());
        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.IsAcceptable, string.Join("; ", read.Issues));
            Assert.That(read.Value?.Organizations, Is.EqualTo(sent.Organizations));
            Assert.That(read.Value?.Endpoint, Is.EqualTo(sent.Endpoint));
            Assert.That(read.Value?.Headers, Is.EqualTo(sent.Headers));
        }
    }

    [Test]
    public void Both_spellings_of_the_filter_are_taken()
    {
        var other = new PasSubscription { Organizations = ["1902800006"], Endpoint = "https://hospital.example/pas", FilterKey = "orgIdentifier" };
        Assert.That(Get(PasSubscription.Read(other.Build())).Organizations, Is.EqualTo(new[] { "1902800006" }));
    }

    [Test]
    public void A_subscription_of_another_kind_is_refused_clause_by_clause()
    {
        var sent = new PasSubscription { Organizations = ["1902800006"], Endpoint = "https://hospital.example/pas" };
        var read = PasSubscription.Read(With(System.Text.Encoding.UTF8.GetString(sent.Build()), s =>
        {
            s["criteria"] = "https://elsewhere.example/topic";
            s.AsObject().Remove("_criteria");
            if (s["channel"] is not JsonObject channel) return;
            channel["type"] = "websocket";
            channel.Remove("_payload");
        }));
        Assert.That(read.Issues.Select(i => i.Clause), Is.EquivalentTo(new[] { "spec-56", "spec-57", "spec-58", "spec-62" }));
    }
}
