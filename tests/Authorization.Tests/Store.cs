using Healthcare.Authorization.CoverageChecks;
using Healthcare.Authorization.PriorAuthorizations;
using Healthcare.Authorization.Units;
using Healthcare.EventStore;
using Healthcare.Handoffs;
using Healthcare.Handoffs.Transmissions;
using Healthcare.Originals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Healthcare.Authorization.Tests;

/// <summary>The service's aggregates over the store in memory, for what needs no server.</summary>
internal static class Store
{
    public static ServiceProvider New(params (string Key, string? Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        (string Key, string? Value)[] usual =
        [
            ("Payers:maryland-capital:Eligibility", "x12-realtime"), ("Payers:maryland-capital:Authorization", "pas"), ("Payers:maryland-capital:Regulated", "ma"),
            ("Payers:atlantic-mutual:Eligibility", "fhir"), ("Payers:atlantic-mutual:Authorization", "x12-278"), ("Payers:atlantic-mutual:Regulated", "commercial"),
        ];
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(usual.Concat(settings).GroupBy(s => s.Key, StringComparer.Ordinal).ToDictionary(s => s.Key, s => s.Last().Value, StringComparer.Ordinal)).Build());
        services.AddOptions<AuthorizationOptions>();
        services.AddOptions<OriginalsOptions>();
        services.AddInMemoryEventStore("authorization")
            .AddAggregate(CoverageCheckAggregate.Value)
            .AddAggregate(PriorAuthorizationAggregate.Value)
            .AddAggregate(UnitsAggregate.Value)
            .AddView(new CoverageCheckView())
            .AddAggregate(HandoffAggregate.Value)
            .AddAggregate(WorkItemAggregate.Value)
            .AddAggregate(TransmissionDecider.Aggregate);
        services.AddInMemoryOriginals();
        services.AddAuthorizationParts();
        return services.BuildServiceProvider();
    }

    /// <summary>Decides commands on the sample case, and says what the log then holds.</summary>
    public static async Task<IReadOnlyList<Recorded>> DecidedAsync(ServiceProvider provider, params PriorAuthorizationCommand[] commands)
    {
        await using var scope = provider.CreateAsyncScope();
        var call = scope.ServiceProvider.GetRequiredService<CallScope>();
        call.Context = call.Context with { CaseId = Samples.CaseId };
        foreach (var command in commands)
        {
            var outcome = await scope.ServiceProvider.GetRequiredService<Streams<PriorAuthorizationCommand>>().ExecuteAsync(Samples.AuthorizationId, command, CancellationToken.None);
            Assert.That(outcome, Is.InstanceOf<Outcome.Accepted>(), () => $"{command.GetType().Name}: {outcome}");
        }

        return (await provider.GetRequiredService<IEventStore>().ReadLogAsync(LogPosition.Start, 1000, CancellationToken.None)).Events;
    }
}
