using System.Security.Cryptography;
using System.Text;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.Testing.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Healthcare.Platform.Tests.Originals;

/// <summary>What every store of originals promises, in memory and on PostgreSQL.</summary>
[TestFixture("memory")]
[TestFixture("postgresql")]
[CancelAfter(300_000)]
public sealed class KeepingOriginals(string kind)
{
    private const int Limit = 8 * 1024 * 1024;
    private ServiceProvider? provider;
    private NpgsqlDataSource? database;

    private IServiceProvider Services => provider ?? throw new InvalidOperationException("Not started.");

    private OriginalStore Originals => Services.GetRequiredService<OriginalStore>();

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Options.Create(new OriginalsOptions { MaxLength = Limit }));
        services.AddSingleton(TimeProvider.System);
        if (kind == "memory")
        {
            services.AddInMemoryEventStore("test");
            services.AddInMemoryOriginals();
        }
        else
        {
            var owner = await TestPostgres.NewDatabaseAsync(CancellationToken.None);
            var role = $"runtime_{Guid.CreateVersion7():N}";
            await using (var admin = NpgsqlDataSource.Create(owner))
            {
                await using var create = admin.CreateCommand($"create role {role} login password 'runtime'");
                await create.ExecuteNonQueryAsync(CancellationToken.None);
            }

            await EventStoreMigrator.MigrateAsync(owner, role, [OriginalsHosting.Schema], [], CancellationToken.None);
            database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { Username = role, Password = "runtime" }.ConnectionString);
            services.AddSingleton<IKeyTable>(new PostgresKeyTable(database));
            services.AddSingleton(new MasterKeys("test", new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["test"] = new byte[32] }));
            services.AddSingleton<Vault>();
            services.AddSingleton<IOriginalTable>(new PostgresOriginalTable(database));
            services.AddSingleton<OriginalStore>();
        }

        provider = services.BuildServiceProvider();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (provider is not null) await provider.DisposeAsync();
        if (database is not null) await database.DisposeAsync();
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1024 * 1024)]
    [TestCase((1024 * 1024) + 1)]
    [TestCase(3 * 1024 * 1024)]
    [TestCase(Limit)]
    public async Task Every_byte_comes_back_as_it_was_sent(int length, CancellationToken cancel)
    {
        var sent = RandomNumberGenerator.GetBytes(length);
        var kept = await KeepAsync(new Trickle(sent), cancel);
        await using var opened = await Originals.OpenAsync(kept.Id, cancel) ?? throw new AssertionException("It cannot be opened.");
        Assert.Multiple(async () =>
        {
            Assert.That(kept.Length, Is.EqualTo(length));
            Assert.That(await opened.ReadAllAsync(cancel), Is.EqualTo(sent));
            Assert.That((opened.Original.Source, opened.Original.MediaType), Is.EqualTo(("acme", "application/json")));
        });
    }

    [Test]
    public async Task One_byte_too_many_keeps_nothing(CancellationToken cancel)
    {
        var sent = RandomNumberGenerator.GetBytes(Limit + 1);
        var result = await Originals.KeepAsync(new MemoryStream(sent), "application/edi-x12", "acme", cancel);
        Assert.Multiple(async () =>
        {
            Assert.That(result, Is.EqualTo(new Keeping.TooLarge(Limit)));
            Assert.That(await Originals.SweepAsync(TimeSpan.Zero, cancel), Is.Zero, "its chunks are gone already");
        });
    }

    [Test]
    public async Task A_sender_that_breaks_off_leaves_nothing(CancellationToken cancel)
    {
        var broken = new Trickle(RandomNumberGenerator.GetBytes(2 * 1024 * 1024)) { FailsAt = 1536 * 1024 };
        Assert.ThrowsAsync<IOException>(async () => await Originals.KeepAsync(broken, "text/plain", "acme", cancel));
        Assert.That(await Originals.SweepAsync(TimeSpan.Zero, cancel), Is.Zero);
    }

    [Test]
    public async Task The_same_bytes_of_the_same_source_are_the_same_original(CancellationToken cancel)
    {
        var sent = RandomNumberGenerator.GetBytes(100_000);
        var first = await KeepAsync(new MemoryStream(sent), cancel);
        var second = await KeepAsync(new MemoryStream(sent), cancel);
        var other = await KeepAsync(new MemoryStream(sent), cancel, source: "other");
        Assert.Multiple(() =>
        {
            Assert.That((second.Id, second.WasKnown, first.WasKnown), Is.EqualTo((first.Id, true, false)));
            Assert.That(other.Id, Is.Not.EqualTo(first.Id));
            Assert.That(other.Fingerprint, Is.EqualTo(first.Fingerprint).And.Not.Contains(Convert.ToHexStringLower(SHA256.HashData(sent))));
        });
    }

    [Test]
    public async Task Erasing_the_patient_erases_the_original(CancellationToken cancel)
    {
        var vault = Services.GetRequiredService<Vault>();
        var (patient, sent) = (Guid.CreateVersion7(), RandomNumberGenerator.GetBytes(1000));
        var kept = await KeepAsync(new MemoryStream(sent), cancel);
        var assigned = await Originals.AssignAsync(kept.Id, patient, cancel);
        var again = await Originals.AssignAsync(kept.Id, patient, cancel);
        var toAnother = await Originals.AssignAsync(kept.Id, Guid.CreateVersion7(), cancel);
        await using (var opened = await Originals.OpenAsync(kept.Id, cancel)) Assert.That(opened is null ? null : await opened.ReadAllAsync(cancel), Is.EqualTo(sent));

        await vault.EraseAsync(patient, cancel);
        var erased = await Originals.OpenAsync(kept.Id, cancel);
        var anew = await KeepAsync(new MemoryStream(sent), cancel);
        Assert.Multiple(() =>
        {
            Assert.That((assigned, again, toAnother), Is.EqualTo((true, true, false)));
            Assert.That(erased, Is.Null);
            Assert.That((anew.WasKnown, anew.Id == kept.Id), Is.EqualTo((false, false)), "what was erased is not found again");
        });
    }

    [Test]
    public async Task Erasing_an_original_that_is_nobodys_erases_it_alone(CancellationToken cancel)
    {
        var (one, two) = (await KeepAsync(new MemoryStream([1, 2, 3]), cancel), await KeepAsync(new MemoryStream([4, 5, 6]), cancel));
        await Originals.EraseAsync(one.Id, cancel);
        await using var other = await Originals.OpenAsync(two.Id, cancel);
        Assert.That((await Originals.OpenAsync(one.Id, cancel), other is not null), Is.EqualTo(((OriginalContent?)null, true)));
    }

    [Test]
    public async Task What_is_not_known_is_not_opened(CancellationToken cancel)
    {
        var unknown = new OriginalId(Guid.CreateVersion7());
        Assert.That((await Originals.OpenAsync(unknown, cancel), await Originals.FindAsync(unknown, cancel), await Originals.AssignAsync(unknown, Guid.CreateVersion7(), cancel)), Is.EqualTo(((OriginalContent?)null, (Original?)null, false)));
    }

    [Test]
    public async Task Nothing_at_rest_can_be_read(CancellationToken cancel)
    {
        var canary = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Ada Canary, 1815-12-10; ", 1000)));
        await KeepAsync(new MemoryStream(canary), cancel);
        Assert.That(await FoundAtRestAsync("Ada Canary", cancel), Is.Zero);
    }

    [Test]
    public async Task A_chunk_that_was_altered_or_moved_does_not_open(CancellationToken cancel)
    {
        if (database is null) Assert.Ignore("Alters the tables, which memory has not.");
        var sent = RandomNumberGenerator.GetBytes(2 * 1024 * 1024);
        var (altered, swapped, shortened) = (await KeepAsync(new MemoryStream(sent), cancel), await KeepAsync(new MemoryStream(sent), cancel, "b"), await KeepAsync(new MemoryStream(sent), cancel, "c"));
        await RunAsync("update hc_original_chunks set data = set_byte(data, 5, (get_byte(data, 5) + 1) % 256) where original = $1", altered.Id, cancel);
        await RunAsync("update hc_originals set chunks = array[chunks[2], chunks[1]] where id = $1", swapped.Id, cancel);
        await RunAsync("update hc_originals set chunks = array[chunks[1]] where id = $1", shortened.Id, cancel);
        foreach (var id in (OriginalId[])[altered.Id, swapped.Id, shortened.Id])
        {
            await using var opened = await Originals.OpenAsync(id, cancel) ?? throw new AssertionException("It cannot be opened.");
            Assert.That(async () => await opened.Bytes.CopyToAsync(Stream.Null, cancel), Throws.InstanceOf<CryptographicException>());
        }
    }

    [Test]
    public void An_id_is_a_plain_string_in_an_event()
    {
        var id = new OriginalId(new Guid("01890000-0000-7000-8000-000000000001"));
        var json = System.Text.Json.JsonSerializer.Serialize(id);
        Assert.That((json, System.Text.Json.JsonSerializer.Deserialize<OriginalId>(json), OriginalId.Parse(id.ToString(), provider: null)), Is.EqualTo(("\"01890000-0000-7000-8000-000000000001\"", id, id)));
    }

    private async Task<Keeping.Kept> KeepAsync(Stream content, CancellationToken cancel, string source = "acme") =>
        await Originals.KeepAsync(content, "application/json; name=\"Ada Canary\"", source, cancel) as Keeping.Kept ?? throw new AssertionException("It was not kept.");

    private async Task<long> FoundAtRestAsync(string text, CancellationToken cancel)
    {
        if (database is null) return Services.GetRequiredService<InMemoryOriginalTable>().AtRest.Count(b => b.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
        await using var command = database.CreateCommand("select (select count(*) from hc_original_chunks where position($1 in data) > 0) + (select count(*) from hc_originals o where o::text like '%' || $2 || '%')");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Encoding.UTF8.GetBytes(text) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
        return await command.ExecuteScalarAsync(cancel) is long found ? found : -1;
    }

    private async Task RunAsync(string sql, OriginalId id, CancellationToken cancel)
    {
        if (database is null) return;
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Gives a few bytes at a time, as a network does, and may break off.</summary>
    private sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public int FailsAt { get; init; } = int.MaxValue;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= FailsAt ? throw new IOException("The sender broke off.") : base.ReadAsync(buffer[..Math.Min(buffer.Length, 70_001)], cancellationToken);
    }
}
