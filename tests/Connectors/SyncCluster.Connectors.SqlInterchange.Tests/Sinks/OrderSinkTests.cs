using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Testing;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Sinks;

/// <summary>Orders towards the ERP (S2-13, S2-27 … S2-31, S2-43, S2-54 … S2-56, X7).</summary>
public abstract class OrderSinkTests : InterchangeTests
{
    private ISink Sink(params (string, object)[] settings) => Db.Open(settings).Sink(Kind.Order);

    private static Fault Fault(PushOutcome outcome) => outcome.ShouldBeOfType<PushOutcome.Failed>().Fault;

    [Fact]
    public async Task S2_13_an_order_is_a_header_with_its_details_and_its_first_state()
    {
        var outcome = await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001")));
        outcome.ShouldBeOfType<PushOutcome.Written>().Receipt.RemoteId.ShouldBe("1001");
        (await Db.QueryAsync("SELECT \"ID Pedido_Detalles\", \"ID Pedido_Cabecera\", \"ID Producto\", \"Cantidad\", \"Precio Unitario\", \"Monto Total Producto\" "
            + "FROM \"Pedidos_Detalles\" ORDER BY \"ID Registro\"")).ShouldBe(["1001-1|1001|12|2|10|20", "1001-2|1001|13|1|25|25"]);
        (await Db.QueryAsync("SELECT \"ID Pedido_Cabecera\", \"Estado del Pedido\", \"ID Empresa\", \"ID Contacto\", \"Facturación-Ciudad\", \"Envío-Ciudad\", "
            + "\"Facturación-Email\", \"Sub-Total Sin Descuento\", \"Descuento\", \"Sub-Total con Descuento\", \"Costo Envío\", \"Sub-Total con Envío\", "
            + "\"Impuestos\", \"Total\", \"Medio de Pago\", \"ID Pago\", \"Moneda\", \"Numero\", \"NumeroLineas\" FROM \"Pedidos_Cabecera\""))
            .ShouldBe(["1001|VALIDANDO EXISTENCIAS||7|Málaga|Cádiz|ana@acme.example|50|5|45|4|49|10.29|59.29|Transferencia|T-1|EUR|1001|2"]);
        (await Db.QueryAsync("SELECT \"ID Pedido_Cabecera\", \"Estado\", \"Motivo del Rechazo\", \"Origen\" FROM \"Pedidos_Estados\""))
            .ShouldBe(["1001|VALIDANDO EXISTENCIAS||DP"]);
        (await Db.QueryAsync("SELECT COUNT(*) FROM \"Pedidos_Cabecera\" WHERE \"FechaHora\" IS NOT NULL AND \"Fecha\" IS NOT NULL")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task what_the_shop_rounded_line_by_line_adds_up_for_the_erp_to_the_cent()
    {
        // Three at 10.00 with 21 % tax: 8.26 each, and 24.79 without tax by the shop's header.
        var lines = FieldValue.Of([Pushes.Line("CAM-01", 1, 8.26m), Pushes.Line("PAN-02", 1, 8.26m), Pushes.Line("CAM-01", 1, 8.26m)]);
        var order = Pushes.Order("1001", ("lines", lines), ("subtotal", FieldValue.Of(24.79m)), ("discount", FieldValue.Of(0m)), ("subtotalAfterDiscount", FieldValue.Of(24.79m)));
        (await Sink().WriteOneAsync(Pushes.CreateOrder(order))).ShouldBeOfType<PushOutcome.Written>();
        (await Db.QueryAsync("SELECT \"Precio Unitario\", \"Monto Total Producto\" FROM \"Pedidos_Detalles\" ORDER BY \"ID Registro\"")).ShouldBe(["8.26|8.27", "8.26|8.26", "8.26|8.26"]);
        var wrong = Pushes.Order("1002", ("lines", lines), ("subtotal", FieldValue.Of(24.83m)), ("discount", FieldValue.Of(0m)), ("subtotalAfterDiscount", FieldValue.Of(24.83m)));
        Fault(await Sink().WriteOneAsync(Pushes.CreateOrder(wrong))).Message.ShouldContain("24.78");
    }

    [Fact]
    public async Task what_we_write_we_do_not_read_back()
    {
        var system = Db.Open();
        await system.Sink(Kind.Order).WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001")));
        (await system.Feed("order-states").ReadAllAsync()).Seen.ShouldBeEmpty();
        (await Db.CountAsync("Pedidos_Estados")).ShouldBe(1);
    }

    [Fact]
    public async Task an_operation_that_is_repeated_is_written_once()
    {
        var push = Pushes.CreateOrder(Pushes.Order("1001"));
        await Sink().WriteOneAsync(push);
        await Db.ExecuteAsync("DELETE FROM \"Pedidos_Cabecera\"");
        var again = await Sink().WriteOneAsync(push with { IsRepeated = true });
        again.ShouldBeOfType<PushOutcome.Written>().Receipt.RemoteId.ShouldBe("1001");
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(0, "the ERP has read it");
        (await Db.CountAsync("Pedidos_Detalles")).ShouldBe(2);
        (await Sink().FindAsync(push, Cancellation)).ShouldBe(new Receipt("1001") { WrittenBy = "op-1" });
        (await Sink().FindAsync(push with { OperationId = "other", Desired = Pushes.Order("9") }, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task S3_33_an_order_that_the_erp_lost_is_written_once_more_when_a_person_asks_and_once_only()
    {
        await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001"), "ord-1:erp:1"));
        await Db.ExecuteAsync("DELETE FROM \"Pedidos_Cabecera\"");
        Sink().WritesAgainAsNew.ShouldBeTrue();
        var again = Pushes.CreateOrder(Pushes.Order("1001"), "ord-1:erp:4") with { WritesAgainFrom = 3 };
        (await Sink().WriteOneAsync(again)).ShouldBeOfType<PushOutcome.Written>().Receipt.RemoteId.ShouldBe("1001");
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(1);
        await Db.ExecuteAsync("DELETE FROM \"Pedidos_Cabecera\"");

        // Its answer was lost, and the next operation tells the same with a change: what was asked for was done.
        foreach (var operation in new[] { "ord-1:erp:4", "ord-1:erp:5" })
            (await Sink().WriteOneAsync(again with { OperationId = operation, IsRepeated = true })).ShouldBeOfType<PushOutcome.Written>().Receipt.WrittenBy.ShouldBe("ord-1:erp:4");
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(0, "the ERP has read it");
    }

    [Fact]
    public async Task an_order_that_an_earlier_operation_created_and_the_erp_has_read_is_not_created_again()
    {
        await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001"), "ord_1:erp:1"));
        await Db.ExecuteAsync("DELETE FROM \"Pedidos_Cabecera\"");
        await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1002"), "ordA1:erp:2"));
        var replaced = Pushes.CreateOrder(Pushes.Order("1001"), "ord_1:erp:3");
        (await Sink().FindAsync(replaced, Cancellation)).ShouldBe(new Receipt("1001") { WrittenBy = "ord_1:erp:1" });
        var again = await Sink().WriteOneAsync(replaced);
        again.ShouldBeOfType<PushOutcome.Written>().Receipt.ShouldBe(new Receipt("1001") { WrittenBy = "ord_1:erp:1" });
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(1, "only the other order's");
    }

    [Fact]
    public async Task without_a_ledger_an_order_is_found_by_its_number()
    {
        var push = Pushes.CreateOrder(Pushes.Order("1001"));
        var system = Db.Open(("ledger", false));
        system.Capabilities.WritesOnceByOperationId.ShouldBeFalse();
        (await system.Sink(Kind.Order).FindAsync(push, Cancellation)).ShouldBeNull();
        await system.Sink(Kind.Order).WriteOneAsync(push);
        (await system.Sink(Kind.Order).FindAsync(push, Cancellation)).ShouldBe(new Receipt("1001"));
        (await Db.CountAsync("SyncCluster_Operaciones")).ShouldBe(0);
    }

    [Fact]
    public async Task a_missing_ledger_is_created_with_the_first_record()
    {
        await Db.ExecuteAsync("DROP TABLE \"SyncCluster_Operaciones\"");
        await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001")));
        (await Db.QueryAsync("SELECT \"Operacion_Id\", \"Clave\" FROM \"SyncCluster_Operaciones\"")).ShouldBe(["op-1|1001"]);
    }

    [Fact]
    public async Task X7_an_order_that_does_not_add_up_is_refused_with_both_sums()
    {
        var fault = Fault(await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001", ("subtotalAfterDiscount", FieldValue.Of(45.04m))))));
        fault.Kind.ShouldBe(FaultKind.Rejected);
        fault.Message.ShouldContain("45.00");
        fault.Message.ShouldContain("45.04");
        (await Db.CountAsync("Pedidos_Detalles")).ShouldBe(0);
        (await Db.CountAsync("SyncCluster_Operaciones")).ShouldBe(0);
    }

    [Fact]
    public async Task X7_header_and_details_are_written_together_or_not_at_all()
    {
        var broken = Db.Provider == "sqlite"
            ? "CREATE TRIGGER no_header BEFORE INSERT ON \"Pedidos_Cabecera\" BEGIN SELECT RAISE(ABORT, 'no'); END"
            : "ALTER TABLE \"Pedidos_Cabecera\" ADD CONSTRAINT no_header CHECK (\"Total\" < 0)";
        await Db.ExecuteAsync(broken);
        Fault(await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001")))).Kind.ShouldBe(FaultKind.Rejected);
        (await Db.CountAsync("Pedidos_Detalles")).ShouldBe(0);
        (await Db.CountAsync("SyncCluster_Operaciones")).ShouldBe(0);
    }

    [Fact]
    public async Task X9_and_X11_products_are_needed_first_and_the_customer_had_better_be()
    {
        var needs = Sink().Needs(Pushes.CreateOrder(Pushes.Order("1001"))).ToList();
        needs.ShouldBe(
        [
            new(new(Kind.Product, "sku", "CAM-01"), true), new(new(Kind.Product, "sku", "PAN-02"), true),
            new(new(Kind.Customer, "email", "ANA@ACME.EXAMPLE"), false),
        ]);
        var fault = Fault(await Sink().WriteOneAsync(Pushes.Create(Kind.Order, Pushes.Order("1001"))));
        fault.Kind.ShouldBe(FaultKind.Unresolved);
        fault.WaitingFor.ShouldBe(new NaturalKey(Kind.Product, "sku", "CAM-01"));
    }

    [Theory]
    [InlineData("empresa:5", "5|")]
    [InlineData("~mail:ana@acme.example", "|")]
    [InlineData(null, "|")]
    public async Task S2_12_only_ids_of_the_ERP_are_written(string? customer, string expected)
    {
        await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001"), customer: customer));
        (await Db.QueryAsync("SELECT \"ID Empresa\", \"ID Contacto\" FROM \"Pedidos_Cabecera\"")).ShouldBe([expected]);
    }

    [Fact]
    public async Task a_later_state_is_a_record_of_Pedidos_Estados_and_nothing_else()
    {
        var desired = Pushes.Order("1001", ("state", FieldValue.Of("Cancelled")), ("stateReason", FieldValue.Of("cliente")));
        var outcome = await Sink().WriteOneAsync(Pushes.Update(
            Kind.Order, "1001", FieldSet.Of(("state", FieldValue.Of("Cancelled")), ("note", FieldValue.Of("new"))), desired));
        outcome.ShouldBeOfType<PushOutcome.Written>().Receipt.Untold.ShouldBe(["note"]);
        (await Db.QueryAsync("SELECT \"ID Pedido_Cabecera\", \"Estado\", \"Motivo del Rechazo\", \"Origen\" FROM \"Pedidos_Estados\""))
            .ShouldBe(["1001|CANCELADO|cliente|DP"]);
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(0);
    }

    [Fact]
    public async Task S2_29_a_corrected_address_is_a_second_header_marked_M_beside_what_the_ERP_holds()
    {
        var desired = Pushes.Order("1001", ("delivery.city", FieldValue.Of("Toledo")), ("total", FieldValue.Of(1m)), ("state", FieldValue.Of("Cancelled")));
        var patch = FieldSet.Of(("delivery.city", FieldValue.Of("Toledo")), ("total", FieldValue.Of(1m)));
        var push = Pushes.Update(Kind.Order, "1001", patch, desired) with
        {
            Snapshot = Pushes.Order("1001", ("state", FieldValue.Of("Accepted"))),
            References = new Dictionary<NaturalKey, string> { [new(Kind.Customer, "email", "ANA@ACME.EXAMPLE")] = "contacto:7" },
        };
        Sink().Needs(push).ShouldBe([new(new(Kind.Customer, "email", "ANA@ACME.EXAMPLE"), false)]);
        var receipt = (await Sink().WriteOneAsync(push)).ShouldBeOfType<PushOutcome.Written>().Receipt;
        receipt.Untold.ShouldBe(["total"], "what was ordered, and for how much, is for people to settle");
        (await Db.QueryAsync("SELECT \"ID Pedido_Cabecera\", \"Operacion\", \"Estado del Pedido\", \"ID Contacto\", \"Envío-Ciudad\", \"Facturación-Ciudad\", \"Total\", \"NumeroLineas\" FROM \"Pedidos_Cabecera\""))
            .ShouldBe(["1001|M|ACEPTADO|7|Toledo|Málaga|59.29|2"]);
        (await Db.CountAsync("Pedidos_Detalles")).ShouldBe(0);
        (await Db.CountAsync("Pedidos_Estados")).ShouldBe(0);

        (await Sink().WriteOneAsync(push with { IsRepeated = true })).ShouldBeOfType<PushOutcome.Written>().Receipt.Untold.ShouldBe(["total"]);
        (await Sink().FindAsync(push, Cancellation))!.Untold.ShouldBe(["total"]);
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(1, "an operation that is repeated is written once");
    }

    [Fact]
    public async Task a_correction_brings_nothing_along_that_a_person_left_as_it_is()
    {
        // Lines and total were refused before, and skipped: they are in no patch any more, and differ for good.
        var desired = Pushes.Order("1001", ("delivery.city", FieldValue.Of("Toledo")), ("total", FieldValue.Of(1m)), ("lines", FieldValue.Of([Pushes.Line("CAM-01", 1, 1)])), ("billing.city", FieldValue.Of("Lugo")));
        await Sink().WriteOneAsync(Pushes.Update(Kind.Order, "1001", FieldSet.Of(("delivery.city", FieldValue.Of("Toledo"))), desired) with { Snapshot = Pushes.Order("1001") });
        (await Db.QueryAsync("SELECT \"Envío-Ciudad\", \"Facturación-Ciudad\", \"Total\", \"NumeroLineas\" FROM \"Pedidos_Cabecera\"")).ShouldBe(["Toledo|Málaga|59.29|2"]);
    }

    [Fact]
    public async Task a_state_that_is_not_ours_keeps_no_correction_back()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Pedidos_Estados\" DROP COLUMN \"Origen\"");
        var patch = FieldSet.Of(("delivery.city", FieldValue.Of("Toledo")), ("state", FieldValue.Of("Processed")));
        (await Sink().WriteOneAsync(Pushes.Update(Kind.Order, "1001", patch, Pushes.Order("1001", ("delivery.city", FieldValue.Of("Toledo"))))))
            .ShouldBeOfType<PushOutcome.Written>().Receipt.Untold.ShouldBe(["state"]);
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(1);
    }

    [Fact]
    public async Task a_column_Operacion_that_holds_numbers_is_none_of_ours()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Pedidos_Cabecera\" DROP COLUMN \"Operacion\"");
        await Db.ExecuteAsync("ALTER TABLE \"Pedidos_Cabecera\" ADD COLUMN \"Operacion\" integer");
        (await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001")))).ShouldBeOfType<PushOutcome.Written>();
        Fault(await Sink().WriteOneAsync(Pushes.Update(Kind.Order, "1001", FieldSet.Of(("delivery.city", FieldValue.Of("Toledo"))), Pushes.Order("1001")))).Kind.ShouldBe(FaultKind.Rejected);
    }

    [Fact]
    public async Task a_correction_and_a_state_go_together_and_a_new_order_says_that_it_is_new()
    {
        await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001")));
        var desired = Pushes.Order("1001", ("paymentId", FieldValue.Of("T-2")), ("state", FieldValue.Of("Cancelled")));
        (await Sink().WriteOneAsync(Pushes.Update(Kind.Order, "1001", FieldSet.Of(("paymentId", FieldValue.Of("T-2")), ("state", FieldValue.Of("Cancelled"))), desired)))
            .ShouldBeOfType<PushOutcome.Written>().Receipt.Untold.ShouldBeEmpty("the ERP was told everything");
        (await Db.QueryAsync("SELECT \"Operacion\", \"ID Pago\" FROM \"Pedidos_Cabecera\" ORDER BY \"ID Registro\"")).ShouldBe(["A|T-1", "M|T-2"]);
        (await Db.QueryAsync("SELECT \"Estado\" FROM \"Pedidos_Estados\" ORDER BY \"ID Registro\"")).ShouldBe(["VALIDANDO EXISTENCIAS", "CANCELADO"]);
    }

    [Fact]
    public async Task X4_without_the_column_Operacion_a_correction_waits_for_a_person()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Pedidos_Cabecera\" DROP COLUMN \"Operacion\"");
        var push = Pushes.Update(Kind.Order, "1001", FieldSet.Of(("delivery.city", FieldValue.Of("Toledo"))), Pushes.Order("1001"));
        var fault = Fault(await Sink().WriteOneAsync(push));
        (fault.Kind, fault.Fields[0].Key).ShouldBe((FaultKind.Rejected, "delivery.city"));
        fault.Advice.ShouldNotBeNull().ShouldContain("add the column Operacion to Pedidos_Cabecera");
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(0);
    }

    [Fact]
    public async Task what_cannot_be_told_to_the_ERP_any_more_is_refused()
    {
        var fault = Fault(await Sink().WriteOneAsync(Pushes.Update(
            Kind.Order, "1001", FieldSet.Of(("total", FieldValue.Of(1m))), Pushes.Order("1001"))));
        fault.Kind.ShouldBe(FaultKind.Rejected);
        fault.Fields[0].Key.ShouldBe("total");
    }

    [Fact]
    public async Task X3_without_the_column_Origen_we_write_only_states_that_are_ours()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Pedidos_Estados\" DROP COLUMN \"Origen\"");
        PushRequest To(string state, string operation) => Pushes.Update(
            Kind.Order, "1001", FieldSet.Of(("state", FieldValue.Of(state))), Pushes.Order("1001", ("state", FieldValue.Of(state))), operation);
        Fault(await Sink().WriteOneAsync(To("Processed", "op-1"))).Advice.ShouldNotBeNull().ShouldContain("Origen");
        (await Sink().WriteOneAsync(To("Cancelled", "op-2"))).ShouldBeOfType<PushOutcome.Written>();
    }

