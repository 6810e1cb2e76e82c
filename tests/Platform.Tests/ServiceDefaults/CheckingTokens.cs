using System.Security.Cryptography;
using Healthcare.EventStore;
using Healthcare.Platform.Tests.EventStore;
using Healthcare.ServiceDefaults;
using Healthcare.Testing.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Platform.Tests.ServiceDefaults;

[CancelAfter(300_000)]
public sealed class CheckingTokens : AtTheDesk
{
    [Test]
    public async Task Nobody_enters_without_a_token(CancellationToken cancel)
    {
        var answer = await AskAsync(token: null, cancel);
        Assert.That((answer.Status, answer.Code, answer.Headers["WWW-Authenticate"]), Is.EqualTo((401, "token-missing", "Bearer")));
    }

    [Test]
    public async Task ES384_and_RS384_are_taken_and_a_life_of_300_seconds(CancellationToken cancel)
    {
        var es = await AskAsync(Biller([]), cancel);
        var rs = await AskAsync(Biller([], "RS384"), cancel);
        Assert.That((es.Status, rs.Status), Is.EqualTo((404, 404)), "admitted, and there is no such account");
    }

    [Test]
    public async Task A_token_that_does_not_hold_is_refused_with_its_reason()
    {
        var cancel = TestContext.CurrentContext.CancellationToken;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        (string Token, string Says)[] bad =
        [
            (Biller(new() { ["iss"] = "https://elsewhere" }), "issuer"),
            (Biller(new() { ["aud"] = "elsewhere" }), "audience"),
            (Biller(new() { ["exp"] = null }), "expire"),
            (Biller(new() { ["iat"] = null }), "issued"),
            (Biller(new() { ["iat"] = now, ["exp"] = now + 301 }), "300 seconds"),
            (Biller(new() { ["iat"] = now + 100, ["exp"] = now + 300 }), "future"),
            (Biller(new() { ["nbf"] = now + 100 }), "not valid yet"),
            (Biller(new() { ["actor_kind"] = null }), "actor_kind"),
            (Biller(new() { ["actor_kind"] = "root" }), "actor_kind"),
            (Biller([], "RS256"), "RS384 or ES384"),
            (Biller([], "none"), "RS384 or ES384"),
            (Biller([], keyId: "unknown"), "none of the issuer's"),
            (Issuer.Sign(new() { ["actor_kind"] = "human" }, foreignKey: foreign), "signature"),
            ("not.a.token", "cannot be read"),
            (new string('x', 20_000), "cannot be read"),
        ];
        foreach (var (token, says) in bad)
        {
            var answer = await AskAsync(token, cancel);
            Assert.Multiple(() =>
            {
                Assert.That((answer.Status, answer.Code), Is.EqualTo((401, "token-invalid")), says);
                Assert.That(answer.Json.GetProperty("detail").GetString(), Does.Contain(says));
                Assert.That(answer.Headers["WWW-Authenticate"], Does.StartWith("Bearer error=\"invalid_token\""));
            });
        }
    }

