using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Billing.Denials;

/// <summary>Executes what people ask of a denial, in its case.</summary>
internal sealed class DenialWork(Streams<DenialCommand> denials, CallScope scope)
{
    public async Task<CommandResult> ExecuteAsync(Guid denialId, StreamVersion version, Func<Denial.Opened, DenialCommand> commandOf, CancellationToken cancel)
    {
        if (await denials.ReadAsync<Denial>(denialId, cancel) is not (Denial.Opened state, _)) return new Outcome.Refused(DenialRefusals.Unknown).ToHttp();
        scope.Context = scope.Context with { CaseId = state.Facts.CaseId };
        return (await denials.ExecuteAsync(denialId, version, commandOf(state), cancel)).ToHttp();
    }
}
