using System.Collections.Concurrent;
using Healthcare.Contracts.Audit.V1;
using Healthcare.Testing.Access;
using Healthcare.Testing.Services;

namespace Healthcare.Audit.Tests.Http;

/// <summary>One audit for all tests of HTTP that leave it as it is.</summary>
[SetUpFixture]
public sealed class TheService
{
    private static AuditHost? host;

    public static AuditHost Host => host ?? throw new InvalidOperationException("Not started.");

    public static TestIssuer Issuer => Host.Issuer;

    public static ConcurrentDictionary<string, IReadOnlyList<RecordedEvent>> Logs => Host.Logs;

    public static string Compliance(string purpose = "HCOMPL", string who = "officer-1") => Host.Compliance(purpose, who);

    [OneTimeSetUp]
    public async Task StartAsync() => host = await AuditHost.StartAsync(CancellationToken.None);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (host is not null) await host.DisposeAsync();
    }

    public static Task<ServiceAnswer> GetAsync(string path, string token, CancellationToken cancel) => Host.GetAsync(path, token, cancel);

    public static Task<Told> TellCaseAsync(string trackingId, string partnerId, CancellationToken cancel) => Host.TellCaseAsync(trackingId, partnerId, cancel);

    public static RecordedEvent Event(Guid caseId, Guid streamId, long version, string type, string data, string aggregate = "referral") => Host.Event(caseId, streamId, version, type, data, aggregate);

    public static Task TellAsync(string service, long count, IReadOnlyList<RecordedEvent> events, CancellationToken cancel, bool inLog = true) => Host.TellAsync(service, count, events, cancel, inLog);

    public static Task UntilAsync(Guid caseId, int events, CancellationToken cancel) => Host.UntilAsync(caseId, events, cancel);

    public static Task<IReadOnlyList<string>> QueryAsync(string sql, CancellationToken cancel) => Host.QueryAsync(sql, cancel);
}
