using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Healthcare.X12;

namespace Healthcare.Sandbox.Clearinghouse;

/// <summary>Takes the TA1 and 999 that answer what the clearinghouse sent, and refuses whatever is not exactly that.</summary>
internal static class AcknowledgementEndpoint
{
    // What a clearinghouse sends: 835 and 277CA.
    private static readonly string[] Sent = ["HP", "HN"];

    internal static void Map(WebApplication app) => app.MapPost("/clearinghouse/acknowledgements", HandleAsync);

    private static async Task<IResult> HandleAsync(HttpContext http, Exchange exchange, ControlNumbersSeen seen, CancellationToken cancel)
    {
        if (!Bodies.Is(http.Request, Bodies.X12)) return Bodies.WrongType(Bodies.X12);
        var body = await Bodies.ReadAsync(http.Request, cancel);
        var findings = new X12Findings();
        var (sets, interchanges) = (Acknowledgement999.Read(body, findings), InterchangeAcknowledgement.Read(body, new X12Findings()));
        var controls = ControlsOf(body);
        var subject = Subject.Of(
            ClaimEndpoint.Partner,
            Steps.Acknowledgement,
            [.. sets.Select(s => ("group", (string?)s.GroupControlNumber)), .. interchanges.Select(t => ("interchange", (string?)t.ControlNumber)), .. controls.Select(c => ("control", (string?)c))]);
        return await exchange.AnswerAsync(http, subject, body, _ => Answer(), cancel);

        IResult Answer()
        {
            if (findings.Kept.FirstOrDefault(f => f.Severity == X12Severity.Error) is { } fault) return Bodies.Problem(422, "acknowledgement-broken", $"{fault.SegmentId} segment {fault.SegmentNumber}: {fault.Meaning}");
            if (sets.Count + interchanges.Count == 0) return Bodies.Problem(422, "nothing-acknowledged", "The file holds neither 999 nor TA1.");
            if (sets.FirstOrDefault(s => !Sent.Contains(s.GroupFunctionalId, StringComparer.Ordinal)) is not null) return Bodies.Problem(422, "group-not-sent", "AK101 is HP or HN: nothing else was sent.");
            if (sets.Any(s => s.SetsAccepted > s.SetsReceived || s.SetsReceived != s.Sets.Count)) return Bodies.Problem(422, "counts-wrong", "AK9 counts other sets than AK2 names.");
            return controls.Any(c => !seen.Add(c, Derived.Sha256(body))) ? Bodies.Problem(409, "control-number-reused", "ISA13 came before, in another file.") : TypedResults.NoContent();
        }
    }

    private static List<string> ControlsOf(byte[] body)
    {
        List<string> controls = [];
        using var reader = new X12Reader(body, new X12Findings());
        while (reader.Read())
        {
            if (reader.Segment.Id.SequenceEqual("ISA"u8) && reader.Interchange is { } header) controls.Add($"{header.SenderId}-{header.ControlNumber}");
        }

        return controls;
    }
}

/// <summary>The interchange numbers that came, each with the file it came in.</summary>
internal sealed class ControlNumbersSeen
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);

    /// <summary>False when the number came in another file.</summary>
    internal bool Add(string control, string sha256)
    {
        lock (_gate) return _seen.TryAdd(control, sha256) || _seen[control] == sha256;
    }

    internal void Clear()
    {
        lock (_gate) _seen.Clear();
    }
}
