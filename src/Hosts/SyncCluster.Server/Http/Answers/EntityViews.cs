using SyncCluster.Core.Records;

namespace SyncCluster.Server.Http.Answers;

/// <summary>A page of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="Next">Sent as <c>after</c> to go on; absent at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>One row of a search.</summary>
internal sealed record EntityLine(
    string Id, Kind Kind, string Title, int Pending, int Parked, int Conflicts, int Drift, string? OrderState, bool Gone, DateTimeOffset ChangedAt);

/// <summary>One thing, side by side in every system.</summary>
internal sealed record EntityView(
    string Id, Kind Kind, long Version, string Title, bool Gone,
    IReadOnlyList<EntitySystem> Systems, IReadOnlyList<FieldRow> Fields, IReadOnlyList<ConflictView> Conflicts);

/// <summary>What one system knows of a thing, and what is on its way there.</summary>
/// <remarks>Status is one of inSync, pending, parked, gone, unknown and drifting; Text says the same in a sentence.</remarks>
internal sealed record EntitySystem(
    string System, string Role, string? RemoteId, string Status, string Text,
    DateTimeOffset? SeenAt, DateTimeOffset? ModifiedAt, DateTimeOffset? WrittenAt, PushView? Push, string? Extras);

/// <summary>A patch that is not delivered.</summary>
internal sealed record PushView(
    string OperationId, bool Parked, IReadOnlyDictionary<string, PatchField> Patch, DateTimeOffset Since, int Failures, DateTimeOffset NextTryAt, FaultView? Fault, bool ChecksStock);

/// <summary>One field of a patch: what the system holds and what it shall hold.</summary>
internal sealed record PatchField(FieldValue? Held, FieldValue Wanted);

/// <summary>One field in every system.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Meaning">For people; absent for a field of the merchant's own.</param>
/// <param name="Value">The canonical value; absent where nobody who may has given one.</param>
/// <param name="From">The system that it comes from.</param>
/// <param name="ChangedAt">When it changed there.</param>
/// <param name="Writers">Who may change it.</param>
/// <param name="Differs">True where a system holds something else and that is not explained by its own form.</param>
/// <param name="Systems">What each system holds.</param>
internal sealed record FieldRow(
    string Field, string? Meaning, FieldValue? Value, string? From, DateTimeOffset? ChangedAt,
    IReadOnlyList<string> Writers, bool Differs, IReadOnlyDictionary<string, FieldCell> Systems);

/// <summary>What one system holds of one field.</summary>
/// <param name="Value">The value there; absent where it does not speak of it.</param>
/// <param name="Status">same, normalised, pending, parked, kept, conflict, differs, own or absent.</param>
/// <param name="Text">Why, where it is not the same.</param>
internal sealed record FieldCell(FieldValue? Value, string Status, string? Text);

/// <summary>Two values between which a person must choose.</summary>
internal sealed record ConflictView(
    string EntityId, Kind Kind, string Title, string Field, string System, FieldValue Theirs, FieldValue Ours, string OursFrom, DateTimeOffset Since);
