using SyncCluster.Connectors.SqlInterchange.Tests.Databases;
using SyncCluster.Core.Records;
using SyncCluster.Testing;
using SyncCluster.Testing.Connectors;

namespace SyncCluster.Connectors.SqlInterchange.Tests;

/// <summary>The connector keeps the contract, on every database.</summary>
public abstract class InterchangeConformance : ConnectorConformance
{
    private protected static async Task<ConnectorSubject> SubjectAsync(TestDatabase database, string nobody)
    {
        await database.WithTablesAsync();
        await database.InsertAsync("Categorias_Productos", ("ID Categoría", "1"), ("Nombre", "Sillas"));
        await database.InsertAsync("Productos", ("ID Producto", "10"), ("Código (SKU)", "S-1"), ("Nombre", "Silla"), ("Precio 1", 12.5m), ("Existencia", 3m));
        await database.InsertAsync("Relación_Categorias_Productos", ("ID Categoría", "1"), ("ID Producto", "10"));
        await database.InsertAsync("Contactos_Sube", ("ID Contacto", "7"), ("Nombres", "Ana"), ("Apellidos", "Ruiz"), ("Email", "ana@acme.example"));
        return new ConnectorSubject(
            database.Open(), database.OpenAs(nobody), Kind.Customer,
            FieldSet.Of(("type", FieldValue.Of("contact")), ("firstName", FieldValue.Of("Luz")), ("email", FieldValue.Of("luz@acme.example"))),
            FieldSet.Of(("type", FieldValue.Of("contact")), ("firstName", FieldValue.Of("Luz"))))
        {
            Secrets = ["hidden-word"],
            CountWrittenAsync = () => database.CountAsync("Contactos_Baja"),
            Owned = [database],
        };
    }
}

/// <summary>On SQLite.</summary>
public sealed class SqliteConformanceTests : InterchangeConformance
{
    protected override Task<ConnectorSubject> CreateAsync(CancellationToken cancellation) =>
        SubjectAsync(TestDatabase.Sqlite(), $"Data Source={Path.Combine(Path.GetTempPath(), "no-such-folder", "x.db")};Password=hidden-word");
}

/// <summary>On PostgreSQL.</summary>
public sealed class PostgresConformanceTests(PostgresDatabases databases) : InterchangeConformance
{
    protected override async Task<ConnectorSubject> CreateAsync(CancellationToken cancellation) =>
        await SubjectAsync(await TestDatabase.PostgreSqlAsync(databases), "Host=127.0.0.1;Port=1;Username=sync;Password=hidden-word;Timeout=2");
}
