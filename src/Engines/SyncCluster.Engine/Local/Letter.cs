using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Local;

/// <summary>One message in a mailbox, and the place where its answer appears: one object for both keeps asking cheap.</summary>
internal sealed class Letter(IMessage message, bool isHint) : TaskCompletionSource<IMessage>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private CancellationTokenRegistration _givenUp;

    public IMessage Message { get; } = message;

    /// <summary>True where nobody waits for the answer; the letter is then used again and again.</summary>
    public bool IsHint { get; } = isHint;

    /// <summary>The next letter of the same mailbox.</summary>
    public Letter? Next { get; set; }

    /// <summary>Lets the asker stop waiting; what has begun is finished nevertheless.</summary>
    public void GiveUpOn(CancellationToken cancellation) =>
        _givenUp = cancellation.UnsafeRegister(static (letter, token) => ((Letter)letter!).TrySetCanceled(token), this);

    public void Answer(IMessage answer)
    {
        _givenUp.Dispose();
        TrySetResult(answer);
    }

    public void Fail(Exception exception)
    {
        _givenUp.Dispose();
        if (exception is OperationCanceledException cancelled) TrySetCanceled(cancelled.CancellationToken);
        else TrySetException(exception);
    }
}
