using System.Globalization;
using System.Net;
using System.Text.Json;
using SyncCluster.Connectors.WooCommerce.Client;
using SyncCluster.Connectors.WooCommerce.Client.Wire;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.WooCommerce;

/// <summary>
/// The table of what a shop's refusals mean. It branches on status and code only: messages are translated.
/// Codes and statuses were measured on WooCommerce 10.5.0.
/// </summary>
internal static class WooCommerceFaults
{
    public const string NoRoute = "rest_no_route";
    public const string NotJson = "not_json";
    public const string TooLarge = "too_large";
    public const string TimedOut = "timed_out";

    /// <summary>The fault of an answer with an error status.</summary>
    public static Fault Of(HttpStatusCode status, JsonElement? body, string firstWords, TimeSpan? retryAfter, bool writes, Authentication how)
    {
        if (body is { } error && error.Text("code") is not null) return Of(error, (int)status, retryAfter, writes, how);
        var words = firstWords.Length == 0 ? "" : $": {firstWords}";
        return (int)status switch
        {
            401 => Auth("The shop refused the call (401)" + words, null, "Look whether a password or firewall in front of the shop asks for its own login."),
            403 => new Fault(FaultKind.Transient, "Something in front of the shop refused the call (403)" + words)
                { Advice = "Allow this machine's address and user agent SyncCluster in the shop's firewall or security plugin." },
            404 => new Fault(FaultKind.Configuration, "No WooCommerce answers at this address (404)" + words)
                { Advice = "Check setting url, and that the shop uses permalinks other than Plain." },
            413 => new Fault(FaultKind.Transient, "The shop's web server takes no request this large (413)" + words) { Code = TooLarge },
            429 => new Fault(FaultKind.Throttled, "The shop's host asks to slow down (429)" + words) { RetryAfter = retryAfter },
            503 => Busy(retryAfter, "The shop is closed for a moment (503)" + words, null),
            >= 500 => new Fault(writes ? FaultKind.Unknown : FaultKind.Transient, $"The shop failed ({(int)status})" + words),
            >= 300 and < 400 => Redirected(null),
            _ => new Fault(FaultKind.Rejected, $"The shop refused the call ({(int)status})" + words),
        };
    }

