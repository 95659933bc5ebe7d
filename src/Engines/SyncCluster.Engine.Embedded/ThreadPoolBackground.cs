using Microsoft.Extensions.Logging;
using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Embedded;

/// <summary>Work of one process, on the thread pool and without the caller's ambient values.</summary>
internal sealed partial class ThreadPoolBackground(ILogger logger) : IBackground
{
    /// <inheritdoc/>
    public void Run(Func<Task> work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static both => both.Background.Begin(both.Work), (Background: this, Work: work), preferLocal: false);

    private void Begin(Func<Task> work)
    {
        try
        {
            var task = work();
            if (!task.IsCompletedSuccessfully) Observe(task);
        }
        catch (Exception exception)
        {
            Failed(exception);
        }
    }

    private async void Observe(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception)
        {
            Failed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Work in the background failed; sweeps find what it left behind")]
    private partial void Failed(Exception exception);
}
