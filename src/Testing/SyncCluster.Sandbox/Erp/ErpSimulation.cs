namespace SyncCluster.Sandbox.Erp;

/// <summary>
/// A stand-in for an ERP without an API: a real database with the ERP's own tables and the interchange tables (S2). What
/// changes in it is inserted into the interchange tables; what the shop wrote there is read by <see cref="RunOnceAsync"/>.
/// </summary>
public sealed class ErpSimulation : IAsyncDisposable
{
    private readonly ErpDatabase _database;
    private readonly ErpSimulationOptions _options;
    private readonly Dictionary<string, decimal> _rightPrices = new(StringComparer.Ordinal);
    private readonly Random _random;

    private ErpSimulation(ErpSimulationOptions options)
    {
        _options = options;
        _database = new(options);
        _random = new(options.RandomSeed);
    }

    /// <summary>Opens the database and creates every table that is missing.</summary>
    public static async Task<ErpSimulation> StartAsync(ErpSimulationOptions options, CancellationToken cancellation = default)
    {
        var erp = new ErpSimulation(options);
        await erp._database.RunAsync(ErpSchema.Statements(options), cancellation);
        return erp;
    }

    /// <summary>Takes a catalogue and tells it to the shop, categories first.</summary>
    public Task SeedFromAsync(IReadOnlyList<ErpCategory> categories, IReadOnlyList<ErpProductSeed> products, CancellationToken cancellation = default) =>
        DoAsync(work => ErpCatalogue.SeedAsync(work, categories, products), cancellation);

    /// <summary>Adds a product; answers with its ID Producto.</summary>
    public Task<long> AddProductAsync(ErpProductSeed product, CancellationToken cancellation = default) =>
        _database.DoAsync(work => ErpCatalogue.AddAsync(work, product), cancellation);

    /// <summary>Deletes a product (Operacion B).</summary>
    public Task RemoveProductAsync(string sku, CancellationToken cancellation = default) =>
        DoAsync(work => ErpCatalogue.RemoveAsync(work, sku), cancellation);

    /// <summary>Sets the price of list 1.</summary>
    public Task ChangePriceAsync(string sku, decimal price, CancellationToken cancellation = default) =>
        DoAsync(work => ErpCatalogue.SetPriceAsync(work, sku, price), cancellation);

    /// <summary>Adds to the stock; a negative quantity is a sale at the counter.</summary>
    public Task ReceiveStockAsync(string sku, decimal quantity, CancellationToken cancellation = default) =>
        DoAsync(work => ErpCatalogue.AddStockAsync(work, sku, quantity), cancellation);

    /// <summary>Shows a product in one more category, or in one less.</summary>
    public Task RelateAsync(long productId, long categoryId, bool related, CancellationToken cancellation = default) =>
        DoAsync(work => ErpCatalogue.TellCategoryAsync(work, productId, categoryId, related ? "A" : "B"), cancellation);

    /// <summary>Adds a company; answers with its ID Empresa.</summary>
    public Task<long> AddCompanyAsync(string name, string? taxId, string? email, CancellationToken cancellation = default) =>
        _database.DoAsync(work => ErpCustomers.AddCompanyAsync(work, name, taxId, email), cancellation);

    /// <summary>Adds a contact, as a clerk at the counter does; answers with its ID Contacto.</summary>
    public Task<long> AddContactAsync(string firstNames, string lastNames, string email, long? companyId = null, CancellationToken cancellation = default) =>
        _database.DoAsync(work => ErpCustomers.AddContactAsync(work, firstNames, lastNames, email, companyId), cancellation);

    /// <summary>The ERP's timed task, once: everything that it does is one transaction.</summary>
    public Task<ErpRun> RunOnceAsync(CancellationToken cancellation = default) =>
        _database.DoAsync(work => new ErpIntake(work, _options.DecidesAtOnce).RunAsync(), cancellation);

    /// <summary>Accepts or rejects a received order by its stock; true where it was accepted.</summary>
    public Task<bool> DecideAsync(string orderId, CancellationToken cancellation = default) => _database.DoAsync(async work =>
    {
        var order = (await ErpOrders.AllAsync(work)).Find(one => one.OrderId == orderId && one.State == ErpOrderStates.Received && !one.IsDouble)
            ?? throw new ArgumentException($"The ERP has no order '{orderId}' to decide on.", nameof(orderId));
        return await ErpOrders.DecideAsync(work, order.Id);
    }, cancellation);

    /// <summary>Moves an accepted order one step on (PROCESADO, ENVIADO, ENTREGADO, FACTURADO); null where there is none left.</summary>
    public Task<string?> AdvanceAsync(string orderId, CancellationToken cancellation = default) =>
        _database.DoAsync(work => ErpOrders.AdvanceAsync(work, orderId), cancellation);

    /// <summary>
    /// What a wrong import does: sets the price of a share of all products to nothing or to a tenth, chosen by the seed.
    /// Answers with how many.
    /// </summary>
    public Task<int> MakeMassMistakeAsync(double share = 0.6, CancellationToken cancellation = default) => _database.DoAsync(async work =>
    {
        var products = await ErpCatalogue.AllAsync(work);
        var wrong = products.OrderBy(_ => _random.Next()).Take((int)Math.Ceiling(products.Count * share)).OrderBy(product => product.Id).ToList();
        foreach (var product in wrong)
        {
            _rightPrices.TryAdd(product.Sku, product.Price);
            await ErpCatalogue.SetPriceAsync(work, product.Sku, _random.Next(2) == 0 ? 0 : Math.Round(product.Price / 10, 2));
        }

        return wrong.Count;
    }, cancellation);

    /// <summary>Puts the prices right again after <see cref="MakeMassMistakeAsync"/>.</summary>
    public Task UndoMassMistakeAsync(CancellationToken cancellation = default) => DoAsync(async work =>
    {
        foreach (var (sku, price) in _rightPrices.OrderBy(one => one.Key, StringComparer.Ordinal)) await ErpCatalogue.SetPriceAsync(work, sku, price);
        _rightPrices.Clear();
    }, cancellation);

    /// <summary>Every product with its price and stock.</summary>
    public Task<List<ErpProduct>> ProductsAsync(CancellationToken cancellation = default) => _database.DoAsync(ErpCatalogue.AllAsync, cancellation);

    /// <summary>Every contact.</summary>
    public Task<List<ErpCustomer>> ContactsAsync(CancellationToken cancellation = default) => _database.DoAsync(ErpCustomers.ContactsAsync, cancellation);

    /// <summary>Every company.</summary>
    public Task<List<ErpCustomer>> CompaniesAsync(CancellationToken cancellation = default) => _database.DoAsync(ErpCustomers.CompaniesAsync, cancellation);

    /// <summary>Every order that arrived, doubles and all.</summary>
    public Task<List<ErpOrder>> OrdersAsync(CancellationToken cancellation = default) => _database.DoAsync(ErpOrders.AllAsync, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private Task<bool> DoAsync(Func<ErpWork, Task> work, CancellationToken cancellation) => _database.DoAsync(async inside =>
    {
        await work(inside);
        return true;
    }, cancellation);
}
