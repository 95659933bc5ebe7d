using SyncCluster.Connectors.Options;
using SyncCluster.Connectors.SupplierPortal.Recipes;

namespace SyncCluster.Connectors.SupplierPortal.Tests.Recipes;

/// <summary>What stands in sync.yaml, right and wrong.</summary>
public sealed class RecipeTests
{
    [Fact]
    public void targets_name_their_ways()
    {
        Target.Parse("#id > a").Ways.ShouldBe([new Finder(TargetKind.Css, "#id > a")]);
        Target.Parse("[data-x=1]").Ways.ShouldBe([new Finder(TargetKind.Css, "[data-x=1]")]);
        Target.Parse("text=Export || role=button Export as CSV").Ways.ShouldBe([new Finder(TargetKind.Text, "Export"), new Finder(TargetKind.Role, "button Export as CSV")]);
        Target.TryParse("text=", out _).ShouldBeFalse();
        Target.TryParse(" ", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("steps", "click", "text=X", null, null, null)]
    [InlineData("steps", "klick", "text=X", null, null, "A step says none of goto")]
    [InlineData("steps", "click", "", null, null, "must stand in quotes")]
    [InlineData("steps", "fill", "label=User", null, null, "lacks 'with'")]
    [InlineData("steps", "fill", "label=User", "with", "{nobody}", "which nobody gives")]
    [InlineData("steps", "click", "text=X", "timeout", "soon", "is no time")]
    [InlineData("steps", "click", "text=X", "colour", "red", "knows no 'colour'")]
    public void steps_are_checked(string option, string name, string value, string? more, string? moreValue, string? problem)
    {
        var step = new Dictionary<string, string> { [name] = value };
        if (more is not null) step[more] = moreValue!;
        Problems((option, PortalStage.Steps(step))).ShouldBe(problem);
    }

    [Fact]
    public void settings_that_do_not_fit_each_other_are_told()
    {
        Problems(("source", "file")).ShouldBe("no step downloads one");
        Problems(("source", "json")).ShouldBe("nothing says which answer");
        Problems(("user", "u")).ShouldBe("Only one of");
        Problems(("totp", "nonsense")).ShouldBe("no secret of one-time codes");
        Problems(("row", "div[")).ShouldBe("no CSS selector");
        Problems(("timeZone", "Mars/Olympus")).ShouldBe("no time zone");
        Problems(("encoding", "klingon")).ShouldBe("no encoding");
        Problems(("columns", PortalStage.Columns(("code", new() { ["part"] = "(" })))).ShouldBe("no regular expression");
        Problems(("columns", PortalStage.Columns(("code", new() { ["colour"] = "red" })))).ShouldBe("knows no 'colour'");
        Problems(("loggedIn", "text=")).ShouldBe("is no target");
    }

    /// <summary>Null where all is well; else the part of the first problem that was looked for, or its whole text.</summary>
    private static string? Problems(params (string Name, object Value)[] settings)
    {
        var given = new Dictionary<string, object> { ["url"] = "https://portal.example/orders" };
        foreach (var (name, value) in settings) given[name] = value;
        var connector = new SupplierPortalConnector();
        var values = new OptionValues(connector.Options, given);
        connector.Validate(values);
        if (values.Problems.Count == 0) return null;
        values.Problems.ShouldAllBe(problem => problem.Advice.Length > 0);
        string[] known =
        [
            "A step says none of goto", "must stand in quotes", "lacks 'with'", "which nobody gives", "is no time;", "knows no 'colour'", "no step downloads one",
            "nothing says which answer", "Only one of", "no secret of one-time codes", "no CSS selector", "no time zone", "no encoding", "no regular expression", "is no target",
        ];
        var message = values.Problems[0].Message;
        return known.FirstOrDefault(part => message.Contains(part, StringComparison.Ordinal))?.TrimEnd(';') ?? message;
    }
}
