namespace SyncCluster.Server.Http.Access;

/// <summary>What a key allows; each allows what stands above it.</summary>
internal enum Scope
{
    /// <summary>Look.</summary>
    Read = 1,

    /// <summary>Retry, skip, resolve, run and pause feeds, decide on mails.</summary>
    Write = 2,

    /// <summary>Let pass what the brake holds, or throw it away.</summary>
    Admin = 3,
}

/// <summary>What an endpoint asks for; one that asks for nothing asks for <see cref="Scope.Read"/>.</summary>
internal sealed record ScopeNeeded(Scope Scope);

/// <summary>Marks the few endpoints that ask for no key: health, signed webhooks, and the page without data.</summary>
internal sealed record OpenToAll
{
    public static OpenToAll Instance { get; } = new();
}
