namespace Healthcare.Handoffs;

/// <summary>What is wrong with a contract file, and where.</summary>
public sealed record ContractProblem(string File, int Line, string Sentence)
{
    public override string ToString() => $"{File}:{Line}: {Sentence}";
}

/// <summary>Contract files and registered predicates do not fit; the service must not start.</summary>
public sealed class ContractException(IReadOnlyList<ContractProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(p => p.ToString())))
{
    public IReadOnlyList<ContractProblem> Problems { get; } = problems;
}
