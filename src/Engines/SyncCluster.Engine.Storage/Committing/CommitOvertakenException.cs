namespace SyncCluster.Engine.Storage.Committing;

/// <summary>What a batch was decided upon is not so any more: a row has appeared, or changed. Decide again.</summary>
internal sealed class CommitOvertakenException() : Exception("Another process wrote a row of the same name at the same time.");
