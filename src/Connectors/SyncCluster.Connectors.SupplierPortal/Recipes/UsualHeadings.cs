namespace SyncCluster.Connectors.SupplierPortal.Recipes;

/// <summary>What columns are usually called, where the file does not say: Czech, Slovak, German, Italian, English, Spanish.</summary>
internal static class UsualHeadings
{
    /// <summary>Rules for every field; none of them required by itself.</summary>
    public static IReadOnlyList<ColumnRule> All { get; } =
    [
        Of("ean", "EAN", "EAN kód", "EAN kod", "EAN code", "GTIN", "Čárový kód", "Čiarový kód", "Barcode", "Strichcode", "Codice a barre", "Código de barras"),
        Of("ourSku", "Váš kód", "Vaše číslo", "Kód odběratele", "Váš kod", "Ihre Artikelnummer", "Ihre Art.-Nr.", "Kundenartikelnummer", "Vostro codice",
            "Codice cliente", "Your code", "Your SKU", "Customer SKU", "Customer item", "Su referencia"),
        Of("code", "Kód", "Kód zboží", "Kód produktu", "Kód položky", "Číslo zboží", "Číslo položky", "Číslo artiklu", "Objednací číslo", "Katalogové číslo",
            "Artikl", "Kód tovaru", "Číslo tovaru", "Artikel", "Artikelnummer", "Artikelnr", "Artikel-Nr.", "Art.-Nr.", "Art. Nr.", "Bestellnummer",
            "Codice", "Codice articolo", "Cod. articolo", "Articolo", "Cod.", "Item", "Item no.", "Item number", "Item code", "Article", "Article no.",
            "Article number", "Product code", "Part number", "SKU", "Supplier SKU", "Code", "Referencia", "Código", "Código de artículo", "Ref.", "Artículo"),
        Of("delivery", "Termín dodání", "Termín", "Datum dodání", "Předpokládané dodání", "Očekávané dodání", "Předpokládaný termín", "Naskladnění",
            "Dodání", "Datum naskladnění", "Očekávaný termín", "Termín dodania", "Dátum dodania", "Dodanie", "Liefertermin", "Lieferdatum", "Lieferung",
            "Lieferzeit", "Voraussichtlicher Liefertermin", "Wunschtermin", "Verfügbar ab", "Data di consegna", "Data consegna", "Consegna",
            "Consegna prevista", "Arrivo previsto", "Data arrivo", "Tempi di consegna", "Delivery date", "Delivery", "Expected delivery", "Expected", "ETA",
            "Expected date", "Due date", "Lead time", "Available from", "Ship date", "Release date", "Fecha de entrega", "Entrega", "Fecha prevista",
            "Plazo de entrega", "Dodací lhůta", "Dostupné od"),
        Of("availability", "Dostupnost", "Dostupnosť", "Stav", "Skladovost", "Verfügbarkeit", "Lagerstatus", "Disponibilità", "Stato", "Availability",
            "Stock status", "Status", "Disponibilidad", "Estado"),
        Of("quantity", "Skladem", "Na skladě", "Množství skladem", "Stav skladu", "Skladom", "Bestand", "Lagerbestand", "Auf Lager", "Giacenza", "Stock",
            "In stock", "Available quantity", "Qty available", "Existencias"),
        Of("ordered", "Objednáno", "Objednané množství", "Množství", "Objednané", "Bestellt", "Bestellmenge", "Menge", "Ordinato", "Quantità",
            "Quantità ordinata", "Ordered", "Ordered qty", "Qty", "Quantity", "Cantidad", "Pedido"),
        Of("name", "Název", "Název zboží", "Popis", "Zboží", "Produkt", "Položka", "Názov", "Bezeichnung", "Artikelbezeichnung", "Beschreibung", "Descrizione",
            "Denominazione", "Prodotto", "Name", "Product", "Product name", "Description", "Title", "Descripción", "Nombre", "Producto"),
    ];

    /// <summary>The rule of a field called <paramref name="name"/>; null where it has no usual headings.</summary>
    public static ColumnRule? Find(string name) => All.FirstOrDefault(rule => rule.Name == name);

    private static ColumnRule Of(string name, params string[] headers) => new(name) { Headers = headers };
}
