using SyncCluster.Core.Deciding;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Server.Http.Answers;

/// <summary>Why something happened, as one sentence with its facts.</summary>
internal sealed record ReasonView(
    ReasonKind About, string Text, string? Field, FieldValue? Old, FieldValue? New, string? System, string? Rule, string? OperationId, string? MailKey)
{
    public static ReasonView Of(Reason reason) => new(
        reason.Kind, reason.Text, reason.Field, reason.Old, reason.New, reason.System, reason.Rule, reason.OperationId, reason.MailKey);
}

/// <summary>A failure: what happened and what to do.</summary>
internal sealed record FaultView(FaultKind Kind, string Message, string? Code, string? Advice, IReadOnlyDictionary<string, string>? Fields)
{
    public static FaultView? Of(Fault? fault) => fault is null ? null : new FaultView(
        fault.Kind, fault.Message, fault.Code, fault.Advice,
        fault.Fields.Count == 0 ? null : fault.Fields.DistinctBy(field => field.Key).ToDictionary(field => field.Key, field => field.Value));
}

/// <summary>One step of an entity's history.</summary>
internal sealed record StepView(string Sequence, string EntityId, Kind Kind, DateTimeOffset At, IReadOnlyList<ReasonView> Reasons);

/// <summary>What people call an entity.</summary>
internal static class Titles
{
    public static string Of(EntityState state)
    {
        foreach (var field in Names(state.Kind))
            if (Text(state, field) is { } text) return text;
        return state.EntityId;
    }

    private static string[] Names(Kind kind) => kind switch
    {
        Kind.Product => [ProductFields.Name, ProductFields.Sku],
        Kind.Category => [CategoryFields.Path, CategoryFields.Name],
        Kind.Customer => [CustomerFields.CompanyName, CustomerFields.LastName, CustomerFields.Email],
        _ => [OrderFields.Number],
    };

    private static string? Text(EntityState state, string field) =>
        state.Canonical.Text(field) ?? state.Systems.Select(view => view.Snapshot.Text(field)).FirstOrDefault(text => text is not null);
}
