using System.Globalization;
using System.Text;
using SyncCluster.Sandbox.WooCommerce.State;

namespace SyncCluster.Sandbox.WooCommerce.Growing;

/// <summary>
/// Invented people of six countries with names, towns, post codes and telephone numbers as they are written there.
/// </summary>
internal static class People
{
    private sealed record Land(
        string Country, string Dial, string[] Men, string[] MenFamily, string[] Women, string[] WomenFamily,
            string[] Streets,
        (string City, string Postcode)[] Towns, string[] Companies, bool NumberFirst = false);

    private static readonly Land[] Lands =
    [
        new("CZ", "+420",
            ["Jiří", "Tomáš", "Matěj", "Ondřej", "Šimon", "Vojtěch"],
            ["Dvořák", "Růžička", "Šťastný", "Kučera", "Černý", "Žižka"],
            ["Tereza", "Božena", "Kateřina", "Zdeňka", "Žaneta"],
            ["Dvořáková", "Růžičková", "Šťastná", "Kučerová", "Černá"],
            ["Dlouhá", "Na Příkopě", "Křižíkova", "U Železné lávky", "Třída Míru"],
            [("Praha 1", "110 00"), ("Brno", "602 00"), ("Plzeň", "301 00"), ("Ústí nad Labem", "400 01"),
                ("Říčany", "251 01")],
            ["Hračky Žížala s.r.o.", "Dům her & zábavy a.s."]),
        new("SK", "+421",
            ["Ľuboš", "Juraj", "Ján", "Štefan"],
            ["Kováč", "Horváth", "Ďurica", "Šimko"],
            ["Ľubica", "Mária", "Žofia", "Anežka"],
            ["Kováčová", "Horváthová", "Ďuricová", "Šimková"],
            ["Hlavná", "Štúrova", "Námestie SNP", "Ľ. Podjavorinskej"],
            [("Bratislava", "811 01"), ("Košice", "040 01"), ("Žilina", "010 01"), ("Liptovský Mikuláš", "031 01")],
            ["Hračkárstvo Ľalia s.r.o."]),
        new("IT", "+39",
            ["Niccolò", "Giosuè", "Marco", "Paolo"],
            ["D'Angelo", "Nicolò", "Ferrari", "De Santis"],
            ["Chiara", "Zoè", "Lucia", "Desirée"],
            ["D'Angelo", "Rossi", "Cantù", "Lo Presti"],
            ["Via Garibaldi", "Corso Libertà", "Piazza dell'Unità", "Viale Mazzini"],
            [("Forlì", "47121"), ("Cantù", "22063"), ("Roma", "00184"), ("L'Aquila", "67100")],
            ["Giochi e Novità S.r.l."]),
        new("ES", "+34",
            ["José", "Íñigo", "Andrés", "Ángel"],
            ["García Núñez", "Muñoz", "Ibáñez Peña", "López"],
            ["María José", "Begoña", "Lucía", "Ángela"],
            ["García Núñez", "Muñoz", "Ibáñez Peña", "Gutiérrez"],
            ["Calle Mayor", "Avenida de la Constitución", "Plaza de España", "Calle Álamo"],
            [("A Coruña", "15001"), ("León", "24001"), ("Málaga", "29001"), ("Cádiz", "11001")],
            ["Juguetería Ñandú S.L."]),
        new("DE", "+49",
            ["Jürgen", "Björn", "Götz", "Jörg"],
            ["Müller", "Weiß", "Schäfer", "Größl"],
            ["Käthe", "Jördis", "Sören-Marie", "Ursula"],
            ["Müller", "Weiß", "Schäfer", "Öztürk"],
            ["Hauptstraße", "Königsallee", "Am Mühlenbächle", "Große Gasse"],
            [("Köln", "50667"), ("München", "80331"), ("Göttingen", "37073"), ("Lübeck", "23552")],
            ["Spielwaren Größl GmbH & Co. KG"]),
        new("GB", "+44",
            ["Oliver", "Seán", "Harry", "Rhys"],
            ["O'Brien", "Smith-Jones", "Taylor", "MacDonald"],
            ["Zoë", "Chloë", "Siân", "Emily"],
            ["O'Brien", "Brontë", "Taylor", "Evans"],
            ["High Street", "St. John's Road", "Queen's Gate", "Station Road"],
            [("London", "SW1A 1AA"), ("Bristol", "BS1 4DJ"), ("Edinburgh", "EH1 1YZ"), ("Cardiff", "CF10 1EP")],
            ["Games & Goblins Ltd"],
            NumberFirst: true),
    ];

    /// <summary>A person. The number makes the e-mail address their own.</summary>
    public static ShopAddress Person(Random random, int number)
    {
        var land = Lands[random.Next(Lands.Length)];
        var woman = random.Next(2) == 0;
        var first = Pick(random, woman ? land.Women : land.Men);
        var last = Pick(random, woman ? land.WomenFamily : land.MenFamily);
        var street = Pick(random, land.Streets);
        var house = random.Next(1, 250).ToString(CultureInfo.InvariantCulture);
        var town = land.Towns[random.Next(land.Towns.Length)];
        return new ShopAddress
        {
            FirstName = first,
            LastName = last,
            Company = random.Next(6) == 0 ? Pick(random, land.Companies) : "",
            Address1 = land.NumberFirst ? $"{house} {street}" : $"{street} {house}",
            City = town.City,
            Postcode = town.Postcode,
            Country = land.Country,
            Email = $"{Plain(first)}.{Plain(last)}.{number.ToString(CultureInfo.InvariantCulture)}@example.test",
            Phone = land.Dial + random.Next(100_000_000, 999_999_999).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static string Pick(Random random, string[] list) => list[random.Next(list.Length)];

    private static string Plain(string name) => new([.. name.Replace("ß", "ss", StringComparison.Ordinal)
        .Normalize(NormalizationForm.FormD).ToLowerInvariant().Where(char.IsAsciiLetter)]);
}
