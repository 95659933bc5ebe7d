using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Actors;

namespace SyncCluster.Engine.Behaviors;

/// <summary>
/// Says which entity a record is: the one that owns its id or its strongest natural key, else a new one. Never two
/// entities for one thing: keys are claimed before anybody uses the answer.
/// </summary>
internal sealed class IdentityBehavior(ActorAddress address, EngineContext context) : IActorBehavior
{
    /// <inheritdoc/>
    public async Task<IMessage> HandleAsync(IMessage message, CancellationToken cancellation)
    {
        if (message is not Identify identify) throw new NotSupportedException($"{address} does not understand {message.GetType().Name}.");
        var questions = identify.Questions;
        var keys = questions.Select(KeysOf).ToList();
        var owners = await context.Store.FindOwnersAsync([.. keys.SelectMany(one => one)], cancellation);
        var answers = new List<IdentityAnswer>(questions.Count);
        var claims = new List<(NaturalKey Key, string EntityId)>();
        var given = new Dictionary<NaturalKey, string>();
        var at = 0;
        foreach (var (question, own) in questions.Zip(keys))
        {
            var found = own.Select((key, i) => owners[at + i] ?? given.GetValueOrDefault(key)).ToList();
            at += own.Count;
            var entityId = found.FirstOrDefault(owner => owner is not null) ?? question.EntityId ?? context.Services.NewId();
            var rival = found.FirstOrDefault(owner => owner is not null && owner != entityId);
            for (var i = 0; i < own.Count; i++)
            {
                // A record that is found by a key need not be claimed: where it proves to be a double, it must be free to become another thing.
                if (found[i] is not null || (i == 0 && own.Count > 1 && found.Exists(owner => owner is not null))) continue;
                given[own[i]] = entityId;
                claims.Add((own[i], entityId));
            }

            answers.Add(new IdentityAnswer(entityId, rival));
        }

        if (claims.Count == 0) return new Identities(answers.ToEquatableList());
        var winners = await context.Store.ClaimAsync(claims, cancellation);
        var lost = claims.Zip(winners).Any(pair => pair.First.EntityId != pair.Second);
        return lost ? await HandleAsync(message, cancellation) : new Identities(answers.ToEquatableList());
    }

    /// <summary>The record's own id first: a record that was bound once stays bound, whatever its keys become.</summary>
    private static List<NaturalKey> KeysOf(IdentityQuestion question) =>
    [
        new NaturalKey(question.Record.Kind, TransitionBuilder.RecordField(question.Record.System), question.Record.RemoteId), .. question.Keys,
    ];
}
