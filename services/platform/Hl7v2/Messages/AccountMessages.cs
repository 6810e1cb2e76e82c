namespace Healthcare.Hl7v2;

/// <summary>DFT^P03: charges, credits and payments on an account.</summary>
public sealed class ChargeMessage : MessageView
{
    private ChargeMessage(Hl7Message message)
        : base(message) => Charges =
        [.. SegmentGroups.Of(message, "FT1", "NTE", "PR1", "ROL").Select(g => new Charge(new Ft1(g[0]), g.All("PR1", s => new Pr1(s)), g.All("NTE", s => new Nte(s))))];

    public IReadOnlyList<Charge> Charges { get; }

    /// <summary>Null for another message.</summary>
    public static ChargeMessage? Of(Hl7Message message) => message.Type == "DFT" ? new ChargeMessage(message) : null;
}

/// <summary>One transaction with its procedures.</summary>
public sealed record Charge(Ft1 Transaction, IReadOnlyList<Pr1> Procedures, IReadOnlyList<Nte> Notes)
{
    /// <summary>FT1-11, else quantity times FT1-12; exact, null where neither was sent.</summary>
    public decimal? Amount
    {
        get
        {
            if (Transaction.ExtendedAmount is { } extended) return extended.Amount;
            if (Transaction.UnitAmount is not { } unit) return null;
            try
            {
                return unit.Amount * (Transaction.Quantity ?? 1);
            }
            catch (OverflowException)
            {
                return null;
            }
        }
    }
}

/// <summary>BAR^P01 and its kin: an account was opened or changed.</summary>
public sealed class AccountMessage : MessageView
{
    private AccountMessage(Hl7Message message)
        : base(message) => Procedures = All("PR1", s => new Pr1(s));

    public IReadOnlyList<Pr1> Procedures { get; }

    /// <summary>Null for another message.</summary>
    public static AccountMessage? Of(Hl7Message message) => message.Type == "BAR" ? new AccountMessage(message) : null;
}
