using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SyncCluster.Sandbox.WooCommerce.Rendering;
using SyncCluster.Sandbox.WooCommerce.Rest;
using SyncCluster.Sandbox.WooCommerce.Rules;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Endpoints;

/// <summary>/customers: registered users. Guests are none; they exist in orders only.</summary>
internal sealed class CustomerResource(Shop shop) : Resource(shop)
{
    private static readonly string[] OrderBy = ["id", "include", "name", "registered_date"];

    private static readonly string[] Roles =
        ["all", "administrator", "editor", "author", "contributor", "subscriber", "customer", "shop_manager"];

    public override string Name => "customers";

    /// <summary>There is no modified_after here: it is ignored without a word.</summary>
    public override RestAnswer List(RestRequest request)
    {
        var query = request.Query;
        ListParameters.Check(request, OrderBy, errors =>
        {
            if (query["role"] is { } sent && !Roles.Contains(sent)) errors.NotOneOf("role", "role", Roles);
            if (query["email"] is { } address && !Schema.IsEmail(address))
                errors.Add("email", "rest_invalid_email", "Invalid email address.");
        });
        var role = query["role"] ?? "customer";
        var include = query.List("include");
        var exclude = query.List("exclude");
        var direction = query["order"] == "desc" ? -1 : 1;
        Comparison<ShopCustomer> by = query["orderby"] switch
        {
            "id" or "include" => static (left, right) => left.Id.CompareTo(right.Id),
            "registered_date" => static (left, right) =>
                (left.DateCreated, left.Id).CompareTo((right.DateCreated, right.Id)),
            _ => static (left, right) =>
                string.Compare(left.UserName, right.UserName, StringComparison.OrdinalIgnoreCase),
        };
        var candidates = query["email"] is { } email
            ? request.Shop.EmailOwners.TryGetValue(email, out var owner) ? [request.Shop.Customers[owner]] : []
            : request.Shop.Customers.Values;
        var matches = candidates
            .Where(customer => role == "all" || customer.Role == role)
            .Where(customer => query["search"] is not { } part || Contains(customer, part))
            .Where(customer => include is null || include.Contains(Number(customer)))
            .Where(customer => exclude is null || !exclude.Contains(Number(customer)))
            .Order(Comparer<ShopCustomer>.Create((left, right) => direction * by(left, right)));
        return Paging.Page(request, [.. matches], customer => CustomerJson.Render(customer, request.Site));
    }

    public override JsonObject Get(RestRequest request, int id) =>
        CustomerJson.Render(Known(request.Shop, id, writing: false), request.Site);

    protected override void Check(JsonElement body, bool creating)
    {
        if (creating && !body.Has("email", out _)) throw ParameterErrors.Missing("email");
        Schemas.Customer.Check(body);
    }

    protected override JsonObject Create(ShopDraft draft, RestRequest request, JsonElement body)
    {
        var email = (body.Text("email") ?? "").Trim();
        if (!Schema.IsEmail(email)) throw new RestException(400, "customer_invalid_email", "Invalid email address");
        if (draft.Shop.EmailOwners.ContainsKey(email))
        {
            throw new RestException(
                400,
                "registration-error-email-exists",
                $"An account is already registered with {email}. Please log in or use a different email address.");
        }

        var name = body.Text("username") is { Length: > 0 } sent ? sent : UserName(draft.Shop, email);
        if (draft.Shop.Customers.Values.Any(
            other => string.Equals(other.UserName, name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new RestException(
                400,
                "registration-error-username-exists",
                "An account is already registered with that username. Please choose another.");
        }

        var nag = new ShopMeta(draft.NextMeta(), "default_password_nag", JsonSerializer.SerializeToElement("1"));
        var made = Apply(draft, new ShopCustomer
        {
            Id = draft.NextUser(),
            Email = email,
            UserName = name,
            DateCreated = draft.Now,
            Meta = [nag],
        }, body);
        draft.Put(made);
        draft.Fire("customer.created", made.Id);
        draft.Fire("customer.updated", made.Id);
        draft.Mail(email, "customer_new_account");
        return CustomerJson.Render(made, request.Site);
    }

    protected override JsonObject Update(ShopDraft draft, RestRequest request, int id, JsonElement body)
    {
        var customer = Known(draft.Shop, id, writing: true);
        if (body.Text("email") is { } email)
        {
            var taken = draft.Shop.EmailOwners.TryGetValue(email, out var owner) && owner != id;
            if (taken || !Schema.IsEmail(email))
            {
                throw new RestException(400, "woocommerce_rest_customer_invalid_email", "Email address is invalid.");
            }

            customer = customer with { Email = email };
        }

        if (body.Text("username") is { } name && name != customer.UserName)
        {
            throw new RestException(400, "woocommerce_rest_customer_invalid_argument", "Username isn't editable.");
        }

        var next = Apply(draft, customer, body);
        draft.Put(next);
        draft.Fire("customer.updated", id);
        return CustomerJson.Render(next, request.Site);
    }

    protected override JsonObject Delete(ShopDraft draft, RestRequest request, int id, bool force, bool batch)
    {
        var customer = Known(draft.Shop, id, writing: true);
        if (!force)
        {
            throw new RestException(501, "woocommerce_rest_trash_not_supported", "Customers do not support trashing.");
        }

        draft.RemoveCustomer(id);
        if (!batch) draft.Fire("customer.deleted", id);
        return CustomerJson.Render(customer, request.Site);
    }

    private static ShopCustomer Apply(ShopDraft draft, ShopCustomer customer, JsonElement body) => customer with
    {
        FirstName = body.Text("first_name") ?? customer.FirstName,
        LastName = body.Text("last_name") ?? customer.LastName,
        Billing = AddressInput.Merge(customer.Billing, body, "billing"),
        Shipping = AddressInput.Merge(customer.Shipping, body, "shipping"),
        Meta = MetaMerge.Apply(draft, customer.Meta, body),
        DateModified = draft.Now,
    };

    private static string UserName(ShopSnapshot shop, string email)
    {
        var wanted = new string([.. email[..email.IndexOf('@', StringComparison.Ordinal)].ToLowerInvariant()
            .Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')]);
        var name = wanted;
        for (var number = 2; shop.Customers.Values.Any(other => other.UserName == name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");
        }

        return name;
    }

    private static bool Contains(ShopCustomer customer, string part) =>
        new[] { customer.Email, customer.UserName, customer.FirstName, customer.LastName, customer.Billing.Company }
            .Any(text => text.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static string Number(ShopCustomer customer) => customer.Id.ToString(CultureInfo.InvariantCulture);

    private static ShopCustomer Known(ShopSnapshot shop, int id, bool writing) =>
        shop.Customers.TryGetValue(id, out var customer)
        ? customer
        : throw new RestException(writing ? 400 : 404, "woocommerce_rest_invalid_id", "Invalid resource ID.");
}
