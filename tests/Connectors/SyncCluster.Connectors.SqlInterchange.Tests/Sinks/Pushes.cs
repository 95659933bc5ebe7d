using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Sinks;

/// <summary>Pushes as the engine makes them.</summary>
public static class Pushes
{
    public static FieldSet Order(string number, params (string Name, FieldValue Value)[] others) => FieldSet.Of(
    [
        ("number", FieldValue.Of(number)), ("state", FieldValue.Of("Emitting")), ("customerEmail", FieldValue.Of("ana@acme.example")),
        ("placedAt", FieldValue.Of(new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.Zero))), ("currency", FieldValue.Of("EUR")),
        ("lines", FieldValue.Of([Line("CAM-01", 2, 10), Line("PAN-02", 1, 25)])), ("subtotal", FieldValue.Of(50m)), ("discount", FieldValue.Of(5m)),
        ("subtotalAfterDiscount", FieldValue.Of(45m)), ("shipping", FieldValue.Of(4m)), ("subtotalWithShipping", FieldValue.Of(49m)),
        ("tax", FieldValue.Of(10.29m)), ("total", FieldValue.Of(59.29m)), ("paymentMethod", FieldValue.Of("bacs")),
        ("paymentTitle", FieldValue.Of("Transferencia")), ("paymentId", FieldValue.Of("T-1")), ("billing.city", FieldValue.Of("Málaga")),
        ("delivery.city", FieldValue.Of("Cádiz")), .. others,
    ]);

    public static FieldValue Line(string sku, decimal quantity, decimal price) => new FieldValue.Group(FieldSet.Of(
        ("sku", FieldValue.Of(sku)), ("name", FieldValue.Of(sku)), ("quantity", FieldValue.Of(quantity)), ("unitPrice", FieldValue.Of(price)),
        ("total", FieldValue.Of(quantity * price))));

    public static PushRequest Create(Kind kind, FieldSet desired, string operation = "op-1", params (Kind Kind, string Field, string Value, string RemoteId)[] references) => new()
    {
        Key = new("erp", kind, ""),
        EntityId = "entity-1",
        OperationId = operation,
        Patch = desired,
        Desired = desired,
        References = references.ToDictionary(one => NaturalKey.From(one.Kind, one.Field, one.Value)!.Value, one => one.RemoteId),
    };

    public static PushRequest CreateOrder(FieldSet desired, string operation = "op-1", string? customer = "contacto:7") => Create(
        Kind.Order, desired, operation,
        [
            (Kind.Product, "sku", "cam-01", "12"), (Kind.Product, "sku", "pan-02", "13"),
            .. customer is null ? [] : new[] { (Kind.Customer, "email", "ana@acme.example", customer) },
        ]);

    public static PushRequest Update(Kind kind, string remoteId, FieldSet patch, FieldSet desired, string operation = "op-2") => new()
    {
        Key = new("erp", kind, remoteId), EntityId = "entity-1", OperationId = operation, Patch = patch, Desired = desired,
        Snapshot = FieldSet.Of(("state", FieldValue.Of("Emitting")), ("note", FieldValue.Of("old"))),
    };

    public static ISink Sink(this IExternalSystem system, Kind kind) => system.Sinks.First(sink => sink.Kind == kind);

    public static async Task<PushOutcome> WriteOneAsync(this ISink sink, PushRequest push) =>
        (await sink.WriteAsync([push], TestContext.Current.CancellationToken))[0];
}
