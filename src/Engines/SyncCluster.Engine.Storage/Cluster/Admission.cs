namespace SyncCluster.Engine.Storage.Cluster;

/// <summary>Judges whether a process may join those who work already. Pure: no clock, no database.</summary>
public static class Admission
{
    /// <summary>A difference of clocks from which people are warned.</summary>
    public static readonly TimeSpan SkewToWarn = TimeSpan.FromSeconds(5);

    /// <summary>A difference of clocks with which nobody may join: leases and schedules would be wrong.</summary>
    public static readonly TimeSpan SkewToRefuse = TimeSpan.FromSeconds(60);

    /// <summary>Why <paramref name="comer"/> may not join, whoever is alive; null where nothing speaks against it.</summary>
    public static string? Always(MemberCard comer, ClusterAgreement? agreement) =>
        agreement is not null && agreement.ServiceId != comer.ServiceId
            ? $"This database holds the state of the service '{agreement.ServiceId}', and this process belongs to '{comer.ServiceId}'. "
              + $"Set cluster.serviceId to '{agreement.ServiceId}', or store.postgres to the database of '{comer.ServiceId}'."
            : null;

    /// <summary>Why <paramref name="comer"/> may not join while <paramref name="other"/> works; null where they get on with each other.</summary>
    /// <param name="comer">Who wants to join.</param>
    /// <param name="other">Who works.</param>
    /// <param name="agreed">The configuration that was agreed upon last.</param>
    /// <param name="accepts">True where the comer's configuration is to be the new one.</param>
    public static string? Beside(MemberCard comer, MemberCard other, string? agreed, bool accepts)
    {
        var who = $"'{other.Name}' ({other.Address})";
        if (comer.ClusterId != other.ClusterId)
            return $"{who} of the cluster '{other.ClusterId}' works on this database, and this process belongs to the cluster '{comer.ClusterId}': two clusters would do everything twice. "
                + $"Set cluster.clusterId to '{other.ClusterId}', or stop that cluster first.";
        if (comer.Contract < other.UnderstandsFrom || other.Contract < comer.UnderstandsFrom)
            return $"{who} runs version {other.Program} with contract {other.Contract} and this is version {comer.Program} with contract {comer.Contract}, which do not understand each other. "
                + "Stop every process of the other version before this one starts, or go through the versions between.";
        if (comer.Configuration == other.Configuration || accepts || comer.Configuration == agreed) return null;
        return $"{who} works by another sync.yaml (hash {other.Configuration}) than this process (hash {comer.Configuration}). "
            + "Give both the same file; to roll out a new one without stopping the others, start the first process that has it with --accept-configuration.";
    }

    /// <summary>Why clocks that differ by <paramref name="skew"/> keep a process out; null where they do not.</summary>
    public static string? Clock(TimeSpan skew) => skew.Duration() < SkewToRefuse
        ? null
        : $"{Told(skew)} Set the clock of this machine right (NTP), or the database server's, and start again.";

    /// <summary>What is said of clocks that differ; null where they hardly do.</summary>
    public static string? ClockWarning(TimeSpan skew) => skew.Duration() < SkewToWarn ? null : $"{Told(skew)} Set the clock right (NTP).";

    private static string Told(TimeSpan skew) =>
        FormattableString.Invariant($"This machine's clock is {skew.Duration().TotalSeconds:0} seconds {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the database's.");
}
