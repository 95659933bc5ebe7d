using SyncCluster.Server.Cli;

return await CommandLine.RunAsync(args, CommandContext.OfProcess());
