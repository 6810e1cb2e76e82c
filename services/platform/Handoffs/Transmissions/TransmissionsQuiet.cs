using Healthcare.EventStore;
using Healthcare.ServiceDefaults;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>Messages to partners that were never tried or are on their way; one that waits for its next attempt waits by the real clock and holds no time up.</summary>
internal sealed class TransmissionsQuiet(Views<TransmissionRow> views) : IQuietCheck
{
    private const int Looked = 200;

    public string Name => "transmissions";

    public async Task<long> PendingAsync(CancellationToken cancel)
    {
        var page = await views.PageAsync(TransmissionView.Due, after: null, Looked, cancel);
        return page.Documents.Count(r => r.State != "unconfirmed");
    }
}
