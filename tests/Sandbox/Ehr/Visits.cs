using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Ehr;

/// <summary>Visits that patients come to, or not: after a delay by themselves, or when told.</summary>
internal sealed class Visits(Outbox outbox, Exchange exchange, ScriptBook scripts, IOptions<SandboxOptions> options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BookedVisit> _booked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BookedVisit> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Books, or moves; the same time of the same appointment again changes nothing.</summary>
    internal void Book(BookedVisit asked)
    {
        BookedVisit visit;
        lock (_gate)
        {
            if (_booked.TryGetValue(asked.EhrId, out var known) && known.IsSameTime(asked)) return;
            var count = _counts.GetValueOrDefault(asked.EhrId) + 1;
            visit = asked with { Count = count };
            (_counts[asked.EhrId], _booked[asked.EhrId]) = (count, visit);
            _waiting.Remove(asked.EhrId);
        }

        var script = scripts.Take(visit.Subject.At(EhrEndpoints.Partner, Steps.Encounter));
        if (script?.Behaviour == Behaviours.Never)
        {
            lock (_gate) _waiting[visit.EhrId] = visit;
            return;
        }

        Send(visit, script, options.Value.Delay);
    }

    /// <summary>The visit will not be; false when there is none.</summary>
    internal bool Drop(string ehrId)
    {
        lock (_gate)
        {
            _waiting.Remove(ehrId);
            return _booked.Remove(ehrId);
        }
    }

    /// <summary>Has happen now what waits for it: attended, unless a behaviour of the step <c>encounter</c> says otherwise.</summary>
    internal int TellNow(IReadOnlyDictionary<string, string> match, string? behaviour)
    {
        List<BookedVisit> told;
        lock (_gate)
        {
            told = [.. _waiting.Values.Where(v => ScriptBook.Fits(match, v.Subject))];
            foreach (var visit in told) _waiting.Remove(visit.EhrId);
        }

        var script = behaviour is null ? null : new Script { Step = Steps.Encounter, Match = match, Behaviour = behaviour };
        foreach (var visit in told) Send(visit, script, TimeSpan.Zero);
        return told.Count;
    }

    internal void Clear()
    {
        lock (_gate)
        {
            _waiting.Clear();
            _booked.Clear();
            _counts.Clear();
        }
    }

    private void Send(BookedVisit visit, Script? script, TimeSpan wait)
    {
        var (id, mediaType, body) = VisitReports.Of(visit, script?.Behaviour, clock.GetUtcNow());
        // What did not take place, or will not, can be booked anew at the same time.
        if (script?.Behaviour is "no-show" or "cancel") Drop(visit.EhrId);
        outbox.Enqueue(exchange.Bend(
            new Delivery
            {
                Id = id,
                Partner = EhrEndpoints.Partner,
                Step = Steps.Encounter,
                Lane = $"encounter-{visit.EhrId}",
                Path = "/partner/v1/encounters",
                MediaType = mediaType,
                Body = body,
                Wait = wait,
                Reference = visit.Subject.Reference,
            },
            script));
    }
}
