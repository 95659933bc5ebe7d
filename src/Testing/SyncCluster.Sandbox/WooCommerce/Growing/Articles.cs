namespace SyncCluster.Sandbox.WooCommerce.Growing;

/// <summary>
/// What a grown shop sells: games, figures and clothes, with the letters and signs that trip up careless code.
/// </summary>
internal static class Articles
{
    private static readonly (string Category, string Noun, int From, int To, bool Sizes)[] Kinds =
    [
        ("Deskové hry", "Desková hra", 399, 1899, false),
        ("Figurky & sošky", "Figurka", 290, 4990, false),
        ("Karetní hry", "Karetní hra", 149, 799, false),
        ("Puzzle", "Puzzle 1000 dílků", 249, 699, false),
        ("Hrnky", "Hrnek", 189, 349, false),
        ("Oblečení", "Tričko", 349, 599, true),
        ("Oblečení", "Mikina", 799, 1499, true),
        ("Kostky", "Sada kostek ½\"", 99, 499, false),
    ];

    private static readonly string[] Heroes =
    [
        "Žluťoučký kůň", "Rytíř & drak", "Ďáblova bažina", "Čaroděj z Říčan", "L'isola perduta", "Die größte Burg",
        "El último dragón", "Señor de la niebla", "Loď duchů", "Kráľ Ľudovít", "Šípková Růženka", "Città d'oro",
        "Straße der Wölfe", "Niño y la luna", "Dwarven \"Deep\" Mine", "Tajemství hradu", "Mŕtvy prístav",
            "Últimas estrellas",
    ];

    private static readonly string[] Editions =
        ["", " – rozšíření", " (2. vydání)", " Deluxe", " mini", " 20 cm", " – sběratelská edice", " retro"];

    private static readonly string[] Sizes = ["S", "M", "L", "XL", "XXL"];

    public static Article Article(Random random)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        var hero = Heroes[random.Next(Heroes.Length)];
        var name = $"{kind.Noun} {hero}{Editions[random.Next(Editions.Length)]}";
        var price = random.Next(kind.From, kind.To) + (random.Next(3) == 0 ? 0.9m : 0m);
        string[] sizes = kind.Sizes ? Sizes[..random.Next(3, 6)] : [];
        return new Article(kind.Category, name, $"{name}.\n\nSkladem, odesíláme do 24 hodin.", price, sizes);
    }
}

/// <summary>Something to sell.</summary>
internal sealed record Article(
    string Category, string Name, string Description, decimal Price, IReadOnlyList<string> Sizes);
