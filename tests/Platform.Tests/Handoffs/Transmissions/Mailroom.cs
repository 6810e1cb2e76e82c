using System.Collections.Concurrent;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Originals;
using Healthcare.Platform.Tests.Messaging;
using Healthcare.ServiceDefaults;
using Healthcare.Testing.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Healthcare.Platform.Tests.Handoffs.Transmissions;

/// <summary>A service that writes letters to a partner, on a database of its own; its replicas share the database, and the partner listens on loopback behind a door.</summary>
internal sealed class Mailroom : IAsyncDisposable
{
    private readonly WebApplication partner;
    private readonly List<WebApplication> replicas = [];
    private readonly string owner;
    private readonly string runtime;

    private Mailroom(WebApplication partner, string owner, string runtime)
    {
        this.partner = partner;
        this.owner = owner;
        this.runtime = runtime;
        PartnerPort = new Uri(partner.Urls.First()).Port;
        Door = new Door(PartnerPort);
    }

    public int PartnerPort { get; }

    public Door Door { get; }

    /// <summary>What reached the partner, in order.</summary>
    public ConcurrentQueue<Arrival> Arrivals { get; } = new();

    /// <summary>What the partner answers, by how often it has seen the letter, from 1.</summary>
    public Func<Arrival, int, int> Answer { get; set; } = (_, _) => StatusCodes.Status200OK;

    /// <summary>The first replica: its store is used to queue and to look.</summary>
    public WebApplication First => replicas[0];

    public static async Task<Mailroom> OpenAsync(CancellationToken cancel)
    {
        var database = await TestPostgres.NewDatabaseAsync(cancel);
        var role = $"runtime_{Guid.CreateVersion7():N}";
        await using (var asOwner = NpgsqlDataSource.Create(database))
        {
            await using var create = asOwner.CreateCommand($"create role {role} login password 'runtime'");
            await create.ExecuteNonQueryAsync(cancel);
        }

        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var post = builder.Build();
        Mailroom? mailroom = null;
        post.MapPost("/letters", context => mailroom?.TakeAsync(context) ?? throw new InvalidOperationException("Not open."));
        await post.StartAsync(cancel);
        mailroom = new Mailroom(post, database, new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "runtime", MaxPoolSize = 20 }.ConnectionString);
        var first = mailroom.Build(new Letters());
        await EventStoreMigrator.MigrateAsync(database, role, first.Services.GetServices<SchemaPart>(), first.Services.GetServices<ViewName>(), cancel);
        return mailroom;
    }

    /// <summary>Starts a replica; what it understands of answers is counted there.</summary>
    public async Task<(WebApplication App, Letters Letters)> StartAsync(CancellationToken cancel, Letters? letters = null, Action<WebApplicationBuilder>? more = null)
    {
        letters ??= new Letters();
        var app = Build(letters, more);
        await app.StartAsync(cancel);
        return (app, letters);
    }

    /// <summary>Queues letters about one subject, in order, and returns their ids.</summary>
    public async Task<List<Guid>> QueueAsync(Guid subject, IEnumerable<string> texts, CancellationToken cancel)
    {
        var ids = new List<Guid>();
        foreach (var text in texts)
        {
            if (await First.Services.GetRequiredService<OriginalStore>().KeepAsync(Encoding.UTF8.GetBytes(text), "text/plain", "mailroom", cancel) is not Keeping.Kept kept) throw new AssertionException("kept");
            var queued = TransmissionHosting.Queue("post", "letter", kept.Id.Value, "text/plain", subject, TimeProvider.System.GetUtcNow());
            await using var scope = First.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<Streams<TransmissionCommand>>().ExecuteAsync(queued.StreamId, (TransmissionCommand)queued.Command, cancel);
            ids.Add(queued.StreamId);
        }

        return ids;
    }

    public async Task<string?> StateAsync(Guid id, CancellationToken cancel) =>
        (await First.Services.GetRequiredService<Views<TransmissionRow>>().FindAsync(id, cancel))?.State;

    public async Task<bool> AllAreAsync(string state, IEnumerable<Guid> ids, CancellationToken cancel)
    {
        foreach (var id in ids)
        {
            if (await StateAsync(id, cancel) != state) return false;
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas.Skip(1)) await replica.StopAsync(CancellationToken.None);
        foreach (var replica in replicas) await replica.DisposeAsync();
        await Door.DisposeAsync();
        await partner.StopAsync(CancellationToken.None);
        await partner.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var arrival = new Arrival(context.Request.Headers["Idempotency-Key"].ToString(), Encoding.UTF8.GetString(body.ToArray()), context.Request.ContentType);
        Arrivals.Enqueue(arrival);
        context.Response.StatusCode = Answer(arrival, Arrivals.Count(a => a.Key == arrival.Key));
        await context.Response.WriteAsync("read", context.RequestAborted);
    }

    private WebApplication Build(Letters letters, Action<WebApplicationBuilder>? more = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Test" });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:EventStore"] = runtime,
            ["ConnectionStrings:EventStoreOwner"] = owner,
            ["EventStore:MasterKeys:test"] = Convert.ToBase64String(new byte[32]),
            ["EventStore:LeaseLife"] = "00:00:02",
            ["Partners:post:Endpoints:letter"] = $"http://127.0.0.1:{Door.Port}/letters",
            ["Partners:post:Authentication"] = "none",
            ["Partners:post:letter:Retries"] = "0",
            ["Partners:post:letter:BreakerCalls"] = "10000",
            ["Transmissions:FirstWait"] = "00:00:00.050",
            ["Transmissions:LongestWait"] = "00:00:00.200",
        });
        builder.AddServiceDefaults("mailroom");
        builder.AddEventStore("mailroom").AddHandoffs(Boundaries.Of(_ => { })).AddTransmissions(builder.Configuration);
        builder.Services.AddSingleton<ITransmissionKind>(letters);
        builder.AddOriginals();
        more?.Invoke(builder);
        var app = builder.Build();
        replicas.Add(app);
        return app;
    }
}

/// <summary>A letter as it reached the partner.</summary>
internal sealed record Arrival(string Key, string Text, string? MediaType);

/// <summary>The one kind of message; it may be held up between the partner's answer and its commit.</summary>
internal sealed class Letters : ITransmissionKind
{
    private int understood;

    public string Kind => "letter";

    public int Understood => Volatile.Read(ref understood);

    /// <summary>Completes never, in a process that dies on an answer.</summary>
    public bool Hangs { get; init; }

    public async Task<DecideOnAnswer> UnderstandAsync(TransmissionAnswer answer, CancellationToken cancel)
    {
        Interlocked.Increment(ref understood);
        if (Hangs) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        return (_, _) => Task.FromResult<Outcome>(new Outcome.Accepted(StreamVersion.None, []));
    }
}
