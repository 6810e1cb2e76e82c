namespace Healthcare.Sandbox.Clock;

/// <summary>
/// Adds up what all services tell and hear. From a moment when everything was at rest, a service should have handled as many messages as all of them have told of the kinds that it hears;
/// until then one is on its way. What is not counted alike, a redelivery or a process that began anew, is told from it by the broker, and counting begins at the next rest.
/// </summary>
internal sealed class MessageBalance
{
    private Dictionary<string, FollowerState> origin = new(StringComparer.Ordinal);
    private Dictionary<string, long> expected = new(StringComparer.Ordinal);

    public bool IsKnown => origin.Count > 0;

    public long? ExpectedOf(string service) => expected.TryGetValue(service, out var count) ? count : null;

    public void Forget() => (origin, expected) = (new(StringComparer.Ordinal), new(StringComparer.Ordinal));

    /// <summary>Everything is at rest: what is told from here on is counted.</summary>
    public void Begin(IReadOnlyList<FollowerState> states)
    {
        origin = states.ToDictionary(s => s.Service, StringComparer.Ordinal);
        expected = states.ToDictionary(s => s.Service, s => s.Heard, StringComparer.Ordinal);
    }

    /// <summary>Whether everything told was heard by all who hear it; also where nothing is counted, because then the services have asked the broker themselves.</summary>
    public bool Holds(IReadOnlyList<FollowerState> states)
    {
        if (!IsKnown) return true;
        if (states.Any(s => !origin.TryGetValue(s.Service, out var first) || first.Run != s.Run))
        {
            Forget();
            return false;
        }

        var told = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var state in states)
        {
            var before = origin[state.Service].Told;
            foreach (var (kind, count) in state.Told) told[kind] = told.GetValueOrDefault(kind) + count - before.GetValueOrDefault(kind);
        }

        expected = states.ToDictionary(s => s.Service, s => origin[s.Service].Heard + s.Hears.Sum(told.GetValueOrDefault), StringComparer.Ordinal);
        return states.All(s => s.Heard == expected[s.Service]);
    }
}
