using Healthcare.Billing.Claims;
using Healthcare.EventStore;

namespace Healthcare.Billing.Encounters;

/// <summary>Executes commands of encounters; where one brings a claim, both commit together.</summary>
internal sealed class EncounterWork(Streams<EncounterCommand> encounters, Transactions transactions)
{
    private const int MostTries = 5;

    /// <summary>Follows the stream: what it is decided on is read, and read again when it changed meanwhile.</summary>
    public async Task<Outcome> ExecuteAsync(Guid encounterId, Func<Encounter, CancellationToken, Task<EncounterCommand>> commandOf, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (state, version) = await encounters.ReadAsync<Encounter>(encounterId, cancel);
            var outcome = await TryAsync(encounterId, state, version, await commandOf(state, cancel), also: null, cancel);
            if (outcome is not Outcome.Stale) return outcome;
            if (attempt == MostTries) throw new TimeoutException($"The encounter was changed by others {attempt} times in a row; try again.");
        }
    }

    /// <summary>On the version that the caller saw; <paramref name="also"/> is decided in the same transaction.</summary>
    public async Task<Outcome> ExecuteAsync(
        Guid encounterId, StreamVersion expected, EncounterCommand command, Func<Work, CancellationToken, Task<Outcome>>? also, CancellationToken cancel)
    {
        var (state, version) = await encounters.ReadAsync<Encounter>(encounterId, cancel);
        // Another version than was seen is refused by the decision itself; nothing is prepared for it.
        return version == expected
            ? await TryAsync(encounterId, state, version, command, also, cancel)
            : await transactions.ExecuteAsync((work, c) => work.DecideAsync(encounterId, command, c, expected), cancel);
    }

    private async Task<Outcome> TryAsync(
        Guid encounterId, Encounter state, StreamVersion version, EncounterCommand command, Func<Work, CancellationToken, Task<Outcome>>? also, CancellationToken cancel)
    {
        var foreseen = EncounterDecider.Decide(state, command);
        var after = foreseen.Events.Aggregate(state, Encounter.Evolve);
        var claim = foreseen.Events.OfType<ThreeWayMatched>().Any() && after is Encounter.Billed { Referral: { } referral } billed
            ? (billed.ClaimId, Command: ClaimPreparation.Of(encounterId, billed, referral, command.At))
            : default;
        return await transactions.ExecuteAsync(
            async (work, c) =>
            {
                var decided = await work.DecideAsync(encounterId, command, c, version);
                if (decided is not Outcome.Accepted || foreseen.Events.Count == 0) return decided;
                if (claim.Command is not null && await work.DecideAsync<ClaimCommand>(claim.ClaimId, claim.Command, c) is { } submitted and not Outcome.Accepted) return submitted;
                return also is not null && await also(work, c) is { } done and not Outcome.Accepted ? done : decided;
            },
            cancel);
    }
}
