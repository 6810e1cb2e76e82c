using System.Net.Http.Headers;
using Healthcare.EventStore;
using Healthcare.Platform.Tests.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Healthcare.Platform.Tests.ServiceDefaults;

/// <summary>Idempotency-Key, with answers in memory and on PostgreSQL.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(300_000)]
public sealed class RepeatingARequest(string kind) : AtTheDesk
{
    private const string Body = """{"name":"Ada Canary","currency":"USD","months":3}""";
    private readonly TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StoreUnderTest? store;
    private int failures;

    [OneTimeTearDown]
    public async Task StopStoreAsync()
    {
        if (store is not null) await store.DisposeAsync();
    }

    [Test]
    public async Task The_same_request_again_gets_the_same_answer_and_runs_once(CancellationToken cancel)
    {
        var key = NewKey();
        var runs = OpenAccountEndpoint.Runs;
        var first = await PostAsync(key, Body, cancel);
        var second = await PostAsync(key, Body, cancel);
        Assert.Multiple(() =>
        {
            Assert.That(first.Status, Is.EqualTo(201), first.Body);
            Assert.That(first.Headers.ContainsKey("Idempotent-Replayed"), Is.False);
            Assert.That(second.Headers["Idempotent-Replayed"], Is.EqualTo("true"));
            Assert.That((second.Status, second.Body, second.Headers["ETag"], second.Headers["Location"]), Is.EqualTo((first.Status, first.Body, first.Headers["ETag"], first.Headers["Location"])));
            Assert.That(second.MediaType, Is.EqualTo("application/json"));
            Assert.That(OpenAccountEndpoint.Runs, Is.EqualTo(runs + 1));
        });
    }

    [Test]
    public async Task Another_body_under_the_same_key_is_refused(CancellationToken cancel)
    {
        var key = NewKey();
        await PostAsync(key, Body, cancel);
        var answer = await PostAsync(key, Body.Replace("USD", "EUR", StringComparison.Ordinal), cancel);
        Assert.That((answer.Status, answer.Code), Is.EqualTo((422, "idempotency-key-reused")));
    }

    [Test]
    public async Task Another_partner_may_use_the_same_key(CancellationToken cancel)
    {
        var key = NewKey();
        var mine = await PostAsync(key, Body, cancel);
        var theirs = await PostAsync(key, Body, cancel, partner: "other");
        Assert.Multiple(() =>
        {
            Assert.That(theirs.Status, Is.EqualTo(201));
            Assert.That(theirs.Headers.ContainsKey("Idempotent-Replayed"), Is.False);
            Assert.That(theirs.Headers["Location"], Is.Not.EqualTo(mine.Headers["Location"]));
        });
    }

    [Test]
    public async Task A_partner_must_send_a_key_and_a_person_may(CancellationToken cancel)
    {
        var partner = await PostAsync(key: null, Body, cancel);
        var malformed = await PostAsync("with blank", Body, cancel);
        var person = await Desk.SendAsync(HttpMethod.Post, "/accounts", Issuer.Staff("biller"), cancel, Body);
        Assert.That(
            (partner.Status, partner.Code, malformed.Status, malformed.Code, person.Status),
            Is.EqualTo((400, "idempotency-key-missing", 400, "idempotency-key-malformed", 201)));
    }

    [Test]
    public async Task While_the_first_still_runs_the_second_is_told_to_wait(CancellationToken cancel)
    {
        var key = NewKey();
        var first = Desk.SendAsync(HttpMethod.Post, "/slow", Issuer.Partner("acme"), cancel, "{}", r => r.Headers.Add("Idempotency-Key", key));
        await entered.Task.WaitAsync(cancel);
        var second = await Desk.SendAsync(HttpMethod.Post, "/slow", Issuer.Partner("acme"), cancel, "{}", r => r.Headers.Add("Idempotency-Key", key));
        var other = await Desk.SendAsync(HttpMethod.Post, "/slow", Issuer.Partner("acme"), cancel, "{ }", r => r.Headers.Add("Idempotency-Key", key));
        release.SetResult();
        var done = await first;
        var replayed = await Desk.SendAsync(HttpMethod.Post, "/slow", Issuer.Partner("acme"), cancel, "{}", r => r.Headers.Add("Idempotency-Key", key));
        Assert.Multiple(() =>
        {
            Assert.That((second.Status, second.Code, second.Headers["Retry-After"]), Is.EqualTo((409, "idempotency-key-running", "1")));
            Assert.That((other.Status, other.Code), Is.EqualTo((422, "idempotency-key-reused")));
            Assert.That((done.Status, replayed.Status, replayed.Body), Is.EqualTo((200, 200, done.Body)));
        });
    }

    [Test]
    public async Task What_failed_or_was_not_understood_frees_the_key(CancellationToken cancel)
    {
        var (failing, shapeless) = (NewKey(), NewKey());
        var failed = await Desk.SendAsync(HttpMethod.Post, "/failing-once", Issuer.Partner("acme"), cancel, "{}", r => r.Headers.Add("Idempotency-Key", failing));
        var again = await Desk.SendAsync(HttpMethod.Post, "/failing-once", Issuer.Partner("acme"), cancel, "{}", r => r.Headers.Add("Idempotency-Key", failing));
        var wrong = await PostAsync(shapeless, "{", cancel);
        var corrected = await PostAsync(shapeless, Body, cancel);
        Assert.That((failed.Status, again.Status, wrong.Status, corrected.Status), Is.EqualTo((500, 200, 400, 201)), $"{again.Body} {corrected.Body}");
    }

