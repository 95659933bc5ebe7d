using System.Text.Json.Nodes;

namespace SyncCluster.Sandbox.WooCommerce.Rest;

/// <summary>An answer before it becomes bytes.</summary>
internal sealed record RestAnswer(int Status, JsonNode? Body)
{
    /// <summary>Methods the route allows; null on refusals that come before the route.</summary>
    public string? Allow { get; init; }

    public string? Location { get; init; }

    public int? Total { get; init; }

    public int? TotalPages { get; init; }

    /// <summary>Links to the pages around; they take the place of the shop's own link.</summary>
    public string? PageLinks { get; init; }

    /// <summary>Whether the answer must not be kept by caches.</summary>
    public bool NoStore { get; init; } = true;

    public bool IsError => Status >= 400;

    public const string CollectionMethods = "GET, POST";
    public const string ItemMethods = "GET, POST, PUT, PATCH, DELETE";
    public const string BatchMethods = "POST, PUT, PATCH";

    public static RestAnswer Item(JsonNode body) => new(200, body) { Allow = ItemMethods };

    public static RestAnswer Created(JsonNode body, string location) =>
        new(201, body) { Allow = CollectionMethods, Location = location };
}
