namespace SyncCluster.Server.Cli;

/// <summary>What the process answers to whoever started it; documented in the README.</summary>
internal static class ExitCodes
{
    /// <summary>Done, nothing wrong.</summary>
    public const int Fine = 0;

    /// <summary>It ran and found errors: in the configuration, in a system, in a feed.</summary>
    public const int Found = 1;

    /// <summary>It was called wrongly: an unknown option, a file that is not there.</summary>
    public const int Usage = 2;

    /// <summary>It could not run: the database, the port, the server that was to be asked.</summary>
    public const int CannotRun = 3;

    /// <summary>The cluster would not have it: another configuration, version, id, clock, or an address that leads nowhere.</summary>
    public const int Refused = 4;
}
