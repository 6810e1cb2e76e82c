using Healthcare.Sandbox.Scripts;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Wire;

/// <summary>One call to a partner: written down, then answered as its script says. Failing, being late, silent or garbled is the same for every partner.</summary>
internal sealed class Exchange(ScriptBook scripts, ReceivedLog received, IOptions<SandboxOptions> options, TimeProvider clock)
{
    private static readonly byte[] Garbage = [0x00, 0xFF, (byte)'{', (byte)'~', (byte)'*', 0x1B, (byte)'<', 0x80];

    internal async Task<IResult> AnswerAsync(HttpContext http, Subject subject, ReadOnlyMemory<byte> body, Func<Script?, IResult> answer, CancellationToken cancel)
    {
        var script = scripts.Take(subject);
        var noted = received.Add(subject, clock.GetUtcNow(), http.Request, script?.Behaviour, body);
        http.Response.OnStarting(() =>
        {
            noted.Status = http.Response.StatusCode;
            return Task.CompletedTask;
        });
        switch (script?.Behaviour)
        {
            case Behaviours.Fail:
                return Bodies.Problem(script.Status ?? StatusCodes.Status500InternalServerError, "partner-failed", "The partner failed, as its script says.");
            case Behaviours.Lost:
                _ = answer(null);
                return Bodies.Problem(StatusCodes.Status502BadGateway, "answer-lost", "The partner did its work and its answer was lost, as its script says.");
            case Behaviours.Never when Steps.IsSynchronous(subject.Step):
                await Task.Delay(options.Value.Hold, clock, cancel);
                http.Abort();
                return Results.Empty;
            case Behaviours.Late when Steps.IsSynchronous(subject.Step):
                await Task.Delay(script.Delay ?? options.Value.Late, clock, cancel);
                return answer(null);
            case Behaviours.Garbage when Steps.IsSynchronous(subject.Step):
                return Bodies.Bytes(Garbage, Bodies.Is(http.Request, Bodies.X12) ? Bodies.X12 : Bodies.Fhir);
            default:
                return answer(script);
        }
    }

    /// <summary>Writes down what could not even be read, so that tests can see it came.</summary>
    internal void Note(HttpContext http, Subject subject, ReadOnlyMemory<byte> body, int status) =>
        received.Add(subject, clock.GetUtcNow(), http.Request, behaviour: null, body).Status = status;

    /// <summary>What a partner sends by itself, bent as its script says: late, not at all, twice, or not what it should be.</summary>
    internal IReadOnlyList<Delivery> Bend(Delivery delivery, Script? script) => script?.Behaviour switch
    {
        Behaviours.Never => [],
        Behaviours.Late => [delivery with { Wait = script.Delay ?? options.Value.Late }],
        // The same bytes under another key: a partner that does not know that it sent them.
        Behaviours.Twice => [delivery, delivery with { Id = $"{delivery.Id}-again" }],
        Behaviours.Garbage => [delivery with { Body = Garbage }],
        _ => [delivery],
    };
}
