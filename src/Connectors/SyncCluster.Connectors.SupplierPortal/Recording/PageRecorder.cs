using System.Text;
using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal.Client;
using SyncCluster.Connectors.SupplierPortal.Mapping;
using SyncCluster.Connectors.SupplierPortal.Pages;
using SyncCluster.Connectors.SupplierPortal.Recipes;
using SyncCluster.Connectors.SupplierPortal.Tables;
using SyncCluster.Core.Faults;
using SyncCluster.Core.Records;

namespace SyncCluster.Connectors.SupplierPortal.Recording;

/// <summary>Opens a page, logs in where it can, keeps what it sees, and proposes a recipe.</summary>
internal sealed class PageRecorder(PageToRecord page, ConnectorServices services)
{
    private readonly List<Finding> _findings = [];

    public async Task<PageRecording> RecordAsync(CancellationToken cancellation)
    {
        var settings = new Dictionary<string, object>(page.Settings) { ["url"] = page.Url.AbsoluteUri };
        var options = new PortalOptions(new OptionValues(PortalOptionDefinitions.All, settings));
        var evidence = new EvidenceBox(page.Folder, options, services.Time);
        IReadOnlyList<RawTable> tables = [];
        string? folder = null;
        try
        {
            await using var lease = await BrowserHost.Of(options.Chromium, options.ChromiumSandbox).RentAsync(cancellation);
            await using var session = await PortalSession.OpenAsync(lease.Browser, options, null, services.Time);
            try
            {
                tables = await LookAsync(session, options, cancellation);
            }
            catch (FaultException failure)
            {
                _findings.Add(new(Severity.Error, failure.Fault.Message, failure.Fault.Advice));
            }

            folder = await evidence.KeepAsync(session, "record", null, whole: true);
        }
        catch (Exception failure) when (failure is FaultException or Microsoft.Playwright.PlaywrightException or TimeoutException)
        {
            var fault = (failure as FaultException)?.Fault;
            _findings.Add(new(Severity.Error, fault?.Message ?? evidence.Masked(failure.Message.Split('\n')[0]), fault?.Advice ?? "Look whether the page opens in a browser."));
        }

        return new PageRecording(Yaml(tables), _findings.ToEquatableList(), folder);
    }

    private async Task<IReadOnlyList<RawTable>> LookAsync(PortalSession session, PortalOptions options, CancellationToken cancellation)
    {
        var steps = new StepRunner(session, options, services.Time);
        var login = new LoginRobot(session, steps, options, services.Time);
        await session.GotoAsync(options.Url.AbsoluteUri, cancellation);
        await session.DismissAsync();
        var document = await session.PageAsync(cancellation);
        if (PageJudge.AsksForPassword(document) || LoginForm.FindName(document) is not null)
        {
            if (!login.CanLogIn)
            {
                _findings.Add(new(Severity.Warning, "The page asks for a login.", "Give the user with --user, and the password in the environment variable PORTAL_PASSWORD."));
                return [];
            }

            await login.LogInAsync(cancellation);
            _findings.Add(new(Severity.Info, "The login form was found by itself, and the login succeeded."));
            await session.GotoAsync(options.Url.AbsoluteUri, cancellation);
        }

        var tables = await TablesAsync(session, cancellation);
        _findings.Add(tables.Count == 0
            ? new(Severity.Warning, $"No table is found on '{PageJudge.Summary(await session.PageAsync(cancellation))}'.", "Is the table on another page, behind a click, or a grid of other elements (row, cell, heading)?")
            : new(Severity.Info, $"{tables.Count} tables; the likeliest has {tables[0].Rows.Count} rows."));
        return tables;
    }

    /// <summary>Tables once scripts have drawn them, the likeliest first.</summary>
    private static async Task<IReadOnlyList<RawTable>> TablesAsync(PortalSession session, CancellationToken cancellation)
    {
        List<RawTable> tables = [];
        for (var tries = 0; tries < 30 && !tables.Exists(table => table.Rows.Count > 0); tries++)
        {
            await session.WaitAsync(cancellation);
            tables = [.. (await session.LookAsync()).SelectMany(one => HtmlTable.All(one.Document))];
        }

        return [.. tables.OrderByDescending(table => ColumnMatch.Of(table.Headers, UsualHeadings.All).Columns.Count).ThenByDescending(table => table.Rows.Count)];
    }

    private string Yaml(IReadOnlyList<RawTable> tables)
    {
        var yaml = new StringBuilder();
        yaml.Append("  supplier:\n    connector: supplier-portal\n    role: supplier\n").Append("    url: ").Append(page.Url.AbsoluteUri).Append('\n');
        if (page.Settings.TryGetValue("loginUrl", out var login)) yaml.Append("    loginUrl: ").Append(login).Append('\n');
        if (page.Settings.TryGetValue("user", out var user))
            yaml.Append("    user: ").Append(Quoted((string)user)).Append("\n    password: \"${env:PORTAL_PASSWORD}\"\n");
        if (tables.Count == 0) return yaml.ToString();
        var table = tables[0];
        var match = ColumnMatch.Of(table.Headers, UsualHeadings.All);
        yaml.Append("    columns:\n");
        foreach (var (rule, column) in match.Columns)
            yaml.Append("      ").Append(rule.Name).Append(": ").Append(Quoted(table.Titles[column])).Append(Example(table, column)).Append('\n');
        var unused = table.Titles.Where((title, i) => title.Length > 0 && match.Columns.All(one => one.Column != i)).ToList();
        if (unused.Count > 0) yaml.Append("      # not used: ").Append(string.Join(", ", unused)).Append('\n');
        if (!match.HasKey) Missing("a code of the item", "code");
        if (!match.HasNews) Missing("a delivery date", "delivery");
        return yaml.ToString();
    }

    private void Missing(string what, string column) =>
        _findings.Add(new(Severity.Warning, $"No column looks like {what}.", $"Name its heading: columns: {{ {column}: … }}."));

    private static string Example(RawTable table, int column)
    {
        var text = table.Rows.Select(row => column < row.Cells.Count ? row.Cells[column].Text : "").FirstOrDefault(text => text.Length > 0);
        return text is null ? "" : $" # such as {(text.Length <= 40 ? text : text[..40] + "…")}";
    }

    private static string Quoted(string text) => $"\"{PlainText.Clean(text).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
