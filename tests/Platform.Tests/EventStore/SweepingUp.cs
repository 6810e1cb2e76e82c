using System.Security.Cryptography;
using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.Platform.Tests.Handoffs.Transmissions;
using Healthcare.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Healthcare.Platform.Tests.EventStore;

[CancelAfter(300_000)]
public sealed class SweepingUp
{
    [Test]
    public async Task One_replica_drops_old_answers_and_unfinished_originals_and_another_takes_over(CancellationToken cancel)
    {
        await using var service = await Mailroom.OpenAsync(cancel);
        var first = service.First.Services;
        await first.GetRequiredService<IEventStore>().Answers.BeginAsync("p/1", "hash", TimeSpan.FromSeconds(30), cancel);
        await first.GetRequiredService<IOriginalTable>().AddChunkAsync(Guid.CreateVersion7(), RandomNumberGenerator.GetBytes(32), new byte[10], cancel);
        var sent = RandomNumberGenerator.GetBytes(1000);
        if (await first.GetRequiredService<OriginalStore>().KeepAsync(sent, "text/plain", "acme", cancel) is not Keeping.Kept kept) throw new AssertionException("kept");
        var (one, other) = (new Broom(), new Broom());
        var (leading, _) = await service.StartAsync(cancel, more: builder => Sweeping(builder, one));
        await Eventually.TrueAsync(async () => await LeftAsync(first, cancel) == (0, 1), cancel);
        await Eventually.TrueAsync(() => Task.FromResult(one.Sweeps >= 3), cancel);

        await service.StartAsync(cancel, more: builder => Sweeping(builder, other));
        var seen = one.Sweeps;
        await Eventually.TrueAsync(() => Task.FromResult(one.Sweeps >= seen + 10), cancel);
        Assert.That(other.Sweeps, Is.Zero);
        await leading.StopAsync(cancel);
        await Eventually.TrueAsync(() => Task.FromResult(other.Sweeps > 0), cancel);
        await using var content = await first.GetRequiredService<OriginalStore>().OpenAsync(kept.Id, cancel) ?? throw new AssertionException("kept");
        Assert.That(await content.ReadAllAsync(cancel), Is.EqualTo(sent), "what was kept stays");
    }

    private static void Sweeping(WebApplicationBuilder builder, Broom broom)
    {
        builder.Configuration["Sweeps:Every"] = "00:00:00.050";
        builder.Configuration["Sweeps:AnswersKeptFor"] = "00:00:00";
        builder.Configuration["Originals:UnfinishedKeptFor"] = "00:00:00";
        builder.Services.AddSingleton<ISweep>(broom);
    }

    private static async Task<(long Answers, long Chunks)> LeftAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("select (select count(*) from hc_answers), (select count(*) from hc_original_chunks)");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Counts how often it was used; what fails beside it does not keep the rest.</summary>
    private sealed class Broom : ISweep
    {
        private int sweeps;

        public string Name => "broom";

        public int Sweeps => Volatile.Read(ref sweeps);

        public Task<int> SweepAsync(CancellationToken cancel)
        {
            Interlocked.Increment(ref sweeps);
            throw new InvalidOperationException("Worn out.");
        }
    }
}
