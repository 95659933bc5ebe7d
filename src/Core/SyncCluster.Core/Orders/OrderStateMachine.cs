namespace SyncCluster.Core.Orders;

/// <summary>What a proposed step of an order's state is.</summary>
public enum OrderStep
{
    /// <summary>The order is there already.</summary>
    Same,

    /// <summary>Allowed: forward, skipping states where need be, or out of the line (cancelled, rejected, returned).</summary>
    Forward,

    /// <summary>A step back: drift, unless a rule allows it.</summary>
    Back,
}

/// <summary>The declared machine of order states (X1): steps may be skipped forward, never silently undone.</summary>
public static class OrderStateMachine
{
    /// <summary>Judges the step from one state to another.</summary>
    public static OrderStep Judge(OrderState from, OrderState to)
    {
        if (from == to) return OrderStep.Same;
        if (from is OrderState.Returned) return OrderStep.Back;
        return to switch
        {
            OrderState.Rejected => from < OrderState.Processed ? OrderStep.Forward : OrderStep.Back,
            OrderState.Cancelled => from is OrderState.Delivered or OrderState.Invoiced ? OrderStep.Back : OrderStep.Forward,
            OrderState.Returned => from is OrderState.Rejected or OrderState.Cancelled ? OrderStep.Back : OrderStep.Forward,
            _ => from is OrderState.Rejected or OrderState.Cancelled || to < from ? OrderStep.Back : OrderStep.Forward,
        };
    }

    /// <summary>True while something of an order in this state may still come to its customer.</summary>
    public static bool IsOpen(OrderState state) =>
        state is OrderState.Validating or OrderState.Emitting or OrderState.Accepted or OrderState.Processed or OrderState.PartiallyShipped;

    /// <summary>Reads a canonical state's name; false for anything else.</summary>
    public static bool TryParse(string? text, out OrderState state)
    {
        state = default;
        return text is not null && text.All(char.IsAsciiLetter)
            && Enum.TryParse(text, ignoreCase: true, out state) && Enum.IsDefined(state);
    }
}
