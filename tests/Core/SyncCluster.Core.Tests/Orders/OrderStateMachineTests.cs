using SyncCluster.Core.Orders;

namespace SyncCluster.Core.Tests.Orders;

public sealed class OrderStateMachineTests
{
    /// <summary>Rows: from; columns: to, in the order of the states. s same, f forward, b back.</summary>
    private const string Judgements = """
                         V E A R P p S D I C T
        Validating       s f f f f f f f f f f
        Emitting         b s f f f f f f f f f
        Accepted         b b s f f f f f f f f
        Rejected         b b b s b b b b b f b
        Processed        b b b b s f f f f f f
        PartiallyShipped b b b b b s f f f f f
        Shipped          b b b b b b s f f f f
        Delivered        b b b b b b b s f b f
        Invoiced         b b b b b b b b s b f
        Cancelled        b b b b b b b b b s b
        Returned         b b b b b b b b b b s
        """;

    public static TheoryData<OrderState, OrderState, OrderStep> Pairs()
    {
        var data = new TheoryData<OrderState, OrderState, OrderStep>();
        foreach (var line in Judgements.Split('\n').Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var to in Enum.GetValues<OrderState>())
                data.Add(Enum.Parse<OrderState>(words[0]), to, words[1 + (int)to] switch { "s" => OrderStep.Same, "f" => OrderStep.Forward, _ => OrderStep.Back });
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void every_pair_of_states_is_judged(OrderState from, OrderState to, OrderStep step) => OrderStateMachine.Judge(from, to).ShouldBe(step);

    [Fact]
    public void every_pair_is_in_the_table() => Pairs().Count.ShouldBe(Enum.GetValues<OrderState>().Length * Enum.GetValues<OrderState>().Length);

    [Fact]
    public void no_way_leads_in_a_circle()
    {
        // A circle of forward steps would let two systems chase each other for ever.
        foreach (var start in Enum.GetValues<OrderState>())
            Reachable(start).ShouldNotContain(start);
    }

    private static HashSet<OrderState> Reachable(OrderState start)
    {
        var reached = new HashSet<OrderState>();
        var todo = new Stack<OrderState>([start]);
        while (todo.TryPop(out var from))
        {
            foreach (var to in Enum.GetValues<OrderState>())
                if (OrderStateMachine.Judge(from, to) == OrderStep.Forward && reached.Add(to)) todo.Push(to);
        }

        return reached;
    }

    [Theory]
    [InlineData("Validating", OrderState.Validating)]
    [InlineData("shipped", OrderState.Shipped)]
    [InlineData("INVOICED", OrderState.Invoiced)]
    public void a_state_is_read_by_its_name(string text, OrderState state)
    {
        OrderStateMachine.TryParse(text, out var read).ShouldBeTrue();
        read.ShouldBe(state);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("-1")]
    [InlineData(" 3")]
    [InlineData("Enviado")]
    [InlineData("Emitting, Accepted")]
    [InlineData("Validating,Emitting")]
    public void anything_else_is_no_state(string? text) => OrderStateMachine.TryParse(text, out _).ShouldBeFalse();
}