    /// <summary>The fault of an error object <c>{code, message, data}</c>, alone or inside a batch's answer.</summary>
    public static Fault Of(JsonElement error, int outerStatus, TimeSpan? retryAfter, bool writes, Authentication how)
    {
        var code = error.Text("code") ?? "";
        var data = error.Object("data");
        var status = (int?)(data is { } inner && inner.Member("status") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value)
            ? value
            : null) ?? outerStatus;
        var words = HtmlWords(error.Text("message"));
        var said = $"The shop says ({status} {code}): {words}";
        return code switch
        {
            NoRoute => new Fault(FaultKind.Configuration, said) { Code = code, Advice = "Check that WooCommerce is active, 5.8 or newer, and that setting url is the shop's home." },
            "product_invalid_sku" => DuplicateSku(data, said, code),
            "woocommerce_rest_product_not_created" => new Fault(FaultKind.Conflict, said)
                { Code = code, Advice = "A product in the shop's trash holds the SKU; restore it or delete it for good." },
            "registration-error-email-exists" => new Fault(FaultKind.Conflict, said) { Code = code, Fields = Field("email", words) },
            "woocommerce_rest_customer_invalid_email" => new Fault(FaultKind.Conflict, said)
                { Code = code, Fields = Field("email", words), Advice = "Another account of the shop has this e-mail." },
            "customer_invalid_email" => new Fault(FaultKind.Rejected, said) { Code = code, Fields = Field("email", words) },
            "registration-error-missing-password" or "registration-error-invalid-username" => new Fault(FaultKind.Rejected, said)
                { Code = code, Advice = "In the shop's settings, Accounts, let it generate user names and passwords." },
            "term_exists" => new Fault(FaultKind.Conflict, Owned(data, said, "category")) { Code = code },
            "woocommerce_product_image_upload_error" or "woocommerce_product_invalid_image_id" => new Fault(FaultKind.Rejected, said)
                { Code = code, Fields = Field("images", words), Advice = "The shop must be able to fetch every image; check the URLs." },
            "woocommerce_rest_request_entity_too_large" => new Fault(FaultKind.Transient, said) { Code = TooLarge },
            "woocommerce_rest_authentication_error" => Auth(said, code, "The key is known; see the shop's words: wrong secret, missing permission, or a clock that is off."),
            _ when IsMissing(code, status) => new Fault(FaultKind.Missing, said) { Code = code },
            _ when status is 401 or 403 => Auth(said, code, Anonymous(how)),
            _ when status == 429 => new Fault(FaultKind.Throttled, said) { Code = code, RetryAfter = retryAfter },
            _ when status == 503 => Busy(retryAfter, said, code),
            _ when status >= 500 && status != 501 => new Fault(writes ? FaultKind.Unknown : FaultKind.Transient, said)
                { Code = code, Advice = "The shop's error log (WooCommerce, Status, Logs) tells more." },
            _ => new Fault(FaultKind.Rejected, said) { Code = code, Fields = Parameters(data) },
        };
    }

    public static Fault Redirected(Uri? to) => new(FaultKind.Configuration, $"The shop sends the call on to {to?.GetLeftPart(UriPartial.Authority) ?? "another address"}, which loses the key")
    {
        Advice = "Write in setting url exactly the address that the shop itself uses: https or http, with or without www.",
    };

    public static Fault NoJson(string? contentType, string firstWords, bool writes) =>
        new(writes ? FaultKind.Unknown : FaultKind.Transient, $"The shop answered {contentType ?? "without a content type"} where JSON was due: {firstWords}")
        {
            Code = NotJson,
            Advice = "A plugin, a login page or a firewall answers in place of the REST interface.",
        };

    public static Fault TooLong(int limitBytes, bool writes) =>
        new(writes ? FaultKind.Unknown : FaultKind.Configuration, $"The shop's answer is longer than {limitBytes / 1024 / 1024} MB")
        {
            Code = TooLarge,
            Advice = "Lower setting pageSize, or raise maxAnswerMegabytes.",
        };

    /// <summary>True for a 404 that says that the shop, not the record, lacks something.</summary>
    public static bool IsMissingRoute(Fault fault) => fault.Code == NoRoute;

    private static bool IsMissing(string code, int status) =>
        status is 404 or 410
        || (status == 400 && (code.EndsWith("invalid_id", StringComparison.Ordinal)
            || code is "woocommerce_rest_invalid_product_id" or "woocommerce_rest_term_invalid"));

    private static Fault DuplicateSku(JsonElement? data, string said, string code) =>
        new(FaultKind.Conflict, Owned(data, said, "product"))
        {
            Code = code,
            Fields = Field("sku", "is held by another product"),
            Advice = "Two products of the shop cannot share a SKU; correct one of them.",
        };

    private static string Owned(JsonElement? data, string said, string what) => data?.Text("resource_id") is { } owner
        ? string.Create(CultureInfo.InvariantCulture, $"{said} Its owner is {what} {owner}.")
        : said;

    private static Fault Busy(TimeSpan? retryAfter, string said, string? code) => retryAfter is null
        ? new Fault(FaultKind.Transient, said) { Code = code }
        : new Fault(FaultKind.Throttled, said) { Code = code, RetryAfter = retryAfter };

    private static Fault Auth(string said, string? code, string advice) => new(FaultKind.Auth, said) { Code = code, Advice = advice };

    private static string Anonymous(Authentication how) => how switch
    {
        Authentication.Basic =>
            "The shop took the call for anonymous or the key's user may not do this: the key is unknown, the host strips the Authorization header "
            + "(try authentication: query), or the shop does not see https behind its proxy.",
        Authentication.Query => "The shop took the call for anonymous or the key's user may not do this: the key is unknown, or the shop does not see https behind its proxy.",
        _ => "The shop took the call for anonymous or the key's user may not do this: the key is unknown.",
    };

    private static EquatableList<KeyValuePair<string, string>> Field(string name, string words) => [new(name, words)];

    private static EquatableList<KeyValuePair<string, string>> Parameters(JsonElement? data) => data?.Object("params") is { } parameters
        ? parameters.EnumerateObject()
            .Select(parameter => new KeyValuePair<string, string>(
                parameter.Name, parameter.Value.ValueKind == JsonValueKind.String ? parameter.Value.GetString()! : parameter.Value.GetRawText()))
            .ToEquatableList()
        : EquatableList<KeyValuePair<string, string>>.Empty;

    private static string HtmlWords(string? message) =>
        message is null ? "no reason" : AnswerBody.FirstWords(System.Text.Encoding.UTF8.GetBytes(message));
}
