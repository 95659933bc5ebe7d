namespace SyncCluster.Connectors.WooCommerce.Sinks;

/// <summary>How many records one call takes: halves when the shop times out, grows again slowly while it copes.</summary>
internal sealed class AdaptiveSize
{
    private const int SuccessesToGrow = 5;

    private readonly Lock _gate = new();
    private readonly int _most;
    private int _current;
    private int _successes;

    public AdaptiveSize(int most) => _current = _most = most;

    public int Current
    {
        get
        {
            lock (_gate) return _current;
        }
    }

    /// <summary>A call of <paramref name="count"/> records took too long or was too large.</summary>
    public void Shrink(int count)
    {
        lock (_gate)
        {
            _current = Math.Max(1, Math.Min(_current, count) / 2);
            _successes = 0;
        }
    }

    /// <summary>A call of <paramref name="count"/> records went well; small ones prove nothing about large ones.</summary>
    public void Succeeded(int count)
    {
        lock (_gate)
        {
            if (count < _current || _current >= _most || ++_successes < SuccessesToGrow) return;
            _current = Math.Min(_most, _current + Math.Max(1, _current / 4));
            _successes = 0;
        }
    }
}
