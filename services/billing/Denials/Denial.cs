using Healthcare.Billing.Claims;

namespace Healthcare.Billing.Denials;

/// <summary>Where a denial stands.</summary>
public abstract record Denial
{
    private Denial() { }

    public static readonly Denial Initial = new NotOpened();

    public sealed record NotOpened : Denial;

    /// <summary>Somebody works at it.</summary>
    public sealed record Working(DenialFacts Facts) : Opened(Facts)
    {
        public PlannedStep Current => Class.Steps[Math.Min(At, Class.Steps.Count - 1)];

        /// <summary>What is waited for; after an appeal is filed, the payer.</summary>
        public DenialStep Step => IsWithPayer ? DenialStep.AwaitingPayer : Current.Step;
    }

    /// <summary>The payer's limit passed; what is left is to give the money up.</summary>
    public sealed record Lost(DenialFacts Facts, string Boundary) : Opened(Facts);

    public sealed record Resolved(DenialFacts Facts, string Resolution) : Opened(Facts);

    public abstract record Opened(DenialFacts Facts) : Denial
    {
        public DenialClass Class { get; init; } = new("", "", [], "", [], DateOnly.MaxValue, "");

        /// <summary>The step of the path, from 0.</summary>
        public int At { get; init; }

        public DateTimeOffset StepSince { get; init; }

        public bool IsWithPayer { get; init; }

        public IReadOnlyList<SuppliedDocument> Documents { get; init; } = [];

        public bool IsCoded { get; init; }

        public string? Guideline { get; init; }

        public IReadOnlyList<string> Evidence { get; init; } = [];

        /// <summary>Boundaries that held it, and how long each.</summary>
        public IReadOnlyList<Dwelling> Dwelt { get; init; } = [];

        public WriteOffProposed? Proposed { get; init; }

        /// <summary>Where it stood before the last event.</summary>
        public PlannedStep? Left { get; init; }
    }

    public static Denial Evolve(Denial denial, DenialEvent happened) => (denial, happened) switch
    {
        (_, DenialOpened e) => new Working(e.Denial) { StepSince = e.At },
        (Working { Class.Steps.Count: 0 } s, DenialClassified e) => s with { Class = e.Class, StepSince = e.At },
        (Working s, DenialClassified e) => Moved(s, e.At) with { Class = e.Class, At = 0 },
        (Working s, RecordsSupplied e) => Next(s, e.At) with { Documents = [.. s.Documents, .. e.Documents] },
        (Working s, CodingReviewed e) => s with { IsCoded = true, Guideline = e.Guideline, Left = null },
        (Working s, TimelyFilingProofAssembled e) => s with { Evidence = e.Artefacts, Left = null },
        (Working s, AppealFiled e) => Moved(s, e.At) with { IsWithPayer = true, Evidence = e.Evidence },
        (Opened s, WriteOffProposed e) => s with { Proposed = e, Left = null },
        (Opened s, WriteOffRefused) => s with { Proposed = null, Left = null },
        (Opened s, DenialResolved e) => Ended(s, new Resolved(s.Facts, e.Resolution), e.At),
        (Working s, LostToDeadline e) => Ended(s, new Lost(s.Facts, e.Boundary), e.At),
        _ => denial,
    };

    private static Working Next(Working s, DateTimeOffset at) => Moved(s, at) with { At = Math.Min(s.At + 1, s.Class.Steps.Count - 1) };

    private static Working Moved(Working s, DateTimeOffset at) => s with { Left = s.Current, StepSince = at, Dwelt = Dwelling.Add(s.Dwelt, s.Current.Boundary, at - s.StepSince) };

    private static Opened Ended(Opened s, Opened end, DateTimeOffset at) => end with
    {
        Class = s.Class,
        At = s.At,
        StepSince = at,
        IsWithPayer = s.IsWithPayer,
        Documents = s.Documents,
        IsCoded = s.IsCoded,
        Guideline = s.Guideline,
        Evidence = s.Evidence,
        Dwelt = s is Working { Class.Steps.Count: > 0 } w ? Dwelling.Add(w.Dwelt, w.Current.Boundary, at - w.StepSince) : s.Dwelt,
        Proposed = s.Proposed,
        Left = s is Working { Class.Steps.Count: > 0 } left ? left.Current : null,
    };
}

/// <summary>How long a boundary held a piece of work.</summary>
public sealed record Dwelling(string Boundary, TimeSpan Held)
{
    internal static IReadOnlyList<Dwelling> Add(IReadOnlyList<Dwelling> dwelt, string boundary, TimeSpan held) =>
        dwelt.Any(d => d.Boundary == boundary)
            ? [.. dwelt.Select(d => d.Boundary == boundary ? d with { Held = d.Held + held } : d)]
            : [.. dwelt, new Dwelling(boundary, held)];
}
