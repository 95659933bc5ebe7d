using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Orders;
using SyncCluster.Core.Records;
using SyncCluster.Core.Supply;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Memory;
using SyncCluster.Engine.Simulation.Runs;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Engine.Simulation.Checking;

/// <summary>Each piece of news reaches the customer once; what a crash left uncertain is shown as such.</summary>
internal sealed class MailCheck(World world, MemoryDatabase disk)
{
    public IEnumerable<string> Check()
    {
        var perDay = world.Mail.Messages.Where(message => message.Subjects[0].StartsWith(TrackingMail.Template, StringComparison.Ordinal))
            .GroupBy(message => (To: message.To.ToLowerInvariant(), message.At.UtcDateTime.Date));
        foreach (var day in perDay.Where(day => world.Options.MailsPerDay > 0 && day.Count() > world.Options.MailsPerDay))
            yield return $"{day.Key.To} got {day.Count()} messages about dates on {day.Key.Date:yyyy-MM-dd}";
        foreach (var message in world.Mail.Messages)
            if (message.Subjects.Any(subject => disk.Mails.Values.Any(entry => Subject(entry.Mail) == subject && entry.Mail.Draft.Language != message.Language)))
                yield return $"The message '{string.Join('|', message.Subjects)}' holds a mail in another language than {message.Language}";
        foreach (var twice in world.Mail.Arrived.GroupBy(subject => subject).Where(group => group.Count() > 1))
            yield return $"The mail '{twice.Key}' arrived {twice.Count()} times";
        foreach (var mail in disk.Mails.Values.Select(entry => entry.Mail))
        {
            var mayBeCalledOff = mail.Draft.Template == TrackingMail.Template && mail.Evidence is { Length: > 0 };
            if (mail.Status == MailStatus.Suppressed && world.Mail.Arrived.Contains(Subject(mail))) yield return $"The mail {mail.Draft.Key} was called off and arrived";
            if (mail.Status is not (MailStatus.Sent or MailStatus.Uncertain) && !(mail.Status == MailStatus.Suppressed && mayBeCalledOff)) yield return $"The mail {mail.Draft.Key} is {mail.Status}: {mail.Evidence}";
            if (mail.Status == MailStatus.Sent && !world.Mail.Arrived.Contains(Subject(mail))) yield return $"The mail {mail.Draft.Key} counts as sent and never arrived";
        }

        var known = disk.Mails.Values.Select(entry => Subject(entry.Mail)).ToHashSet(StringComparer.Ordinal);
        foreach (var subject in world.Mail.Arrived)
            if (!known.Contains(subject)) yield return $"The mail '{subject}' arrived and nobody knows of it";
        foreach (var (number, state) in Orders())
        {
            if (Scenario.Told.Contains(state) && !known.Contains($"order-state {number} {state}")) yield return $"Order {number} is {state} and the customer was never told";
        }

        foreach (var subject in known.Where(subject => subject.StartsWith("order-state", StringComparison.Ordinal)))
        {
            var parts = subject.Split(' ');
            if (!WasIn(parts[1], parts[2]) && !IsHeldBack(parts[1], parts[2])) yield return $"The mail '{subject}' tells of a state in which the order never was";
        }
    }

    private IEnumerable<(string Number, OrderState State)> Orders() =>
        from entity in disk.Entities.Values
        where entity.Kind == Kind.Order
        let fields = EngineJson.Read<EntityState>(entity.State.Span).Canonical
        select (fields.Text(OrderFields.Number)!, Enum.Parse<OrderState>(fields.Text(OrderFields.State)!));

    /// <summary>
    /// An order that the stock does not serve is rejected by the engine, with a reason that nobody else gives here; whether
    /// rightly so, <see cref="EmissionCheck"/> sees.
    /// </summary>
    private bool IsHeldBack(string number, string state) => state == nameof(OrderState.Rejected) && disk.Entities.Values.Where(entity => entity.Kind == Kind.Order)
        .Select(entity => EngineJson.Read<EntityState>(entity.State.Span).Canonical)
        .Any(order => order.Text(OrderFields.Number) == number && order.Text(OrderFields.StateReason) is { Length: > 0 });

    private bool WasIn(string number, string state) => world.Erp.Log.Concat(world.Shop.Log).Any(change =>
        change.Record.Kind == Kind.Order && change.Version.Fields.Text(OrderFields.Number) == number
        && change.Version.Fields.Text(OrderFields.State) == state);

    private static string Subject(StoredMail mail)
    {
        var model = EngineJson.Read<FieldSet>(mail.Draft.Model.Span);
        var what = model[TrackingMail.NumberField]?.ToString() ?? model.Text(OrderFields.State);
        return $"{mail.Draft.Template} {model.Text(OrderFields.Number)} {what}";
    }
}
