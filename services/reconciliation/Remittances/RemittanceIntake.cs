using Healthcare.EventStore;
using Healthcare.Originals;
using Healthcare.X12Exchange;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Remittances;

/// <summary>What became of a file that was kept: its sets, and whether anything of it was new.</summary>
internal sealed record TakenFile(AdviceFile File, bool IsNew, Refusal? Refusal);

/// <summary>Takes an 835 file that is kept, whichever way it came: each set becomes a remittance, all of them and the acknowledgement in one transaction.</summary>
internal sealed class RemittanceIntake(
    OriginalStore originals, AdviceReading reading, FileAcknowledgements acknowledgements, Transactions transactions, IOptions<ReconciliationOptions> options, TimeProvider clock, ILogger<RemittanceIntake> logger)
{
    /// <summary>Null where the original can no longer be read.</summary>
    public async Task<TakenFile?> TakeAsync(Keeping.Kept kept, string sender, string? source, CancellationToken cancel)
    {
        await using var original = await originals.OpenAsync(kept.Id, cancel);
        if (original is null) return null;
        var at = EventCodec.Microseconds(clock.GetUtcNow());
        var file = await reading.ReadAsync(original.Bytes, kept.Id.Value, kept.Fingerprint, sender, at, cancel);
        file = file with { Sets = [.. file.Sets.Select(s => s with { Command = s.Command with { Content = Known(s.Command.Content, source) } })] };
        var acknowledgement = await acknowledgements.PrepareAsync(kept.Id, sender, cancel);
        var outcome = await transactions.ExecuteAsync((work, c) => ReceiveAsync(work, file, acknowledgement, c), cancel);
        if (file.Sets.Count == 0) logger.NotAnAdvice(kept.Id.Value, sender, file.Findings.Count);
        if (outcome is Outcome.Refused refused) return new TakenFile(file, IsNew: false, refused.Refusal);
        foreach (var set in file.Sets) logger.Received(set.Id, kept.Id.Value, set.Command.Content.Set, set.Command.Content.ClaimCount, set.Command.Imbalances.Count);
        return new TakenFile(file, outcome is Outcome.Accepted { Events: var events } && events.Any(e => e.Event is RemittanceReceived), Refusal: null);
    }

    private RemittanceReceived Known(RemittanceReceived received, string? source) => received with { Source = source ?? received.Source, PayerId = options.Value.PayerOf(received.PayerIdentifier) };

    private static async Task<Outcome> ReceiveAsync(Work work, AdviceFile file, DueAcknowledgement? acknowledgement, CancellationToken cancel)
    {
        Outcome outcome = new Outcome.Accepted(StreamVersion.None, []);
        if (acknowledgement is { } due) await work.DecideAsync(due.StreamId, due.Command, cancel);
        foreach (var set in file.Sets)
        {
            outcome = await work.DecideAsync<RemittanceCommand>(set.Id, set.Command, cancel);
            if (outcome is not Outcome.Accepted) return outcome;
        }

        return outcome;
    }
}
