namespace SyncCluster.Sandbox.Portal;

/// <summary>How a stand-in portal is set up.</summary>
public sealed record SupplierPortalSandboxOptions
{
    /// <summary>Port on loopback; 0 (the default) takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Who may log in.</summary>
    public string User { get; init; } = "robot@shop.example.test";

    /// <summary>By which password.</summary>
    public string Password { get; init; } = "portal password";

    /// <summary>Language of headings, dates and numbers: cs, de or it. Default: cs.</summary>
    public string Language { get; init; } = "cs";

    /// <summary>How many items there are where none are given. Default: 100.</summary>
    public int Items { get; init; } = 100;

    /// <summary>The items; null (the default) for made-up ones.</summary>
    public IReadOnlyList<PortalItem>? Seed { get; init; }

    /// <summary>Rows on a page. Default: 50.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>The name is asked for first, the password on a second page.</summary>
    public bool TwoStepLogin { get; init; }

    /// <summary>The form to log in is drawn by a script, a while after the page is there.</summary>
    public bool LateLogin { get; init; }

    /// <summary>There is no form: the browser itself asks for name and password (HTTP Basic).</summary>
    public bool BasicLogin { get; init; }

    /// <summary>Answers the code of a time, where one is asked for after the password; null (the default) for none.</summary>
    public Func<DateTimeOffset, string>? OneTimeCode { get; init; }

    /// <summary>A cookie banner covers the page until it is agreed to. Default: true.</summary>
    public bool CookieBanner { get; init; } = true;

    /// <summary>A session that is not used for so long is over. Default: 20 minutes.</summary>
    public TimeSpan IdleExpiry { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>After so many wrong passwords the account is locked. Default: 5.</summary>
    public int LocksAfter { get; init; } = 5;

    /// <summary>Hears of each page that is asked for, before it is answered: the moment to look at who reads. Null (the default) for nobody.</summary>
    public Action<string>? Asked { get; init; }

    /// <summary>Seed of everything random. Default: 1.</summary>
    public int RandomSeed { get; init; } = 1;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>An item that the supplier has or will have.</summary>
/// <param name="Code">The supplier's code.</param>
/// <param name="Ean">EAN, 13 digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="OurSku">The shop's SKU; empty where the supplier does not know it.</param>
public sealed record PortalItem(string Code, string Ean, string Name, string OurSku = "")
{
    /// <summary>The day on which it comes; null where <see cref="Said"/> says something else.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>What stands in place of a day: "skladem", "2–3 týdny", "TBA".</summary>
    public string Said { get; init; } = "";

    /// <summary>How many we have on order.</summary>
    public int Ordered { get; init; } = 1;
}
