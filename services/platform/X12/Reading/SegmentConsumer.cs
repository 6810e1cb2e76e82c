using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Healthcare.X12;

/// <summary>Turns segments into records one by one; a reader of one transaction set derives from it.</summary>
internal abstract class SegmentConsumer<T>(X12Reader reader)
    where T : class
{
    private readonly Queue<T> _ready = [];
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

    protected void Emit(T record) => _ready.Enqueue(record);

    private void Step(bool more)
    {
        if (more)
        {
            Accept(Reader.Segment);
            return;
        }

        _ended = true;
        Finish();
    }

    private bool TryDequeue([NotNullWhen(true)] out T? record) => _ready.TryDequeue(out record);
}
