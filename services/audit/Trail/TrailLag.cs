namespace Healthcare.Audit.Trail;

/// <summary>How far the trail is behind one service: everything that the service had recorded until <paramref name="CompleteUntil"/> is in it; absent while that is not known yet.</summary>
/// <param name="Awaited">Events that the service has recorded and the trail does not hold.</param>
/// <param name="LastHeardAt">When the service last said what it has.</param>
internal sealed record ServiceLag(string Service, DateTimeOffset? CompleteUntil, double? SecondsBehind, int Awaited, DateTimeOffset? LastHeardAt);

/// <summary>How far the trail is behind the services, now; the worst of them counts.</summary>
internal sealed record LagNow(DateTimeOffset? AsOf, long? Milliseconds, IReadOnlyList<ServiceLag> Services);

/// <summary>
/// What the trail is known to hold of one service's log, from what the service says it has. Pure but for being told the time: an event that the service showed and the trail does not
/// hold yet was recorded after the look before, so until then the trail is complete. A service that does not answer leaves the last such time standing, and the lag grows.
/// </summary>
internal sealed class ServiceWatch(string service)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, DateTimeOffset> awaited = [];
    private DateTimeOffset? completeUntil;
    private DateTimeOffset? previousLook;
    private DateTimeOffset? heardAt;

    public string Service => service;

    /// <summary>Numbers of events that the trail was without at the last look.</summary>
    public IReadOnlyCollection<long> Awaited
    {
        get
        {
            lock (gate) return [.. awaited.Keys];
        }
    }

    /// <summary>The service was asked at <paramref name="at"/>: it has <paramref name="recorded"/> beyond what it showed before, of which the trail lacks <paramref name="missing"/>.</summary>
    /// <param name="at">When the service was asked.</param>
    /// <param name="recorded">Numbers of events that it had not shown before.</param>
    /// <param name="missing">Numbers of events shown now or before that the trail does not hold.</param>
    /// <param name="isWhole">It showed all that it has.</param>
    public void Looked(DateTimeOffset at, IReadOnlyCollection<long> recorded, IReadOnlySet<long> missing, bool isWhole)
    {
        lock (gate)
        {
            // Of what it has at the first look nobody knows when it was recorded; until that is all here, nothing is known.
            var since = previousLook ?? DateTimeOffset.MinValue;
            foreach (var number in recorded) awaited.TryAdd(number, since);
            foreach (var held in awaited.Keys.Where(n => !missing.Contains(n)).ToList()) awaited.Remove(held);
            heardAt = at;
            if (isWhole) previousLook = at;
            var until = awaited.Count > 0 ? awaited.Values.Min() : isWhole ? at : previousLook ?? DateTimeOffset.MinValue;
            if (until > (completeUntil ?? DateTimeOffset.MinValue)) completeUntil = until;
        }
    }

    public ServiceLag At(DateTimeOffset now)
    {
        lock (gate)
        {
            return new ServiceLag(service, completeUntil, completeUntil is { } until ? Math.Round(Math.Max(0, (now - until).TotalSeconds), 3) : null, awaited.Count, heardAt);
        }
    }
}
