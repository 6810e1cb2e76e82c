namespace Healthcare.Hl7v2;

/// <summary>What most messages say about a patient and a visit; what a view does not name is in the message's segments.</summary>
public abstract class MessageView
{
    private protected MessageView(Hl7Message message)
    {
        Message = message;
        Happened = One("EVN", s => new Evn(s));
        Patient = One("PID", s => new Pid(s));
        Visit = One("PV1", s => new Pv1(s));
        Diagnoses = All("DG1", s => new Dg1(s));
        Coverages = All("IN1", s => new In1(s));
        Guarantors = All("GT1", s => new Gt1(s));
    }

    public Hl7Message Message { get; }

    public Evn? Happened { get; }

    public Pid? Patient { get; }

    public Pv1? Visit { get; }

    /// <summary>Every diagnosis of the message, wherever it stands.</summary>
    public IReadOnlyList<Dg1> Diagnoses { get; }

    public IReadOnlyList<In1> Coverages { get; }

    public IReadOnlyList<Gt1> Guarantors { get; }

    private protected T? One<T>(string id, Func<Hl7Segment, T> view)
        where T : class => Message.Segment(id) is { } segment ? view(segment) : null;

    private protected IReadOnlyList<T> All<T>(string id, Func<Hl7Segment, T> view) => [.. Message.SegmentsOf(id).Select(view)];
}
