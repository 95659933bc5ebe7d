using SyncCluster.Core.Deciding;
using SyncCluster.Core.Kinds;
using SyncCluster.Core.Records;
using SyncCluster.Engine.Codec;
using SyncCluster.Engine.Simulation.Systems;
using SyncCluster.Engine.Storage;

namespace SyncCluster.Testing.Engines;

/// <content>Never two entities for one thing (S2-6): where two prove to be one, they become one.</content>
public abstract partial class EngineConformance
{
    [Fact(Timeout = Limit)]
    public async Task two_products_that_get_one_sku_become_one()
    {
        await using var stage = await StartedAsync();

        // Without a name it is not created in the shop.
        var mistyped = Made(stage.Erp, Kind.Product, (ProductFields.Sku, "CH-l"), (ProductFields.Description, "Oak"));
        await StoredAsync(stage, Kind.Product, 1);
        var old = Made(stage.Shop, Kind.Product, (ProductFields.Sku, "ch-1"), (ProductFields.Name, "Chair of old"));
        await StoredAsync(stage, Kind.Product, 2);
        Change(stage.Erp, mistyped, (ProductFields.Sku, "CH-1"), (ProductFields.Name, "Chair"), (Price, 11));
        await stage.UntilAsync(() => InShop(stage, "CH-1")?.Number(Price) == 11, "what the ERP says is in the shop");
        var chair = await StoredAsync(stage, Kind.Product, 1);
        chair.Absorbed.Count.ShouldBe(1);
        (chair.View("erp")!.RemoteId, chair.View("shop")!.RemoteId).ShouldBe((mistyped.Id, old.Id));
        Locked(stage.Shop, () => stage.Shop.Living(Kind.Product).Count()).ShouldBe(1);
        old.Versions.ShouldAllBe(version => string.Equals(version.Fields.Text(ProductFields.Sku), "ch-1", StringComparison.OrdinalIgnoreCase), "what the ERP took back is never sent");

        await stage.CrashAsync();
        await stage.StartAsync();
        await stage.AskAsync(
            Engine.Actors.ActorAddress.Entity(Kind.Product, chair.Absorbed[0]),
            new Engine.Actors.EntityEvents([new EntityEvent.Commanded(new Command.Reread { By = "test" }) { At = stage.World.Now }]));
        Change(stage.Erp, mistyped, (Price, 12));
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 12, "it goes on as one");
        (await StoredAsync(stage, Kind.Product, 1)).EntityId.ShouldBe(chair.EntityId);
    }

    [Fact(Timeout = Limit)]
    public async Task a_record_with_the_keys_of_two_customers_makes_them_one()
    {
        await using var stage = await StartedAsync();
        var first = Made(stage.Erp, Kind.Customer, (CustomerFields.Type, CustomerFields.Company), (CustomerFields.TaxId, "CZ 1"));
        await StoredAsync(stage, Kind.Customer, 1);
        Locked(stage.Erp, () =>
        {
            stage.Erp.Delete(first);
            return true;
        });
        await stage.UntilAsync(() => stage.World.Now > first.Now.At + TimeSpan.FromSeconds(2), "the deletion is read");
        stage.ErpWeather.Faults = stage.ErpWeather.Faults with { Fails = 1 };
        var account = Made(stage.Shop, Kind.Customer, (CustomerFields.Type, CustomerFields.Company), (CustomerFields.Email, "info@example.com"));
        await StoredAsync(stage, Kind.Customer, 2);
        var again = Made(stage.Erp, Kind.Customer, (CustomerFields.Type, CustomerFields.Company), (CustomerFields.TaxId, "cz 1"), (CustomerFields.Email, "info@example.com"));
        stage.ErpWeather.Faults = stage.ErpWeather.Faults with { Fails = 0 };
        var one = await StoredAsync(stage, Kind.Customer, 1, state => state.View("erp") is { Gone: false });
        (one.View("erp")!.RemoteId, one.View("shop")!.RemoteId).ShouldBe((again.Id, account.Id));
        Locked(stage.Erp, () => stage.Erp.Living(Kind.Customer).Count()).ShouldBe(1);
    }

    [Fact(Timeout = Limit)]
    public async Task two_records_of_one_system_stay_two_and_the_history_says_why()
    {
        await using var stage = await StartedAsync();
        NewProduct(stage, "CH-1", 10);
        var second = NewProduct(stage, "CH-2", 20);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null && InShop(stage, "CH-2") is not null, "both are in the shop");
        Change(stage.Erp, second, (ProductFields.Sku, "CH-1"));
        while (true)
        {
            var found = await stage.RunAsync(() => stage.Store.SearchAsync(new EntityQuery { Kind = Kind.Product }, CancellationToken.None));
            found.Count.ShouldBe(2);
            var told = new List<Reason>();
            foreach (var row in found)
                foreach (var step in await stage.RunAsync(() => stage.Store.HistoryAsync(row.EntityId, 100, CancellationToken.None)))
                    told.AddRange(EngineJson.Read<EquatableList<Reason>>(step.Json.Span));
            if (told.Any(reason => reason.Kind == ReasonKind.Merged && reason.Text.Contains("knows both", StringComparison.Ordinal))) return;
            await BeatAsync(stage);
        }
    }

    [Fact(Timeout = Limit)]
    public async Task what_was_refused_is_looked_at_again_when_a_person_asks()
    {
        await using var stage = await StartedAsync();
        var old = NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "the old one is in the shop");
        var first = await StoredAsync(stage, Kind.Product, 1, state => state.View("shop")?.Pending is null);
        var second = Made(stage.Erp, Kind.Product, (ProductFields.Sku, "CH-2"));
        await StoredAsync(stage, Kind.Product, 2);
        Change(stage.Erp, second, (ProductFields.Sku, "CH-1"), (ProductFields.Name, "Chair, new"), (Price, 20));
        var other = await OtherAsync(stage, first.EntityId, state => state.Canonical.Text(ProductFields.Name) == "Chair, new");
        Locked(stage.Erp, () =>
        {
            stage.Erp.Delete(old);
            return true;
        });
        await GoneAsync(stage, but: other.EntityId);
        await stage.AskAsync(
            Engine.Actors.ActorAddress.Entity(Kind.Product, other.EntityId),
            new Engine.Actors.EntityEvents([new EntityEvent.Commanded(new Command.Retry("shop") { By = "test" }) { At = stage.World.Now }]));
        await StoredAsync(stage, Kind.Product, 1);
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 20, "the shop has what the ERP says now");
    }

    [Fact(Timeout = Limit)]
    public async Task what_was_refused_is_looked_at_again_by_itself_when_the_other_goes()
    {
        await using var stage = await StartedAsync();
        var old = NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "the old one is in the shop");
        await StoredAsync(stage, Kind.Product, 1, state => state.View("shop")?.Pending is null);
        var second = Made(stage.Erp, Kind.Product, (ProductFields.Sku, "CH-2"));
        await StoredAsync(stage, Kind.Product, 2);
        Change(stage.Erp, second, (ProductFields.Sku, "CH-1"), (ProductFields.Name, "Chair, new"), (Price, 20));
        var parked = await ParkedAsync(stage);
        parked.Record.ShouldBe(new RecordKey("erp", Kind.Product, second.Id));
        EngineJson.Read<Core.Faults.Fault>(parked.Fault.Span).Message.ShouldContain("knows both");

        await stage.CrashAsync();
        await stage.StartAsync();
        Locked(stage.Erp, () =>
        {
            stage.Erp.Delete(old);
            return true;
        });
        await StoredAsync(stage, Kind.Product, 1);
        await stage.UntilAsync(() => InShop(stage, "CH-1")!.Number(Price) == 20, "the shop has what the ERP says now");
        await NothingParkedAsync(stage);
    }

    [Fact(Timeout = Limit)]
    public async Task a_key_that_the_other_gives_up_becomes_the_one_s_that_had_it_too()
    {
        await using var stage = await StartedAsync();
        var first = NewProduct(stage, "CH-1", 10);
        var second = NewProduct(stage, "CH-2", 20);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null && InShop(stage, "CH-2") is not null, "both are in the shop");
        Change(stage.Erp, second, (ProductFields.Sku, "CH-1"));
        await ParkedAsync(stage);
        Change(stage.Erp, first, (ProductFields.Sku, "CH-3"));
        await NothingParkedAsync(stage);
        var owner = (await stage.RunAsync(() => stage.Store.FindOwnersAsync([NaturalKey.From(Kind.Product, ProductFields.Sku, "CH-1")!.Value], CancellationToken.None)))[0];
        var known = (await stage.RunAsync(() => stage.Store.FindRecordsAsync("erp", Kind.Product, [second.Id], CancellationToken.None)))[0];
        owner.ShouldBe(known!.EntityId);
    }

    [Fact(Timeout = Limit)]
    public async Task a_double_that_is_gone_though_nobody_told_so_is_read_again_and_forgotten()
    {
        await using var stage = await StartedAsync();
        NewProduct(stage, "CH-1", 10);
        await stage.UntilAsync(() => InShop(stage, "CH-1") is not null, "it is in the shop");
        var known = await StoredAsync(stage, Kind.Product, 1, state => state.View("shop")?.RemoteId is not null);
        var longAgo = stage.World.Now - TimeSpan.FromHours(1);
        var ghost = new Observation(new RecordKey("shop", Kind.Product, "S999"), FieldSet.Of((ProductFields.Sku, FieldValue.Of("CH-1"))), longAgo);
        var item = new ParkedItem($"double/{ghost.Key}", ghost.Key, EngineJson.Write(new Core.Faults.Fault(Core.Faults.FaultKind.Conflict, "a double")), EngineJson.Write(ghost), longAgo)
        {
            Awaits = new RecordKey("shop", Kind.Product, known.View("shop")!.RemoteId!).ToString(),
        };
        await stage.RunAsync(async () =>
        {
            await stage.Store.ParkAsync([item], CancellationToken.None);
            return true;
        });
        while (await stage.RunAsync(() => stage.Store.FindParkedAsync(item.Key, CancellationToken.None)) is not null) await BeatAsync(stage);
        (await StoredAsync(stage, Kind.Product, 1)).EntityId.ShouldBe(known.EntityId);
    }

    private static async Task<ParkedItem> ParkedAsync(EngineStage stage)
    {
        while (true)
        {
            var parked = await stage.RunAsync(() => stage.Store.ListParkedAsync("erp", null, 10, CancellationToken.None));
            if (parked.Count > 0) return parked.ShouldHaveSingleItem();
            await BeatAsync(stage);
        }
    }

    private static async Task NothingParkedAsync(EngineStage stage)
    {
        while ((await stage.RunAsync(() => stage.Store.ListParkedAsync("erp", null, 10, CancellationToken.None))).Count > 0) await BeatAsync(stage);
    }

    /// <summary>Waits until the entity that is not this one is as it should be.</summary>
    private static async Task<EntityState> OtherAsync(EngineStage stage, string not, Func<EntityState, bool> holds)
    {
        while (true)
        {
            var found = await stage.RunAsync(() => stage.Store.SearchAsync(new EntityQuery { Kind = Kind.Product }, CancellationToken.None));
            foreach (var row in found.Where(row => row.EntityId != not))
            {
                var state = await LoadedAsync(stage, row);
                if (holds(state)) return state;
            }

            await BeatAsync(stage);
        }
    }

    /// <summary>Waits until the entity that is not this one is gone in the ERP, or the two have become one already, whichever stays.</summary>
    private static async Task GoneAsync(EngineStage stage, string but)
    {
        while (true)
        {
            var found = await stage.RunAsync(() => stage.Store.SearchAsync(new EntityQuery { Kind = Kind.Product }, CancellationToken.None));
            if (found.Count == 1) return;
            if ((await LoadedAsync(stage, found.First(row => row.EntityId != but))).View("erp") is { Gone: true }) return;
            await BeatAsync(stage);
        }
    }

    private static async Task<EntityState> LoadedAsync(EngineStage stage, EntityRow row)
    {
        var stored = await stage.RunAsync(() => stage.Store.LoadAsync([row.EntityId], CancellationToken.None));
        return EngineJson.Read<EntityState>(stored[0]!.State.Span);
    }

    private static TruthRecord Made(SystemTruth system, Kind kind, params (string Field, string Value)[] fields) =>
        Locked(system, () => system.Create(kind, FieldSet.Of(fields.Select(field => (field.Field, FieldValue.Of(field.Value))))));

    /// <summary>Waits until the store knows this many entities of a kind, and answers the first.</summary>
    private static async Task<EntityState> StoredAsync(EngineStage stage, Kind kind, int entities, Func<EntityState, bool>? holds = null)
    {
        while (true)
        {
            var found = await stage.RunAsync(() => stage.Store.SearchAsync(new EntityQuery { Kind = kind }, CancellationToken.None));
            if (found.Count == entities)
            {
                var state = await LoadedAsync(stage, found[0]);
                if (holds is null || holds(state)) return state;
            }

            await BeatAsync(stage);
        }
    }
}
