using SyncCluster.Connectors.Reading;
using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;
using SyncCluster.Testing;

namespace SyncCluster.Connectors.SqlInterchange.Tests.Mapping;

/// <summary>What records mean, read from real databases.</summary>
public abstract class RowMappingTests : InterchangeTests
{
    private async Task<Observation> OneAsync(string feed, params (string, object)[] settings)
    {
        var (seen, rejected, _) = await Db.Open(settings).Feed(feed).ReadAllAsync();
        rejected.ShouldBeEmpty();
        return seen.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task S2_49_a_product_with_everything()
    {
        await Db.InsertAsync("Productos",
            ("ID Producto", "12"), ("Código (SKU)", "  cam-01 "), ("Nombre", "Camisa"), ("Marca", "Acme"), ("Modelo", "M1"), ("Unidades", "ud"),
            ("Descripción Corta", "corta"), ("Descripción Larga", "larga"), ("URL de la Imagen", "https://img.example/c.jpg"), ("Categoría", "7"),
            ("Precio 1", 10.5m), ("Precio 2", 9m), ("Precio 3", 8m), ("Precio 4", 7m), ("Precio 5", 6.99m), ("Existencia", 2), ("Peso", 0.25m),
            ("Ancho", 30), ("Largo", 40.5m), ("Alto", 2), ("FechaHora", "2026-05-31T23:30:00Z"), ("Operacion", "M"), ("Moneda", "EUR"), ("TasaImpuesto", 21),
            ("UnidadPrecio", "ud"));
        var product = await OneAsync("products");
        product.Key.ShouldBe(new RecordKey("erp", Kind.Product, "12"));
        product.Partial.ShouldBeTrue("the relation table tells the categories (X5)");
        product.Deleted.ShouldBeFalse();
        product.ModifiedAt.ShouldBe(new DateTimeOffset(2026, 5, 31, 23, 30, 0, TimeSpan.Zero));
        product.Fields.ShouldBe(FieldSet.Of(
            ("sku", FieldValue.Of("cam-01")), ("name", FieldValue.Of("Camisa")), ("brand", FieldValue.Of("Acme")), ("model", FieldValue.Of("M1")),
            ("unit", FieldValue.Of("ud")), ("shortDescription", FieldValue.Of("corta")), ("description", FieldValue.Of("larga")),
            ("images", FieldValue.Of([FieldValue.Of("https://img.example/c.jpg")])), ("price.1", FieldValue.Of(10.5m)), ("price.2", FieldValue.Of(9m)),
            ("price.3", FieldValue.Of(8m)), ("price.4", FieldValue.Of(7m)), ("price.5", FieldValue.Of(6.99m)), ("stock", FieldValue.Of(2m)),
            ("weightKg", FieldValue.Of(0.25m)), ("widthCm", FieldValue.Of(30m)), ("lengthCm", FieldValue.Of(40.5m)), ("heightCm", FieldValue.Of(2m)),
            ("currency", FieldValue.Of("EUR")), ("taxRate", FieldValue.Of(21m)), ("priceUnit", FieldValue.Of("ud"))));
        product.Extras.ShouldBeNull();
    }

    [Fact]
    public async Task S2_9_a_product_without_an_image_address_has_its_image_under_its_sku()
    {
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "CAM 01/A"));
        var product = await OneAsync("products", ("imageBaseUrl", "https://img.example/p/"));
        product.Fields.Items("images").ShouldBe([FieldValue.Of("https://img.example/p/CAM%2001%2FA.jpg")]);
    }

    [Fact]
    public async Task X5_without_the_relation_table_the_column_Categoria_counts()
    {
        await Db.ExecuteAsync("DROP TABLE \"Relación_Categorias_Productos\"");
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"), ("Categoría", "7"));
        var system = Db.Open();
        var (seen, _, _) = await system.Feed("products").ReadAllAsync();
        seen[0].Fields.Items("categories").ShouldBe([new FieldValue.Link(Kind.Category, "7")]);
        seen[0].Partial.ShouldBeFalse();
        (await system.Feed("category-links").ReadAllAsync()).Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task X5_the_setting_may_turn_the_relation_table_off()
    {
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"), ("Categoría", "7"));
        var system = Db.Open(("relationWins", false));
        system.Feeds.ShouldNotContain(feed => feed.Name == "category-links");
        (await system.Feed("products").ReadAllAsync()).Seen[0].Fields.Items("categories").Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("A", 1, 0)]
    [InlineData("B", 0, 1)]
    public async Task S2_51_a_relation_adds_or_removes_one_category(string operation, int added, int removed)
    {
        await Db.InsertAsync("Relación_Categorias_Productos", ("ID Categoría", "7"), ("ID Producto", "12"), ("Operacion", operation), ("FechaHora", "2026-06-01 10:00:00"));
        var link = await OneAsync("category-links");
        (link.Consumed, link.ModifiedAt).ShouldBe((true, null), "its time is none of the product's own row");
        link.Key.RemoteId.ShouldBe("12");
        link.Partial.ShouldBeTrue();
        var delta = link.Fields["categories"].ShouldBeOfType<FieldValue.Delta>();
        (delta.Added.Count, delta.Removed.Count).ShouldBe((added, removed));
    }

    [Fact]
    public async Task X4_a_removed_product_is_deleted()
    {
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Operacion", "B"));
        var product = await OneAsync("products");
        product.Deleted.ShouldBeTrue();
        product.Fields.Count.ShouldBe(0);
    }

    [Fact]
    public async Task S2_50_categories_have_a_path_where_the_ones_above_are_known()
    {
        await Db.InsertAsync("Categorias_Productos", ("ID Categoría", "3"), ("Nombre", "Camisas"), ("ID Categoría Padre", "2"));
        await Db.InsertAsync("Categorias_Productos", ("ID Categoría", "2"), ("Nombre", "Ropa"), ("ID Categoría Padre", "0"));
        await Db.InsertAsync("Categorias_Productos", ("ID Categoría", "9"), ("Nombre", "Sola"), ("ID Categoría Padre", "77"));
        var (seen, _, _) = await Db.Open().Feed("categories").ReadAllAsync();
        seen[0].Fields.Text("path").ShouldBe("Ropa > Camisas");
        seen[0].Fields["parent"].ShouldBe(new FieldValue.Link(Kind.Category, "2"));
        seen[1].Fields["parent"].ShouldBe(FieldValue.Empty);
        seen[2].Fields.Contains("path").ShouldBeFalse();
        seen[2].Partial.ShouldBeTrue();
    }

    [Fact]
    public async Task S2_52_and_S2_53_companies_and_contacts_do_not_collide()
    {
        await Db.InsertAsync("Clientes_Sube", ("ID Empresa", "12"), ("Nombre Empresa", "Acme SL"), ("Identificación Fiscal Empresa", "B123"),
            ("Email", "Info@Acme.Example"), ("País", "España"), ("NivelPrecio", 3));
        await Db.InsertAsync("Contactos_Sube", ("ID Contacto", "12"), ("Nombres", "Ana"), ("Apellidos", "Ruiz"), ("ID Empresa", "12"), ("Cargo (Rol)", "Compras"),
            ("Teléfono Fijo", "911"), ("Email", "ana@acme.example"));
        var company = await OneAsync("companies");
        company.Key.RemoteId.ShouldBe("empresa:12");
        company.Fields.Text("type").ShouldBe("company");
        company.Fields.Text("email").ShouldBe("info@acme.example");
        company.Fields.Text("billing.country").ShouldBe("España");
        company.Fields.Number("priceLevel").ShouldBe(3);
        var contact = await OneAsync("contacts");
        contact.Key.RemoteId.ShouldBe("contacto:12");
        contact.Fields["employer"].ShouldBe(new FieldValue.Link(Kind.Customer, "empresa:12"));
        contact.Fields.Text("jobTitle").ShouldBe("Compras");
        contact.Fields.Text("phone").ShouldBe("911");
    }

    [Fact]
    public async Task X6_directions_can_be_swapped()
    {
        await Db.InsertAsync("Clientes_Baja", ("ID Empresa", "1"), ("Nombre Empresa", "Acme"));
        (await OneAsync("companies", ("swapDirections", true))).Key.RemoteId.ShouldBe("empresa:1");
    }

    [Theory]
    [InlineData("ACEPTADO", "Accepted")]
    [InlineData("recibido en  erp", "Accepted")]
    [InlineData("RECHAZADO POR EXISTENCIAS", "Rejected")]
    [InlineData("Enviado", "Shipped")]
    [InlineData("FACTURADO", "Invoiced")]
    [InlineData("EN RUTA", "Shipped")]
    public async Task S2_46_states_of_the_ERP_are_read_by_the_articles_names_and_by_settings(string name, string state)
    {
        await Db.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", "1001"), ("Estado", name), ("Motivo del Rechazo", "sin stock"), ("Origen", "ERP"));
        var order = await OneAsync("order-states", ("states", new Dictionary<string, string> { ["En ruta"] = "Shipped" }));
        order.Key.ShouldBe(new RecordKey("erp", Kind.Order, "1001"));
        order.Partial.ShouldBeTrue();
        order.Fields.ShouldBe(FieldSet.Of(
            ("number", FieldValue.Of("1001")), ("state", FieldValue.Of(state)), ("stateReason", FieldValue.Of("sin stock"))));
    }

    [Fact]
    public async Task X1_an_unknown_state_is_shown_with_the_known_ones()
    {
        await Db.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", "1001"), ("Estado", "PERDIDO"), ("Origen", "ERP"));
        var (_, rejected, _) = await Db.Open().Feed("order-states").ReadAllAsync();
        rejected[0].Fault.Message.ShouldContain("PERDIDO");
        rejected[0].Fault.Message.ShouldContain("RECIBIDO EN ERP");
        (await Db.CountAsync("Pedidos_Estados")).ShouldBe(0);
    }

    [Fact]
    public async Task S3_33_a_row_that_was_refused_and_is_gone_is_understood_once_the_setting_is_right()
    {
        await Db.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", "1001"), ("Estado", "EN RUTA"), ("Motivo del Rechazo", "con SEUR"), ("Origen", "ERP"));
        var (_, rejected, _) = await Db.Open().Feed("order-states").ReadAllAsync();
        (await Db.CountAsync("Pedidos_Estados")).ShouldBe(0);
        var readAt = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        (await Again()).ShouldBeOfType<ReadOneOutcome.Unreadable>().Record.Fault.Message.ShouldBe(rejected[0].Fault.Message);
        var order = (await Again(("states", new Dictionary<string, string> { ["En ruta"] = "Shipped" }))).ShouldBeOfType<ReadOneOutcome.Found>().Observations.Single();
        (order.Key.RemoteId, order.Fields.Text("state"), order.Fields.Text("stateReason"), order.SeenAt).ShouldBe(("1001", "Shipped", "con SEUR", readAt));

        Task<ReadOneOutcome> Again(params (string, object)[] settings) => ((IRereadsRefused)Db.Open(settings)).ReadAgainAsync(rejected[0], readAt, Cancellation);
    }

    [Fact]
    public async Task X3_our_own_states_are_neither_read_nor_deleted()
    {
        for (var i = 0; i < 5; i++) await Db.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", $"{i}"), ("Estado", "PROCESADO"), ("Origen", " dp "));
        await Db.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", "9"), ("Estado", "ENVIADO"), ("Origen", "ERP"));
        var (seen, _, _) = await Db.Open().Feed("order-states").ReadAllAsync(size: 2);
        seen.ShouldHaveSingleItem().Key.RemoteId.ShouldBe("9");
        (await Db.CountAsync("Pedidos_Estados")).ShouldBe(5);
    }

    [Fact]
    public async Task X3_without_the_column_Origen_only_states_that_the_ERP_may_set_are_read()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Pedidos_Estados\" DROP COLUMN \"Origen\"");
        await Db.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", "1"), ("Estado", "VALIDANDO EXISTENCIAS"));
        await Db.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", "2"), ("Estado", "Validando  Existencias"));
        await Db.InsertAsync("Pedidos_Estados", ("ID Pedido_Cabecera", "3"), ("Estado", "ACEPTADO"));
        var (seen, _, _) = await Db.Open().Feed("order-states").ReadAllAsync(size: 1);
        seen.ShouldHaveSingleItem().Key.RemoteId.ShouldBe("3");
        (await Db.CountAsync("Pedidos_Estados")).ShouldBe(2);
    }

    [Fact]
    public async Task bad_records_are_named_by_table_number_and_field_and_the_others_go_on()
    {
        await Db.InsertAsync("Productos", ("ID Registro", 41), ("ID Producto", "1"), ("Código (SKU)", null));
        await Db.InsertAsync("Productos", ("ID Registro", 42), ("ID Producto", "2"), ("Código (SKU)", "B"), ("Moneda", "USD"));
        await Db.InsertAsync("Productos", ("ID Registro", 43), ("ID Producto", "3"), ("Código (SKU)", "C"), ("FechaHora", "0001-01-01T00:00:00Z"));
        await Db.InsertAsync("Productos", ("ID Registro", 44), ("ID Producto", "4"), ("Código (SKU)", "D"), ("Operacion", "X"));
        await Db.InsertAsync("Productos", ("ID Registro", 45), ("ID Producto", "5"), ("Código (SKU)", "E"));
        var (seen, rejected, _) = await Db.Open().Feed("products").ReadAllAsync();
        seen.ShouldHaveSingleItem().Key.RemoteId.ShouldBe("5");
        rejected.Select(one => one.Fault.Kind).ShouldAllBe(kind => kind == FaultKind.Rejected);
        rejected[0].Fault.Message.ShouldBe("Productos, ID Registro 41: 'Código (SKU)' is empty.");
        rejected[0].Fault.Fields[0].Key.ShouldBe("sku");
        rejected[0].Key.ShouldBe(new RecordKey("erp", Kind.Product, "1"));
        rejected[0].Raw.ShouldContain("\"ID Producto\":\"1\"");
        rejected[1].Fault.Message.ShouldContain("'USD' is not the base currency EUR");
        rejected[2].Fault.Message.ShouldContain("FechaHora");
        rejected[3].Fault.Message.ShouldContain("none of A, M and B");
        (await Db.CountAsync("Productos")).ShouldBe(0);
    }

    [Theory]
    [InlineData("reject", null)]
    [InlineData("zero", 0)]
    [InlineData("keep", -3)]
    public async Task a_negative_stock_is_what_the_setting_says(string setting, int? stock)
    {
        await Db.InsertAsync("Productos", ("ID Registro", 7), ("ID Producto", "1"), ("Código (SKU)", "A"), ("Existencia", -3));
        var (seen, rejected, _) = await Db.Open(("negativeStock", setting)).Feed("products").ReadAllAsync();
        if (stock is { } expected)
        {
            seen.ShouldHaveSingleItem().Fields.Number("stock").ShouldBe(expected);
            return;
        }

        seen.ShouldBeEmpty();
        rejected.ShouldHaveSingleItem().Fault.Message.ShouldBe("Productos, ID Registro 7: 'Existencia' is -3: it cannot be negative.");
    }

    [Fact]
    public async Task a_negative_price_or_measure_is_a_mistake_whatever_is_said_of_stock()
    {
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"), ("Precio 2", -1), ("Peso", -0.5m));
        var (seen, rejected, _) = await Db.Open(("negativeStock", "keep")).Feed("products").ReadAllAsync();
        seen.ShouldBeEmpty();
        rejected.ShouldHaveSingleItem().Fault.Fields.Select(field => field.Key).ShouldBe(["price.2", "weightKg"]);
    }

    [Theory]
    [InlineData("strict", "12,50", null)]
    [InlineData("local", "12,50", 12.5)]
    [InlineData("local", "1.234", null)]
    public async Task numbers_in_text_columns_are_read_as_the_setting_says(string format, string text, double? price)
    {
        await Db.ExecuteAsync(Db.Provider == "sqlite"
            ? "ALTER TABLE \"Productos\" DROP COLUMN \"Precio 1\""
            : "ALTER TABLE \"Productos\" ALTER COLUMN \"Precio 1\" TYPE text");
        if (Db.Provider == "sqlite") await Db.ExecuteAsync("ALTER TABLE \"Productos\" ADD COLUMN \"Precio 1\" TEXT");
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"), ("Precio 1", text));
        var (seen, rejected, _) = await Db.Open(("numberFormat", format)).Feed("products").ReadAllAsync();
        if (price is { } expected) seen[0].Fields.Number("price.1").ShouldBe((decimal)expected);
        else
        {
            rejected[0].Fault.Fields[0].Key.ShouldBe("price.1");
            rejected[0].Fault.Message.ShouldContain(text);
        }
    }

    [Fact]
    public async Task text_in_the_wrong_encoding_is_repaired_only_where_asked_for()
    {
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"), ("Nombre", "NiÃ±o"));
        (await OneAsync("products", ("repairEncoding", true))).Fields.Text("name").ShouldBe("Niño");
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"), ("Nombre", "NiÃ±o"));
        (await OneAsync("products")).Fields.Text("name").ShouldBe("NiÃ±o");
    }

    [Fact]
    public async Task a_NULL_empties_its_field_unless_the_setting_says_that_it_says_nothing()
    {
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"));
        (await OneAsync("products")).Fields["name"].ShouldBe(FieldValue.Empty);
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"));
        var sparse = await OneAsync("products", ("nullMeansUnchanged", true));
        sparse.Fields.Contains("name").ShouldBeFalse();
        sparse.Partial.ShouldBeTrue();
    }

    [Fact]
    public async Task columns_that_are_not_known_come_along_as_extras_and_optional_ones_are_read()
    {
        await Db.ExecuteAsync("ALTER TABLE \"Productos\" ADD COLUMN \"Almacen\" varchar(20)");
        await Db.ExecuteAsync("ALTER TABLE \"Productos\" ADD COLUMN id_producto_padre varchar(20)");
        await Db.ExecuteAsync("ALTER TABLE \"Productos\" ADD COLUMN atributos varchar(200)");
        await Db.InsertAsync("Productos", ("ID Producto", "1"), ("Código (SKU)", "A"), ("Almacen", "Norte"), ("id_producto_padre", "99"),
            ("atributos", """{"Color":"rojo"}"""));
        var product = await OneAsync("products");
        product.Extras.ShouldBe("""{"Almacen":"Norte"}""");
        product.Fields["parent"].ShouldBe(new FieldValue.Link(Kind.Product, "99"));
        product.Fields["attributes"].ShouldBe(new FieldValue.Group(FieldSet.Of(("Color", FieldValue.Of("rojo")))));
    }
}

public sealed class SqliteRowMappingTests : RowMappingTests
{
    protected override Task<TestDatabase> CreateAsync() => Sqlite();
}

public sealed class PostgreSqlRowMappingTests(PostgresDatabases databases) : RowMappingTests
{
    protected override Task<TestDatabase> CreateAsync() => PostgreSql(databases);
}