    [Test]
    public async Task A_run_that_died_after_its_effect_is_repeated_without_a_second_effect(CancellationToken cancel)
    {
        var key = NewKey();
        var first = await Desk.SendAsync(HttpMethod.Post, "/dying-once", Issuer.Partner("acme"), cancel, "{}", r => r.Headers.Add("Idempotency-Key", key));
        var second = await Desk.SendAsync(HttpMethod.Post, "/dying-once", Issuer.Partner("acme"), cancel, "{}", r => r.Headers.Add("Idempotency-Key", key));
        var events = await Desk.Log.ReadStreamAsync(second.Json.GetProperty("id").GetGuid(), 0, cancel);
        Assert.Multiple(() =>
        {
            Assert.That((first.Status, second.Status), Is.EqualTo((500, 200)));
            Assert.That(events, Has.Count.EqualTo(1), "the deposit of the first run stands, and there is no other");
        });
    }

    [Test]
    public async Task A_long_body_is_compared_without_being_held(CancellationToken cancel)
    {
        var key = NewKey();
        var (ours, theirs) = (new byte[3 * 1024 * 1024], new byte[3 * 1024 * 1024]);
        theirs[^1] = 1;
        var first = await SendLongAsync(key, ours, cancel);
        var same = await SendLongAsync(key, ours, cancel);
        var other = await SendLongAsync(key, theirs, cancel);
        Assert.Multiple(() =>
        {
            Assert.That((first.Status, first.Body), Is.EqualTo((200, "3145728")));
            Assert.That((same.Status, same.Body, same.Headers["Idempotent-Replayed"]), Is.EqualTo((200, "3145728", "true")));
            Assert.That((other.Status, other.Code), Is.EqualTo((422, "idempotency-key-reused")));
        });
    }

    [Test]
    public async Task What_is_stored_can_be_read_by_nobody_without_the_key(CancellationToken cancel)
    {
        if (store is null) Assert.Ignore("Looks into the tables, which memory has not.");
        var key = $"Ada-Canary-{Guid.CreateVersion7()}";
        await PostAsync(key, Body, cancel);
        await using var command = store.Database.CreateCommand("select count(*), count(*) filter (where key || request_hash || encode(coalesce(answer, ''), 'escape') ~ 'Canary|accountId') from hc_answers");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        Assert.That((reader.GetInt64(0) > 0, reader.GetInt64(1)), Is.EqualTo((true, 0L)));
    }

    [Test]
    public void Ids_follow_from_the_key_and_differ_by_name()
    {
        var ids = new IdempotentIds { AnswerKey = "a" };
        var again = new IdempotentIds { AnswerKey = "a" };
        var keyless = new IdempotentIds();
        var (one, two) = (keyless.For("x"), keyless.For("x"));
        Assert.Multiple(() =>
        {
            Assert.That(ids.For("x"), Is.EqualTo(again.For("x")).And.Not.EqualTo(ids.For("y")));
            Assert.That(ids.For("x").Version, Is.EqualTo(8));
            Assert.That(one, Is.Not.EqualTo(two));
        });
    }

    private protected override async Task<Desk> StartDeskAsync(CancellationToken cancel)
    {
        if (kind == "postgresql") store = await StoreUnderTest.OnPostgresAsync(cancel);
        return await Desk.StartAsync(Issuer, cancel, map: Map, postgres: store?.Connection);
    }

    private void Map(WebApplication app)
    {
        var group = app.MapGroup("").RequireAuthorization(Policies.Partner);
        group.MapPost("/slow", async (CancellationToken cancel) =>
        {
            entered.TrySetResult();
            await release.Task.WaitAsync(cancel);
            return TypedResults.Ok(new { done = true });
        });
        group.MapPost("/failing-once", IResult () => Interlocked.Increment(ref failures) == 1 ? throw new InvalidOperationException("once") : TypedResults.Ok());
        var deaths = 0;
        group.MapPost("/dying-once", async (IdempotentIds ids, Streams<AccountCommand> accounts, CancellationToken cancel) =>
        {
            var id = ids.For("deposit");
            await accounts.ExecuteAsync(id, new Deposit(1), cancel);
            return Interlocked.Increment(ref deaths) == 1 ? throw new InvalidOperationException("died after the commit") : TypedResults.Ok(new { id });
        });
        group.MapPost("/long", async (HttpRequest request, CancellationToken cancel) =>
        {
            var buffer = new byte[64 * 1024];
            var total = 0;
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancel)) > 0) total += read;
            return TypedResults.Ok(total);
        });
    }

    private static string NewKey() => Guid.CreateVersion7().ToString();

    private Task<Answer> PostAsync(string? key, string body, CancellationToken cancel, string partner = "acme") => Desk.SendAsync(
        HttpMethod.Post, "/accounts", Issuer.Partner(partner), cancel, body, r => _ = key is not null && r.Headers.TryAddWithoutValidation("Idempotency-Key", key));

    private async Task<Answer> SendLongAsync(string key, byte[] bytes, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await Desk.SendAsync(HttpMethod.Post, "/long", Issuer.Partner("acme"), cancel, change: r =>
        {
            r.Content = content;
            r.Headers.Add("Idempotency-Key", key);
        });
    }
}
