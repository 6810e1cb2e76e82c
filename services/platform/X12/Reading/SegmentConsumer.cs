using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>Turns segments into records one by one; a reader of one transaction set derives from it.</summary>
internal abstract class SegmentConsumer<T>(X12Reader reader)
    where T : class
{
    // The guides allow 999 lines a claim and 5,000 claims a set; a record beyond this many segments is an attack or a fault.
    private const int MostSegments = 100_000;

    // What a held segment costs in memory, about: its characters, and an object for each element.
    private const long MostCost = 24 << 20;
    private const int CostOfElement = 48;

    private readonly Queue<T> _ready = [];
    private int _held;
    private long _cost;
    private bool _passing;
    private bool _ended;

    protected X12Reader Reader { get; } = reader;

    internal IEnumerable<T> ReadAll()
    {
        while (true)
        {
            while (TryDequeue(out var record)) yield return record;
            if (_ended) yield break;
            Step(Reader.Read());
        }
    }

    internal async IAsyncEnumerable<T> ReadAllAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        while (true)
        {
            while (TryDequeue(out var record)) yield return record;
            if (_ended) yield break;
            Step(await Reader.ReadAsync(cancel).ConfigureAwait(false));
        }
    }

    protected abstract void Accept(in Segment segment);

    protected abstract void Finish();

    /// <summary>Whether a segment begins the next record, so that what is held starts anew.</summary>
    protected virtual bool Begins(uint tag) => false;

    /// <summary>Called instead of <see cref="Accept"/> for the segments of a record that is too large to hold.</summary>
    protected virtual void PassOver()
    {
    }

    protected void Emit(T record)
    {
        Release();
        _ready.Enqueue(record);
    }

    private void Step(bool more)
    {
        if (more)
        {
            Take();
            return;
        }

        _ended = true;
        Finish();
    }

    private void Take()
    {
        if (SegmentTag.IsEnvelope(Reader.Tag) || Begins(Reader.Tag)) Release();
        var segment = Reader.Segment;
        if (!_passing)
        {
            _held++;
            _cost += (2L * segment.Bytes.Length) + ((segment.ElementCount + 2L) * CostOfElement);
            if (_held <= MostSegments && _cost <= MostCost)
            {
                Accept(segment);
                return;
            }

            _passing = true;
            Reader.Report(X12FindingCode.RecordTooLarge, X12Severity.Error, 0, "The record is larger than is held; the rest of it is only counted");
        }

        PassOver();
    }

    private void Release() => (_held, _cost, _passing) = (0, 0, false);

    private bool TryDequeue([NotNullWhen(true)] out T? record) => _ready.TryDequeue(out record);
}
