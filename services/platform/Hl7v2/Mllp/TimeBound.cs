namespace Healthcare.Hl7v2;

/// <summary>A token that is cancelled when a time is over on a given clock, or when another token is.</summary>
internal sealed class TimeBound : IDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _either;

    internal TimeBound(TimeSpan wait, TimeProvider clock, CancellationToken cancel)
    {
        _over = new CancellationTokenSource(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancel);
    }

    internal CancellationToken Token => _either.Token;

    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}