    [Fact]
    public async Task an_order_in_another_currency_needs_the_column_Moneda()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Pedidos_Cabecera\" DROP COLUMN \"Moneda\"");
        var fault = Fault(await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001", ("currency", FieldValue.Of("CZK"))))));
        fault.Message.ShouldContain("CZK");
        (await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001")))).ShouldBeOfType<PushOutcome.Written>();
    }

    [Fact]
    public async Task one_refused_order_does_not_hold_up_the_others()
    {
        var outcomes = await Sink().WriteAsync(
            [Pushes.CreateOrder(Pushes.Order("1", ("total", FieldValue.Empty), ("subtotalAfterDiscount", FieldValue.Of(1m))), "a"), Pushes.CreateOrder(Pushes.Order("2"), "b")],
            Cancellation);
        outcomes[0].ShouldBeOfType<PushOutcome.Failed>();
        outcomes[1].ShouldBeOfType<PushOutcome.Written>();
    }

    [Fact]
    public async Task number_columns_take_number_ids_and_refuse_others_by_name()
    {
        await Db.ExecuteAsync("DROP TABLE \"Pedidos_Detalles\"");
        await Db.ExecuteAsync("CREATE TABLE pedidos_detalles (id_registro integer, id_pedido_detalles bigint, id_pedido_cabecera bigint, id_producto integer, "
            + "cantidad integer, precio_unitario numeric(18,2), monto_total_producto numeric(18,2))");
        (await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("1001")))).ShouldBeOfType<PushOutcome.Written>();
        (await Db.QueryAsync("SELECT id_pedido_detalles, id_producto, cantidad FROM pedidos_detalles")).ShouldBe(["1001001|12|2", "1001002|13|1"]);
        var fault = Fault(await Sink().WriteOneAsync(Pushes.CreateOrder(Pushes.Order("WC-1"), "op-9")));
        fault.Kind.ShouldBe(FaultKind.Rejected);
        fault.Fields[0].Key.ShouldBe(OrderFields.Number);
    }
}

public sealed class SqliteOrderSinkTests : OrderSinkTests
{
    protected override Task<TestDatabase> CreateAsync() => Sqlite();
}

public sealed class PostgreSqlOrderSinkTests(PostgresDatabases databases) : OrderSinkTests
{
    protected override Task<TestDatabase> CreateAsync() => PostgreSql(databases);

    [Fact]
    public async Task two_writers_of_one_operation_write_it_once()
    {
        var push = Pushes.CreateOrder(Pushes.Order("1001"));
        var first = Db.Open().Sink(Kind.Order);
        var second = Db.Open().Sink(Kind.Order);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? first : second).WriteOneAsync(push)));
        (await Db.CountAsync("Pedidos_Cabecera")).ShouldBe(1);
        outcomes.ShouldAllBe(outcome => outcome is PushOutcome.Written);
    }
}
