using Healthcare.EventStore;
using Microsoft.Extensions.Options;

namespace Healthcare.Originals;

/// <summary>What uploads left behind that were killed before they finished.</summary>
internal sealed class OriginalSweep(OriginalStore originals, IOptions<OriginalsOptions> options) : ISweep
{
    public string Name => "originals";

    public Task<int> SweepAsync(CancellationToken cancel) => originals.SweepAsync(options.Value.UnfinishedKeptFor, cancel);
}
