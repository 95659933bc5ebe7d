using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Local;

/// <summary>
/// One message in a mailbox, and the place where its answer appears: one object for both keeps asking cheap. The asker
/// never goes on inside the actor that answers: without a context it goes on in the thread pool; with one, the answer is
/// posted there, since the framework would hand a combined wait (<see cref="Task.WhenAll(Task[])"/>) to the pool otherwise.
/// </summary>
internal sealed class Letter : TaskCompletionSource<IMessage>
{
    private readonly SynchronizationContext? _asker;
    private CancellationTokenRegistration _givenUp;

    private Letter(IMessage message, bool isHint, SynchronizationContext? asker)
        : base(asker is null ? TaskCreationOptions.RunContinuationsAsynchronously : TaskCreationOptions.None)
    {
        Message = message;
        IsHint = isHint;
        _asker = asker;
    }

    public IMessage Message { get; }

    /// <summary>True where nobody waits for the answer; the letter is then used again and again.</summary>
    public bool IsHint { get; }

    /// <summary>The next letter of the same mailbox.</summary>
    public Letter? Next { get; set; }

    public static Letter Asking(IMessage message) => new(message, isHint: false, SynchronizationContext.Current);

    public static Letter Hinting() => new(WakeUp.Instance, isHint: true, null);

    /// <summary>Lets the asker stop waiting; what has begun is finished nevertheless.</summary>
    public void GiveUpOn(CancellationToken cancellation) =>
        _givenUp = cancellation.UnsafeRegister(static (letter, token) => ((Letter)letter!).TrySetCanceled(token), this);

    public void Answer(IMessage answer)
    {
        _givenUp.Dispose();
        if (_asker is null) TrySetResult(answer);
        else _asker.Post(_ => TrySetResult(answer), null);
    }

    public void Fail(Exception exception)
    {
        _givenUp.Dispose();
        if (_asker is null) SetFailure(exception);
        else _asker.Post(_ => SetFailure(exception), null);
    }

    private void SetFailure(Exception exception)
    {
        if (exception is OperationCanceledException cancelled) TrySetCanceled(cancelled.CancellationToken);
        else TrySetException(exception);
    }
}
