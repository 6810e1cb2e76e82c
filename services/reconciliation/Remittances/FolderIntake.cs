using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Originals;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>Settings of the folder that 835 files are dropped into, section <c>Remittances</c>.</summary>
public sealed class FolderOptions
{
    /// <summary>Absent where files come over the gateway alone. Files are taken once they are older than <see cref="Settled"/>, then moved to <c>taken</c> or <c>refused</c> below it.</summary>
    public string? Folder { get; set; }

    public TimeSpan LookEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a file must not have been written to.</summary>
    public TimeSpan Settled { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>Takes 835 files out of a folder, one process at a time, each once: the same bytes are the same remittances, so a crash between taking and moving changes nothing.</summary>
internal sealed class FolderIntake(Leadership leadership, IServiceScopeFactory scopes, OriginalStore originals, IOptions<FolderOptions> options, TimeProvider clock, ILogger<FolderIntake> logger) : Leader(leadership)
{
    private const string Sender = "folder";

    /// <summary>The kind of the work item for a file that is no remittance.</summary>
    internal const string Refused = "refused-remittance-file";

    protected override string LeaseName => "remittance-folder";

    protected override async Task LeadAsync(LeaseGrant lease, CancellationToken cancel)
    {
        while (options.Value.Folder is { Length: > 0 } folder && !cancel.IsCancellationRequested)
        {
            try
            {
                foreach (var path in Settled(folder)) await TakeAsync(folder, path, cancel);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                logger.FolderFailed(failure);
            }

            await Task.Delay(options.Value.LookEvery, TimeProvider.System, cancel);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
    }

    private List<string> Settled(string folder)
    {
        var until = TimeProvider.System.GetUtcNow().UtcDateTime - options.Value.Settled;
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(f => File.GetLastWriteTimeUtc(f) <= until).Order(StringComparer.Ordinal).ToList() : [];
    }

    private async Task TakeAsync(string folder, string path, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        Keeping keeping;
        await using (var bytes = File.OpenRead(path)) keeping = await originals.KeepAsync(bytes, ReceiveRemittanceEndpoint.MediaType, Sender, cancel);
        var taken = keeping is Keeping.Kept kept ? await scope.ServiceProvider.GetRequiredService<RemittanceIntake>().TakeAsync(kept, Sender, RemittanceSources.File, cancel) : null;
        var isAdvice = taken is { Refusal: null, File.Sets.Count: > 0 };
        if (!isAdvice) await AskAsync(scope.ServiceProvider, (keeping as Keeping.Kept)?.Id.Value ?? DerivedId.Of($"file/{Path.GetFileName(path)}"), cancel);
        var target = Path.Combine(folder, isAdvice ? "taken" : "refused");
        Directory.CreateDirectory(target);
        File.Move(path, Path.Combine(target, Path.GetFileName(path)), overwrite: true);
    }

    private async Task AskAsync(IServiceProvider services, Guid subject, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        var item = new OpenWorkItem(Refused, ReconciliationRoles.CashPosting, "not-a-remittance", subject, at.AddDays(1), at) { Levels = [new LevelDue("integration-on-call", at.AddDays(2))] };
        await services.GetRequiredService<Transactions>().ExecuteAsync((work, c) => work.DecideAsync<WorkItemCommand>(WorkItemId.ForTask(Refused, subject), item, c), cancel);
    }
}
