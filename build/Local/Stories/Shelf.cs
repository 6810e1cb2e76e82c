namespace Healthcare.Local.Stories;

/// <summary>All stories, in the order of a case's way.</summary>
internal static class Shelf
{
    public static IReadOnlyList<Story> All { get; } =
    [
        new ApprovedAtOnce(),
        new PendedThenApproved(),
        new MissingDocumentSupplied(),
        new ApprovedWithChanges(),
        new DeniedWithReason(),
        new PayerAwayThenBack(),
        new SentTwiceOverTwoChannels(),
        new MissedThenRebooked(),
        new CaredForInAnEmergency(),
        new RejectedThenCorrected(),
        new SetRejectedThenResent(),
        new DeniedForDocuments(),
        new DeniedForCodes(),
        new FiledInTimeProven(),
        new WrittenOffByTwo(),
        new PaidBelowContract(),
        new DepositBeforeAdvice(),
        new AdviceBeforeDeposit(),
        new TakenBackMore(),
        new SecondPayerPays(),
        new HeldThenConfirmed(),
        new ReferrerTold(),
        new AcknowledgementMissing(),
        new ElevenDays(),
    ];

    /// <summary>Those that any system tells, also one that lives by the machine's clock.</summary>
    public static IReadOnlyList<Story> Timeless => [.. All.Where(s => !s.MovesTime)];

    /// <summary>Those of these names, all of them for <c>all</c>; a name that is not there answers with null and in <paramref name="unknown"/>.</summary>
    public static IReadOnlyList<Story>? Named(IReadOnlyList<string> names, out string? unknown)
    {
        unknown = names.FirstOrDefault(n => n != "all" && All.All(s => s.Name != n));
        return unknown is not null ? null : [.. All.Where(s => names.Contains("all", StringComparer.Ordinal) || names.Contains(s.Name, StringComparer.Ordinal))];
    }
}
