using Healthcare.EventStore;
using Healthcare.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Handoffs.Transmissions;

/// <summary>Adds calls to partners to a service.</summary>
public static class TransmissionHosting
{
    /// <summary>Registers the aggregate, its view and the sender; each kind says what its answers mean.</summary>
    public static EventStoreBuilder AddTransmissions(this EventStoreBuilder store, IConfiguration configuration, params ReadOnlySpan<Type> kinds)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.AddAggregate(TransmissionDecider.Aggregate).AddView(new TransmissionView());
        store.Services.Configure<TransmissionOptions>(configuration.GetSection("Transmissions"));
        store.Services.AddHttpClient(PartnerCalls.ClientName);
        store.Services.AddSingleton<PartnerCalls>();
        store.Services.AddSingleton<IBreakerObserver, ContinuityWatch>();
        store.Services.AddSingleton<IQuietCheck, TransmissionsQuiet>();
        foreach (var kind in kinds) store.Services.AddSingleton(typeof(ITransmissionKind), kind);
        store.Services.AddHostedService<TransmissionSender>();
        return store;
    }

    /// <summary>A transmission as a follow-up of the event that asks for it; the same subject, kind and payload are the same transmission.</summary>
    public static FollowUp Queue(string partner, string kind, Guid payloadId, string mediaType, Guid subjectId, DateTimeOffset at) =>
        new(DerivedId.Of($"transmission/{partner}/{kind}/{subjectId:D}/{payloadId:D}"), new QueueTransmission(partner, kind, payloadId, mediaType, subjectId, at));
}
