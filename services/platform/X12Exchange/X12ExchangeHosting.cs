using Healthcare.EventStore;
using Healthcare.Handoffs.Transmissions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.X12Exchange;

/// <summary>Gives a service what it needs to exchange X12 files with partners.</summary>
public static class X12ExchangeHosting
{
    /// <summary>Control numbers for what is sent.</summary>
    public static EventStoreBuilder AddControlNumbers(this EventStoreBuilder store, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.Services.Configure<ControlNumberOptions>(configuration.GetSection("ControlNumbers"));
        store.Services.AddSingleton<ControlNumbers>();
        return store.AddAggregate(ControlNumberStream.Value);
    }

    /// <summary>Acknowledgements for what is received; the service sends transmissions and has control numbers.</summary>
    public static EventStoreBuilder AddFileAcknowledgements(this EventStoreBuilder store)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.Services.AddScoped<FileAcknowledgements>();
        store.Services.AddSingleton<ITransmissionKind, AcknowledgementTransmissions>();
        return store.AddAggregate(ReceivedFileStream.Value);
    }
}
