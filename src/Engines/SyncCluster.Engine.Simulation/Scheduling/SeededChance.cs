using System.Numerics;

namespace SyncCluster.Engine.Simulation.Scheduling;

/// <summary>
/// Numbers that follow from a seed, the same on every machine and version (xoshiro256**, seeded by SplitMix64).
/// Parts of a simulation draw from children of their own, so that one more draw here does not change all draws there.
/// </summary>
public sealed class SeededChance
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>The numbers of <paramref name="seed"/>.</summary>
    public SeededChance(ulong seed)
    {
        _a = Mix(ref seed);
        _b = Mix(ref seed);
        _c = Mix(ref seed);
        _d = Mix(ref seed);
    }

    /// <summary>Numbers of their own for one part.</summary>
    public SeededChance Child() => new(Bits());

    /// <summary>A whole number from 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (int)(Bits() % (ulong)limit);
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>A number in [0, 1).</summary>
    public double Fraction() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>True with <paramref name="probability"/>. Draws even where the answer is certain, so that options do not shift later draws.</summary>
    public bool Happens(double probability) => Fraction() < probability;

    /// <summary>A length of time up to <paramref name="most"/>, in whole milliseconds.</summary>
    public TimeSpan UpTo(TimeSpan most) => TimeSpan.FromMilliseconds(Math.Floor(Fraction() * (most.TotalMilliseconds + 1)));

    /// <summary>One of <paramref name="options"/>.</summary>
    public T Pick<T>(IReadOnlyList<T> options) => options[Below(options.Count)];

    /// <summary>64 bits.</summary>
    public ulong Bits()
    {
        unchecked
        {
            var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
            var t = _b << 17;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= t;
            _d = BitOperations.RotateLeft(_d, 45);
            return result;
        }
    }

    private static ulong Mix(ref ulong state)
    {
        unchecked
        {
            var z = state += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
