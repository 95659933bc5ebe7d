using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Connectors.Writing;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Testing;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Sinks;

/// <summary>Companies and contacts towards the ERP (S2-52, S2-53).</summary>
public abstract class CustomerSinkTests : InterchangeTests
{
    private static FieldSet Contact(params (string, FieldValue)[] others) => FieldSet.Of(
    [
        ("type", FieldValue.Of("contact")), ("firstName", FieldValue.Of("Ana")), ("lastName", FieldValue.Of("Ruiz")), ("email", FieldValue.Of("ana@acme.example")),
        ("employer", new FieldValue.Link(Kind.Customer, "empresa:5")), ("billing.street", FieldValue.Of("Calle 1")), ("mobile", FieldValue.Of("600")), .. others,
    ]);

    private static FieldSet Company(params (string, FieldValue)[] others) => FieldSet.Of(
        [("type", FieldValue.Of("company")), ("companyName", FieldValue.Of("Acme SL")), ("taxId", FieldValue.Of("B123")), .. others]);

    [Fact]
    public async Task S2_53_a_new_contact_goes_down_without_an_id_and_is_known_by_its_mail_for_now()
    {
        var outcome = await Db.Open().Sink(Kind.Customer).WriteOneAsync(Pushes.Create(Kind.Customer, Contact()));
        outcome.ShouldBeOfType<PushOutcome.Written>().Receipt.RemoteId.ShouldBe("~mail:ana@acme.example");
        (await Db.QueryAsync("SELECT \"ID Contacto\", \"Nombres\", \"Apellidos\", \"ID Empresa\", \"Dirección\", \"Teléfono Movil\", \"Email\", \"Operacion\" FROM \"Contactos_Baja\""))
            .ShouldBe(["|Ana|Ruiz|5|Calle 1|600|ana@acme.example|A"]);
    }

    [Fact]
    public async Task S2_29_and_S2_30_a_change_is_one_more_record_with_the_ERPs_id_and_its_time()
    {
        var sink = Db.Open().Sink(Kind.Customer);
        await sink.WriteOneAsync(Pushes.Update(Kind.Customer, "contacto:7", Contact(), Contact()));
        (await Db.QueryAsync("SELECT \"ID Contacto\", \"Operacion\" FROM \"Contactos_Baja\"")).ShouldBe(["7|M"]);
        (await Db.QueryAsync("SELECT COUNT(*) FROM \"Contactos_Baja\" WHERE \"FechaHora\" IS NOT NULL")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task S2_52_a_company_goes_to_its_own_table_and_may_be_known_by_its_tax_id()
    {
        var outcome = await Db.Open().Sink(Kind.Customer).WriteOneAsync(Pushes.Create(Kind.Customer, Company()));
        outcome.ShouldBeOfType<PushOutcome.Written>().Receipt.RemoteId.ShouldBe("~tax:B123");
        (await Db.QueryAsync("SELECT \"Nombre Empresa\", \"Identificación Fiscal Empresa\" FROM \"Clientes_Baja\"")).ShouldBe(["Acme SL|B123"]);
    }

    [Fact]
    public async Task a_customer_by_whom_no_answer_could_be_recognised_is_refused()
    {
        var outcome = await Db.Open().Sink(Kind.Customer).WriteOneAsync(
            Pushes.Create(Kind.Customer, FieldSet.Of(("type", FieldValue.Of("contact")), ("firstName", FieldValue.Of("Ana")))));
        outcome.ShouldBeOfType<PushOutcome.Failed>().Fault.Kind.ShouldBe(FaultKind.Rejected);
    }

    [Fact]
    public async Task X6_directions_can_be_swapped()
    {
        await Db.Open(("swapDirections", true)).Sink(Kind.Customer).WriteOneAsync(Pushes.Create(Kind.Customer, Contact()));
        (await Db.CountAsync("Contactos_Sube")).ShouldBe(1);
    }

    [Fact]
    public async Task without_a_ledger_a_contact_is_found_by_its_mail()
    {
        var sink = Db.Open(("ledger", false)).Sink(Kind.Customer);
        var push = Pushes.Create(Kind.Customer, Contact());
        (await sink.FindAsync(push, Cancellation)).ShouldBeNull();
        await sink.WriteOneAsync(push);
        (await sink.FindAsync(push, Cancellation)).ShouldBe(new Receipt("~mail:ana@acme.example"));
    }

    [Fact]
    public async Task an_operation_that_is_repeated_is_written_once()
    {
        var push = Pushes.Create(Kind.Customer, Contact());
        await Db.Open().Sink(Kind.Customer).WriteOneAsync(push);
        await Db.Open().Sink(Kind.Customer).WriteOneAsync(push);
        (await Db.CountAsync("Contactos_Baja")).ShouldBe(1);
    }
}

public sealed class SqliteCustomerSinkTests : CustomerSinkTests
{
    protected override Task<TestDatabase> CreateAsync() => Sqlite();
}

public sealed class PostgreSqlCustomerSinkTests(PostgresDatabases databases) : CustomerSinkTests
{
    protected override Task<TestDatabase> CreateAsync() => PostgreSql(databases);
}
