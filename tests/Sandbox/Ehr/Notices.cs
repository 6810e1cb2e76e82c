using Healthcare.Hl7v2;
using Healthcare.Sandbox.Scripts;
using Healthcare.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace Healthcare.Sandbox.Ehr;

/// <summary>An SIU that came: what it tells of, and the answer that what was found asks for.</summary>
internal sealed record ReadNotice(Hl7Part? Part, AppointmentAction Action, BookedVisit? Visit, Subject Subject, Acknowledgement Said);

/// <summary>Takes SIU^S12, S13, S15 and S26 and acknowledges each: AA, AE with the field that is wrong, AR for what is none of these.</summary>
internal sealed class Notices(Visits visits, TimeProvider clock)
{
    internal static ReadNotice Read(ReadOnlyMemory<byte> bytes)
    {
        var findings = new Hl7Findings();
        using var reader = new Hl7Reader(bytes, findings);
        if (!reader.Read()) return new ReadNotice(Part: null, AppointmentAction.Unknown, Visit: null, Subject.Of(EhrEndpoints.Partner, Steps.Appointment), new Acknowledgement(AcknowledgementCode.AR, "", []));
        if (reader.Part is Hl7Message message) Hl7Rules.Check(message, findings);
        var proposed = reader.Part switch { Hl7Message m => Acknowledgement.Of(m, findings), RefusedPart r => Acknowledgement.Of(r), _ => new Acknowledgement(AcknowledgementCode.AR, "", []) };
        var (action, visit, subject, said) = NoticeReading.Read(reader.Part, proposed);
        return new ReadNotice(reader.Part, action, visit, subject, said);
    }

    /// <summary>Does what it says, unless a script refuses it, and answers.</summary>
    internal ReadOnlyMemory<byte> Take(ReadNotice notice, string? behaviour)
    {
        var controlId = Derived.Id("ACK", notice.Said.ControlId);
        if (notice.Part is RefusedPart refused) return notice.Said.Answer(refused, controlId, clock.GetUtcNow());
        if (notice.Part is not Hl7Message message) return default;
        return Decide(notice, message, behaviour).Answer(message, controlId, clock.GetUtcNow());
    }

    private Acknowledgement Decide(ReadNotice notice, Hl7Message message, string? behaviour)
    {
        if (notice.Visit is not { } visit) return notice.Said;
        if (behaviour == "refuse") return NoticeReading.At(message, "SCH", 11, "207", "The time is taken in the EHR");
        if (notice.Action is AppointmentAction.Cancelled or AppointmentAction.NoShow)
            return visits.Drop(visit.EhrId) ? notice.Said : NoticeReading.At(message, "SCH", 2, "204", "No such appointment is booked in the EHR");
        visits.Book(visit);
        return notice.Said;
    }
}

/// <summary>The same over MLLP, on the port of <c>Sandbox:EhrMllpPort</c>; without a port it does not listen.</summary>
internal sealed class NoticeListener(Notices notices, ScriptBook scripts, ReceivedLog received, IOptions<SandboxOptions> options, TimeProvider clock, ILoggerFactory logs) : IHostedService, IAsyncDisposable
{
    private MllpListener? _listener;

    /// <summary>The port that was taken; null when it does not listen.</summary>
    internal int? Port => _listener?.Endpoint.Port;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.EhrMllpPort is not { } port) return Task.CompletedTask;
        _listener = new MllpListener(new MllpListenerOptions { Endpoint = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, port) }, TakeAsync, clock, logs.CreateLogger<MllpListener>());
        return _listener.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _listener?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null) await _listener.DisposeAsync();
    }

    private async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> TakeAsync(MllpMessage message, CancellationToken cancel)
    {
        var notice = Notices.Read(message.Bytes);
        var script = scripts.Take(notice.Subject);
        var noted = received.Add(notice.Subject, clock.GetUtcNow(), Bodies.Hl7, key: null, script?.Behaviour, message.Bytes);
        switch (script?.Behaviour)
        {
            case Behaviours.Late:
                await Task.Delay(script.Delay ?? options.Value.Late, clock, cancel);
                break;
            case Behaviours.Never:
                await Task.Delay(options.Value.Hold, clock, cancel);
                throw new InvalidOperationException("The EHR is silent, as its script says.");
            case Behaviours.Lost:
                _ = notices.Take(notice, behaviour: null);
                throw new InvalidOperationException("The EHR did its work and its answer was lost, as its script says.");
            case Behaviours.Fail:
                throw new InvalidOperationException("The EHR failed, as its script says.");
            case Behaviours.Garbage:
                return ["thank you"u8.ToArray()];
        }

        noted.Status = StatusCodes.Status200OK;
        return [notices.Take(notice, script?.Behaviour)];
    }
}
