using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.ServiceDefaults;

[CancelAfter(300_000)]
public sealed class RecordingReads : AtTheDesk
{
    [Test]
    public async Task Whoever_reads_is_recorded_with_every_subject_before_the_answer(CancellationToken cancel)
    {
        var (address, tag) = await OpenAsync(cancel);
        var read = await Desk.SendAsync(HttpMethod.Get, address, Issuer.Staff("biller"), cancel);
        var (envelope, access) = await LastAsync(cancel);
        var caseId = Guid.Parse(address.Split('/')[^1]);
        Assert.Multiple(() =>
        {
            Assert.That((read.Status, read.Headers["ETag"]), Is.EqualTo((200, tag)), "a read changes no version");
            Assert.That(access.Subjects, Is.EqualTo(new[] { AccessSubject.Case(caseId), AccessSubject.Patient(Desk.Patient) }));
            Assert.That((access.Method, access.Route, access.Purpose, access.Outcome, access.BreakGlass), Is.EqualTo(("GET", "/accounts/{caseId:guid}", "HOPERAT", "answered", false)));
            Assert.That((envelope.Actor.Id, envelope.CaseId, envelope.Aggregate, envelope.CorrelationId), Is.EqualTo(("someone", caseId, "access", read.Headers[RequestIds.Header])));
        });
    }

    [Test]
    public async Task Asking_for_what_is_not_there_is_recorded_too(CancellationToken cancel)
    {
        var id = Guid.CreateVersion7();
        var read = await Desk.SendAsync(HttpMethod.Get, $"/accounts/{id}", Issuer.Partner("acme"), cancel);
        var (_, access) = await LastAsync(cancel);
        Assert.That((read.Status, access.Outcome, access.Partner, access.Subjects[0].Id), Is.EqualTo((404, "not-found", "acme", id)));
    }

    [Test]
    public async Task Without_a_purpose_a_person_reads_nothing(CancellationToken cancel)
    {
        var (address, _) = await OpenAsync(cancel);
        var aimless = await Desk.SendAsync(HttpMethod.Get, address, Token(purpose: null), cancel);
        var (_, access) = await LastAsync(cancel);
        var marketing = await Desk.SendAsync(HttpMethod.Get, address, Token("HMARKT"), cancel);
        Assert.That((aimless.Status, aimless.Code, access.Outcome, marketing.Status), Is.EqualTo((403, "purpose-missing", "refused", 403)));
    }

    [Test]
    public async Task Breaking_the_glass_passes_role_and_purpose_and_says_why(CancellationToken cancel)
    {
        var (address, _) = await OpenAsync(cancel);
        var outsider = Issuer.Sign(new() { ["sub"] = "night-nurse", ["actor_kind"] = "human", ["roles"] = (string[])["scheduler"] });
        var closed = await Desk.SendAsync(HttpMethod.Get, address, outsider, cancel);
        var curt = await Desk.SendAsync(HttpMethod.Get, address, outsider, cancel, change: r => r.Headers.Add(BreakGlass.Header, "because"));
        var broken = await Desk.SendAsync(HttpMethod.Get, address, outsider, cancel, change: r => r.Headers.Add(BreakGlass.Header, "Ada Canary is unconscious in the ER"));
        var (envelope, access) = await LastAsync(cancel);
        var reason = access.Reason is null ? null : await Desk.Services.GetRequiredService<Vault>().OpenAsync(access.Reason, cancel);
        Assert.Multiple(() =>
        {
            Assert.That((closed.Status, curt.Status, broken.Status), Is.EqualTo((403, 403, 200)));
            Assert.That((access.BreakGlass, access.Purpose, envelope.Actor.Id), Is.EqualTo((true, "BTG", "night-nurse")));
            Assert.That(reason, Is.EqualTo("Ada Canary is unconscious in the ER"));
            Assert.That(Desk.Logs.Lines, Has.None.Contains("Canary"));
        });
    }

    [Test]
    public async Task Breaking_the_glass_opens_no_write_and_no_unrecorded_route(CancellationToken cancel)
    {
        var outsider = Issuer.Staff("scheduler");
        var write = await Desk.SendAsync(HttpMethod.Post, "/accounts", outsider, cancel, "{}", r => r.Headers.Add(BreakGlass.Header, "an emergency, truly"));
        var partner = await Desk.SendAsync(HttpMethod.Get, $"/accounts/{Guid.CreateVersion7()}", Issuer.Service("other"), cancel, change: r => r.Headers.Add(BreakGlass.Header, "an emergency, truly"));
        Assert.That((write.Status, partner.Status), Is.EqualTo((403, 403)));
    }

    [Test]
    public async Task A_read_that_cannot_be_recorded_is_refused(CancellationToken cancel)
    {
        await using var desk = await Desk.StartAsync(Issuer, cancel, builder => builder.Services.AddSingleton<IEventStore>(
            services => new UnreachableForCommits(new InMemoryEventStore(services.GetRequiredService<EventCodec>(), services.GetRequiredService<InMemoryKeyTable>()))));
        var answer = await desk.SendAsync(HttpMethod.Get, $"/accounts/{Guid.CreateVersion7()}", Issuer.Staff("biller"), cancel);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((503, "access-not-recorded")));
    }

    private string Token(string? purpose) => Issuer.Sign(new() { ["actor_kind"] = "human", ["roles"] = (string[])["biller"], ["purpose"] = purpose });

    private async Task<(EventEnvelope Envelope, AccessRecorded Access)> LastAsync(CancellationToken cancel)
    {
        var log = await Desk.Log.ReadLogAsync(LogPosition.Start, 10_000, cancel);
        var last = log.Events.Last(e => e.Event is AccessRecorded);
        return (last.Envelope, (AccessRecorded)last.Event);
    }
}
