namespace SyncCluster.Server.Composition.Clustering;

/// <summary>What a process of a cluster does.</summary>
internal enum ClusterRole
{
    /// <summary>Works, and answers HTTP.</summary>
    All,

    /// <summary>Works; answers probes and metrics only.</summary>
    Silo,

    /// <summary>Answers HTTP, and leaves the work to the silos.</summary>
    Web,
}

/// <summary>How a process takes part in a cluster.</summary>
/// <param name="Role">What it does there.</param>
/// <param name="AcceptsConfiguration">True where its configuration is to be the new one, though others still work by another.</param>
internal sealed record ClusterPlan(ClusterRole Role, bool AcceptsConfiguration)
{
    /// <summary>True where actors run in this process.</summary>
    public bool Works => Role != ClusterRole.Web;

    /// <summary>True where the API, webhooks and the page are answered.</summary>
    public bool Serves => Role != ClusterRole.Silo;
}
