using SyncCluster.Connectors.Mail;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Supply;

namespace SyncCluster.Engine.Simulation.Systems;

/// <summary>The mail server and the customers' mailboxes.</summary>
public sealed class SimulatedMail(IWorldTime world)
{
    /// <summary>Subjects of the mails that arrived, in their order.</summary>
    public List<string> Arrived { get; } = [];

    /// <summary>The messages that arrived, in their order.</summary>
    public List<ArrivedMessage> Messages { get; } = [];

    /// <summary>A sender for one process.</summary>
    public IMailSender Sender(SystemWeather weather, TimeProvider time) => new Post(this, weather, time);

    /// <summary>A renderer that writes into the subject what the mail is about, and into the text its language.</summary>
    public static IMailRenderer Renderer { get; } = new Subjects();

    private sealed class Post(SimulatedMail mail, SystemWeather weather, TimeProvider time) : IMailSender
    {
        public async Task<Fault?> SendAsync(OutgoingMail outgoing, CancellationToken cancellation)
        {
            try
            {
                return await weather.WriteAsync<Fault?>(time, () =>
                {
                    var subjects = outgoing.Content.Subject.Split('|');
                    mail.Arrived.AddRange(subjects);
                    mail.Messages.Add(new ArrivedMessage(time.GetUtcNow(), outgoing.To, outgoing.Content.Text, subjects));
                    mail.Tell(outgoing.Content.Subject);
                    return null;
                });
            }
            catch (FaultException failure)
            {
                return failure.Fault;
            }
        }
    }

    private void Tell(string subject) => world.Tell($"mail {subject}");

    private sealed class Subjects : IMailRenderer
    {
        public RenderedMail Render(string template, string language, IReadOnlyDictionary<string, object?> model)
        {
            var order = (IReadOnlyDictionary<string, object?>)model["order"]!;
            if (!order.ContainsKey(TrackingMail.NumberField)) return new RenderedMail($"{template} {order["number"]} {order["state"]}", "", language);
            var orders = ((IEnumerable<object>)model["orders"]!).Cast<IReadOnlyDictionary<string, object?>>();
            return new RenderedMail(string.Join('|', orders.Select(one => $"{template} {one["number"]} {one[TrackingMail.NumberField]}")), "", language);
        }
    }
}

/// <summary>One message as it arrived.</summary>
/// <param name="At">When.</param>
/// <param name="To">In whose mailbox.</param>
/// <param name="Language">In which language it is written.</param>
/// <param name="Subjects">What it tells: one for each mail that it holds.</param>
public sealed record ArrivedMessage(DateTimeOffset At, string To, string Language, IReadOnlyList<string> Subjects);
