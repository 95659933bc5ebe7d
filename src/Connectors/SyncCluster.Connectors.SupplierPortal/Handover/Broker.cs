using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using SyncCluster.Core.Faults;

namespace SyncCluster.Connectors.SupplierPortal.Handover;

/// <summary>One connection to RabbitMQ, opened when it is needed, with two durable queues: runs, and who wants one.</summary>
internal sealed class Broker(Uri address, string queue) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>Queue of runs, robot to core.</summary>
    public string Runs => queue;

    /// <summary>Queue by which the core asks a robot that stopped to go on.</summary>
    public string Wanted => queue + ".wanted";

    /// <summary>The channel, with confirms: publishing ends when the broker has the message on disk.</summary>
    /// <exception cref="FaultException">The broker cannot be reached.</exception>
    public async Task<IChannel> OpenAsync(CancellationToken cancellation)
    {
        if (_channel is { IsOpen: true } open) return open;
        await CloseAsync();
        try
        {
            var factory = new ConnectionFactory
            {
                Uri = address, AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = Patience, ContinuationTimeout = Patience, ClientProvidedName = "synccluster " + queue,
            };
            _connection = await factory.CreateConnectionAsync(cancellation);
            _channel = await _connection.CreateChannelAsync(
                new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
            foreach (var name in new[] { Runs, Wanted })
                await _channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellation);
            return _channel;
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            await CloseAsync();
            throw FaultOf(failure);
        }
    }

    /// <summary>Publishes one durable message; ends when the broker has confirmed it.</summary>
    public async Task PublishAsync(string to, byte[] body, CancellationToken cancellation)
    {
        var channel = await OpenAsync(cancellation);
        try
        {
            await channel.BasicPublishAsync(
                "", to, mandatory: true, new BasicProperties { DeliveryMode = DeliveryModes.Persistent, ContentType = "application/json" }, body, cancellation);
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            throw FaultOf(failure);
        }
    }

    /// <summary>True for what a broker does to a caller, as opposed to a mistake of ours.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is RabbitMQClientException or IOException or TimeoutException or System.Net.Sockets.SocketException or ObjectDisposedException
        || (failure is OperationCanceledException { InnerException: TimeoutException });

    /// <summary>The fault, without the address: it holds a password.</summary>
    public FaultException FaultOf(Exception failure)
    {
        var refused = failure is AuthenticationFailureException || failure.InnerException is AuthenticationFailureException
            || failure is OperationInterruptedException { ShutdownReason.ReplyCode: 403 or 530 };
        return new FaultException(
            new Fault(refused ? FaultKind.Auth : FaultKind.Transient, $"The broker at {address.Host}:{(address.Port > 0 ? address.Port : 5672)} {(refused ? "refuses us" : "does not answer")} ({failure.GetType().Name}).")
            {
                Code = "broker", Advice = refused ? "Check user, password and virtual host in 'broker'." : "Look whether it runs and can be reached; it is tried again by itself.",
            }, failure);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task CloseAsync()
    {
        var (channel, connection) = (_channel, _connection);
        (_channel, _connection) = (null, null);
        try
        {
            if (channel is not null) await channel.DisposeAsync();
            if (connection is not null) await connection.DisposeAsync();
        }
        catch (Exception failure) when (IsExpected(failure))
        {
            // It was gone already.
        }
    }
}
