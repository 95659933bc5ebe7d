using SyncCluster.Server.Cli;

return await CommandLine.Build(CommandContext.OfProcess()).Parse(args).InvokeAsync(CommandLine.Invocation);
