using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Local;

/// <summary>One actor: its mailbox, and its behaviour while it is loaded. Handles one message at a time, in the order in which they came.</summary>
internal sealed class ActorCell
{
    /// <summary>After so many messages in a row the cell lets others run: a busy actor must not keep a thread to itself.</summary>
    private const int MessagesInARow = 64;

    private readonly LocalActors _actors;
    private readonly Func<Task> _drain;
    private readonly Lock _gate = new();
    private Letter? _first;
    private Letter? _last;
    private Letter? _wakeUp;
    private bool _wakesUp;
    private bool _runs;
    private bool _gone;
    private IActorBehavior? _behavior;

    public ActorCell(LocalActors actors, ActorAddress address, long number)
    {
        _actors = actors;
        _drain = DrainAsync;
        Address = address;
        Number = number;
        UsedAt = actors.Time.GetTimestamp();
    }

    public ActorAddress Address { get; }

    /// <summary>Cells are numbered as they are made: an order that does not depend on hashes.</summary>
    public long Number { get; }

    /// <summary>Timestamp of the last message.</summary>
    public long UsedAt { get; private set; }

    /// <summary>Puts a letter into the mailbox; false where the cell was unloaded meanwhile.</summary>
    public bool TryPost(Letter letter)
    {
        lock (_gate)
        {
            if (_gone) return false;
            Append(letter);
            if (_runs) return true;
            _runs = true;
        }

        _actors.Begin(_drain);
        return true;
    }

    /// <summary>Puts a wake-up into the mailbox unless one lies there; false where the cell was unloaded meanwhile.</summary>
    public bool TryHint(out bool joined)
    {
        lock (_gate)
        {
            joined = _wakesUp;
            if (_gone) return false;
            if (_wakesUp) return true;
            _wakesUp = true;
            Append(_wakeUp ??= Letter.Hinting());
            if (_runs) return true;
            _runs = true;
        }

        _actors.Begin(_drain);
        return true;
    }

    /// <summary>Unloads the cell unless it has something to do.</summary>
    public bool TryUnload()
    {
        lock (_gate)
        {
            if (_gone || _runs) return false;
            _gone = true;
            _behavior = null;
            return true;
        }
    }

    private void Append(Letter letter)
    {
        letter.Next = null;
        if (_last is null) _first = letter;
        else _last.Next = letter;
        _last = letter;
    }

    private Letter? TakeNext()
    {
        lock (_gate)
        {
            if (_first is not { } letter)
            {
                _runs = false;
                UsedAt = _actors.Time.GetTimestamp();
                return null;
            }

            _first = letter.Next;
            if (_first is null) _last = null;
            letter.Next = null;
            if (letter.IsHint) _wakesUp = false;
            return letter;
        }
    }

    private async Task DrainAsync()
    {
        var inARow = 0;
        while (TakeNext() is { } letter)
        {
            await HandleAsync(letter);
            if (++inARow % MessagesInARow == 0) await Task.Yield();
        }

        _actors.End();
    }

    private ValueTask HandleAsync(Letter letter)
    {
        // Whoever asked may have given up while the letter lay in the mailbox.
        if (!letter.IsHint && letter.Task.IsCompleted) return ValueTask.CompletedTask;
        try
        {
            _behavior ??= _actors.Make(Address);
            var handling = _behavior.HandleAsync(letter.Message, _actors.Stopping);
            if (!handling.IsCompletedSuccessfully) return WaitAsync(letter, handling);
            if (!letter.IsHint) letter.Answer(handling.Result);
        }
        catch (Exception exception)
        {
            Failed(letter, exception);
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitAsync(Letter letter, Task<IMessage> handling)
    {
        try
        {
            var answer = await handling;
            if (!letter.IsHint) letter.Answer(answer);
        }
        catch (Exception exception)
        {
            Failed(letter, exception);
        }
    }

    /// <summary>What a handler that threw remembers cannot be trusted: the next message finds the actor as the store has it.</summary>
    private void Failed(Letter letter, Exception exception)
    {
        _behavior = null;
        _actors.Failed(Address, exception, isTold: !letter.IsHint);
        if (!letter.IsHint) letter.Fail(exception);
    }
}
