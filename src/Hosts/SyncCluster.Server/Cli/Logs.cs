using Microsoft.Extensions.Logging.Console;

namespace SyncCluster.Server.Cli;

/// <summary>Where logs go: the console, one line each.</summary>
internal static class Logs
{
    public static void Configure(ILoggingBuilder logging, bool json, LogLevel least)
    {
        logging.ClearProviders().SetMinimumLevel(least);
        logging.AddFilter("Microsoft", least > LogLevel.Warning ? least : LogLevel.Warning);
        logging.AddFilter("System", least > LogLevel.Warning ? least : LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        if (json)
        {
            logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            logging.AddSimpleConsole(options =>
            {
                options.SingleLine = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "HH:mm:ss ";
            });
        }
    }

    /// <summary>For commands that answer on the console themselves: only what goes wrong.</summary>
    public static ILoggerFactory ForCommands() => LoggerFactory.Create(logging => Configure(logging, json: false, LogLevel.Error));
}
