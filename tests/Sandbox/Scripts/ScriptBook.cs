using Healthcare.Sandbox.Wire;

namespace Healthcare.Sandbox.Scripts;

/// <summary>The scripts in force; of those that fit, the first that is not used up is taken.</summary>
internal sealed class ScriptBook
{
    private readonly Lock _gate = new();
    private readonly List<Script> _scripts = [];
    private long _last;

    internal Script Add(Script script)
    {
        lock (_gate)
        {
            var added = script with { Id = ++_last };
            _scripts.Add(added);
            return added;
        }
    }

    internal Script? Take(Subject subject)
    {
        lock (_gate)
        {
            var found = _scripts.Find(s => s.Step == subject.Step && (s.Partner is null || s.Partner == subject.Partner) && !(s.Used >= s.Times) && Fits(s, subject));
            if (found is not null) found.Used++;
            return found;
        }
    }

    /// <summary>Whether a script that is not used up means this one by name; nothing is taken.</summary>
    internal bool Knows(Subject subject)
    {
        lock (_gate) return _scripts.Exists(s => s.Step == subject.Step && !(s.Used >= s.Times) && !s.Match.ContainsKey("next") && Fits(s, subject));
    }

    internal IReadOnlyList<Script> All()
    {
        lock (_gate) return [.. _scripts];
    }

    internal void Clear()
    {
        lock (_gate) _scripts.Clear();
    }

    internal static bool Fits(IReadOnlyDictionary<string, string> match, Subject subject) => match.All(m => m.Key switch
    {
        "next" => true,
        "id" or "trackingId" => subject.Identifiers.Any(i => i.Value == m.Value),
        _ => subject.Identifiers.Any(i => i.Name == m.Key && i.Value == m.Value),
    });

    private static bool Fits(Script script, Subject subject) => Fits(script.Match, subject);
}