    [Test]
    public async Task An_expired_token_is_told_apart(CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var answer = await AskAsync(Biller(new() { ["iat"] = now - 200, ["exp"] = now - 60 }), cancel);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((401, "token-expired")));
    }

    [Test]
    public async Task A_new_key_of_the_issuer_is_looked_up_when_it_is_first_seen(CancellationToken cancel)
    {
        var old = Biller([]);
        await AskAsync(old, cancel);
        var reads = Issuer.JwksReads;
        Issuer.Rotate();
        var first = await AskAsync(Biller([]), cancel);
        var second = await AskAsync(Biller(new() { ["sub"] = "another" }), cancel);
        var before = await AskAsync(Biller([]), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((first.Status, second.Status, before.Status), Is.EqualTo((404, 404, 404)));
            Assert.That(Issuer.JwksReads, Is.EqualTo(reads + 1), "one look-up for the new key, none for the rest");
        });
    }

    [Test]
    public async Task Known_keys_go_on_serving_while_the_issuer_is_away(CancellationToken cancel)
    {
        await AskAsync(Biller([]), cancel);
        Issuer.Away = true;
        try
        {
            var unknown = await AskAsync(Biller([], keyId: "unknown-2"), cancel);
            var known = await AskAsync(Biller(new() { ["sub"] = "while-away" }), cancel);
            Assert.That((unknown.Status, known.Status), Is.EqualTo((401, 404)));
        }
        finally
        {
            Issuer.Away = false;
        }
    }

    [Test]
    public async Task An_issuer_that_was_never_reached_is_a_dependency_that_is_away(CancellationToken cancel)
    {
        await using var issuer = await TestIssuer.StartAsync(cancel);
        issuer.Away = true;
        await using var desk = await Desk.StartAsync(issuer, cancel);
        var answer = await desk.SendAsync(HttpMethod.Get, "/broken", issuer.Staff(), cancel);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((503, "dependency-unavailable")));
    }

    [Test]
    public async Task A_route_that_names_no_policy_is_closed_to_everyone(CancellationToken cancel)
    {
        var nameless = await Desk.SendAsync(HttpMethod.Get, "/nothing", token: null, cancel);
        var someone = await Desk.SendAsync(HttpMethod.Get, "/nothing", Issuer.Staff("biller", "sre", "compliance-officer"), cancel);
        Assert.That((nameless.Status, someone.Status, someone.Code), Is.EqualTo((401, 403, "not-permitted")));
    }

    [Test]
    public async Task A_role_and_a_scope_open_only_what_they_name(CancellationToken cancel)
    {
        var coder = await AskAsync(Issuer.Staff("coder"), cancel);
        var service = await AskAsync(Issuer.Service("billing"), cancel);
        var partner = await AskAsync(Issuer.Partner("acme"), cancel);
        var narrow = await Desk.SendAsync(HttpMethod.Post, "/fhir/Account", Issuer.Partner("acme", "system/Patient.r"), cancel, "{}");
        Assert.That((coder.Status, service.Status, partner.Status, narrow.Status), Is.EqualTo((403, 403, 404, 403)));
    }

    [Test]
    public void Policies_admit_exactly_whom_they_name()
    {
        var partner = new Caller("p", ActorKind.Partner) { PartnerId = "acme", Scopes = new HashSet<string>(["system/Account.c"]) };
        var biller = new Caller("b", ActorKind.Human) { Roles = new HashSet<string>(["biller"]) };
        var assistant = new Caller("a", ActorKind.Ai) { Roles = new HashSet<string>(["biller"]) };
        Assert.Multiple(() =>
        {
            Assert.That(Policies.Admits(Policies.Partner, partner), Is.True);
            Assert.That(Policies.Admits(Policies.Partner, partner with { PartnerId = null }), Is.False);
            Assert.That(Policies.Admits(Policies.PartnerWith("system/Account.c"), partner), Is.True);
            Assert.That(Policies.Admits(Policies.PartnerWith("system/Account.u"), partner), Is.False);
            Assert.That(Policies.Admits(Policies.Role("biller"), biller), Is.True);
            Assert.That(Policies.Admits(Policies.Role("biller"), assistant), Is.False, "an assistant has no person's role");
            Assert.That(Policies.Admits(Policies.Staff, assistant), Is.False);
            Assert.That(Policies.Admits(Policies.Assistant, assistant), Is.True);
            Assert.That(partner.MaySeePartner("acme"), Is.True);
            Assert.That(partner.MaySeePartner("other"), Is.False);
            Assert.That((partner with { PartnerId = null }).MaySeePartner(null), Is.False);
        });
    }

    [Test]
    public async Task Events_carry_who_called_and_under_which_request(CancellationToken cancel)
    {
        var opened = await Desk.SendAsync(HttpMethod.Post, "/accounts", Issuer.Staff("coder", "biller"), cancel, """{"name":"A","currency":"USD","months":3}""");
        var events = await Desk.Log.ReadStreamAsync(Guid.Parse(opened.Headers["Location"].Split('/')[^1]), 0, cancel);
        var envelope = events[0].Envelope;
        Assert.Multiple(() =>
        {
            Assert.That(envelope.Actor, Is.EqualTo(new Actor("someone", ActorKind.Human, "biller")));
            Assert.That(envelope.PurposeOfUse, Is.EqualTo("HOPERAT"));
            Assert.That(envelope.CorrelationId, Is.EqualTo(opened.Headers[RequestIds.Header]));
            Assert.That(envelope.TraceParent, Does.StartWith("00-"));
        });
    }

    [Test]
    public async Task An_assistant_never_decides_what_only_a_person_may(CancellationToken cancel)
    {
        await using var scope = Desk.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallScope>().Context = new CallContext(new Actor("helper", ActorKind.Ai, "none"));
        var outcome = await scope.ServiceProvider.GetRequiredService<Streams<AccountCommand>>().ExecuteAsync(Guid.CreateVersion7(), new CloseInDispute(), cancel);
        Assert.Multiple(() =>
        {
            Assert.That(outcome, Is.EqualTo(new Outcome.Refused(Judgments.PersonMustDecide)));
            Assert.That(outcome.ToHttp().StatusCode, Is.EqualTo(403));
        });
    }

    private string Biller(Dictionary<string, object?> change, string algorithm = "ES384", string? keyId = null)
    {
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal) { ["actor_kind"] = "human", ["roles"] = (string[])["biller"], ["purpose"] = "HPAYMT" };
        foreach (var (name, value) in change) claims[name] = value;
        return Issuer.Sign(claims, algorithm, keyId);
    }

    private Task<Answer> AskAsync(string? token, CancellationToken cancel) => Desk.SendAsync(HttpMethod.Get, $"/accounts/{Guid.CreateVersion7()}", token, cancel);

    private sealed record CloseInDispute : AccountCommand, IJudgment;
}
