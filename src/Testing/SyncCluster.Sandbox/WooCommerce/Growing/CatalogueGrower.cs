using System.Globalization;
using System.Text.Json;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Growing;

/// <summary>
/// Grows a shop: products with variants, customers of six countries, orders as they come in. The same seed gives the
/// same shop, whether it is grown at once or in steps.
/// </summary>
/// <param name="sandbox">The shop.</param>
/// <param name="seed">Seed of names, prices and baskets.</param>
public sealed class CatalogueGrower(WooCommerceSandbox sandbox, int seed = 1)
{
    private const int WritesTogether = 500;

    private readonly Random _orders = new(seed);

    /// <summary>Adds products until there are as many as asked for (variations not counted).</summary>
    /// <param name="products">How many there shall be.</param>
    public void GrowProducts(int products) => InParts(
        () => sandbox.Shop.Products.Values.Count(product => !product.IsVariation), products, AddProduct);

    /// <summary>Adds registered customers until there are as many as asked for.</summary>
    /// <param name="customers">How many there shall be.</param>
    public void GrowCustomers(int customers) => InParts(
        () => sandbox.Shop.Customers.Values.Count(customer => customer.Role == "customer"), customers, AddCustomer);

    /// <summary>
    /// Places a random order of one to four lines: guest or registered, bank transfer, cash or card, with shipping.
    /// </summary>
    public ShopOrder PlaceOrder()
    {
        var shop = sandbox.Shop;
        var sellable = shop.Products.Values.Where(product =>
            product.Status == "publish" && product.Sku.Length > 0 && product.Type is "simple" or "variation").ToList();
        var lines = Enumerable.Range(0, _orders.Next(1, 5))
            .Select(_ => sellable[_orders.Next(sellable.Count)].Sku).Distinct()
            .Select(sku => new CheckoutLine(sku, _orders.Next(1, 4))).ToList();
        var customers = shop.Customers.Values.Where(customer => customer.Role == "customer").ToList();
        var registered = customers.Count > 0 && _orders.Next(100) < 40 ? customers[_orders.Next(customers.Count)]
            : null;
        return sandbox.Checkout.Place(new CheckoutOrder
        {
            Lines = lines,
            CustomerId = registered?.Id ?? 0,
            Billing = registered is null ? People.Person(_orders, _orders.Next(1_000_000)) : Address(registered),
            Payment = _orders.Next(100) switch { < 35 => "bacs", < 70 => "cod", _ => "stripe" },
            ShippingTitle = _orders.Next(3) switch { 0 => "PPL", 1 => "Zásilkovna", _ => "Česká pošta" },
            ShippingTotal = _orders.Next(3) switch { 0 => 69m, 1 => 99m, _ => 129m },
            Note = _orders.Next(5) == 0 ? "Prosím doručit odpoledne, zvonek nefunguje." : "",
        });
    }

    private static ShopAddress Address(ShopCustomer customer) => customer.Billing with { Email = customer.Email };

    private void InParts(Func<int> count, int wanted, Action<ShopDraft, int> add)
    {
        for (var have = count(); have < wanted; have = count())
        {
            var until = Math.Min(wanted, have + WritesTogether);
            sandbox.Shop.Write("", draft =>
            {
                for (var index = have; index < until; index++) add(draft, index);
            });
        }
    }

    private void AddCustomer(ShopDraft draft, int index)
    {
        var random = RandomFor(index);
        var person = People.Person(random, index);
        draft.Put(new ShopCustomer
        {
            Id = draft.NextUser(),
            Email = person.Email,
            FirstName = person.FirstName,
            LastName = person.LastName,
            UserName = person.Email[..person.Email.IndexOf('@', StringComparison.Ordinal)],
            Billing = person,
            Shipping = random.Next(4) == 0 ? person with { Email = "", Phone = "" } : ShopAddress.Empty,
            DateCreated = draft.Now,
            DateModified = draft.Now,
        });
    }

    private void AddProduct(ShopDraft draft, int index)
    {
        var random = RandomFor(index);
        var article = Articles.Article(random);
        var sku = string.Create(CultureInfo.InvariantCulture, $"SB-{index:00000}");
        var id = draft.NextPost();
        var name = HtmlText.Filter(article.Name);
        var product = new ShopProduct
        {
            Id = id,
            Type = article.Sizes.Count > 0 ? "variable" : "simple",
            Name = name,
            Slug = Slug.Unique(draft.Shop, Slug.Of(article.Name), id),
            Sku = sku,
            RegularPrice = article.Sizes.Count > 0 ? "" : Text(article.Price),
            Description = HtmlText.Filter(article.Description),
            ShortDescription = name,
            Categories = [CategoryOf(draft, article.Category)],
            Attributes = article.Sizes.Count > 0 ? [new ShopAttribute(2, "Size", article.Sizes, 0, true, true)] : [],
            ManageStock = article.Sizes.Count == 0,
            StockQuantity = random.Next(0, 120),
            DateCreated = draft.Now,
            DateModified = draft.Now,
            Other = new Dictionary<string, JsonElement>
            {
                ["weight"] = JsonSerializer.SerializeToElement(Text(random.Next(1, 60) / 20m)),
            },
        };
        draft.Put(Stock.Settle(product));
        for (var place = 0; place < article.Sizes.Count; place++)
        {
            var size = article.Sizes[place];
            var variation = draft.NextPost();
            draft.Put(Stock.Settle(new ShopProduct
            {
                Id = variation,
                ParentId = id,
                Type = "variation",
                Slug = Slug.Unique(draft.Shop, Slug.Of($"{article.Name} {size}"), variation),
                Sku = $"{sku}-{size}",
                RegularPrice = Text(article.Price),
                MenuOrder = place,
                Attributes = [new ShopAttribute(2, "Size", [size])],
                ManageStock = true,
                StockQuantity = random.Next(0, 40),
                DateCreated = draft.Now,
                DateModified = draft.Now,
            }));
        }
    }

    private static int CategoryOf(ShopDraft draft, string name)
    {
        var stored = HtmlText.Filter(name);
        if (draft.Shop.Categories.Values.FirstOrDefault(category => category.Name == stored) is { } known)
            return known.Id;
        var made = new ShopCategory(draft.NextTerm(), stored, Slug.Of(name));
        draft.Put(made);
        return made.Id;
    }

    /// <summary>
    /// Each thing has a generator of its own, so that it does not matter how many were made before it.
    /// </summary>
    private Random RandomFor(int index) => new(unchecked((seed * 1_000_003) + index));

    private static string Text(decimal value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
