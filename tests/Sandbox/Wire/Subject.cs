namespace Healthcare.Sandbox.Wire;

/// <summary>What a partner is dealing with: which partner, which step of the case, and every identifier that a script may match.</summary>
internal sealed record Subject(string Partner, string Step, IReadOnlyList<(string Name, string Value)> Identifiers)
{
    internal static Subject Of(string partner, string step, params IEnumerable<(string Name, string? Value)> identifiers) =>
        new(partner, step, [.. identifiers.Where(i => !string.IsNullOrEmpty(i.Value)).Select(i => (i.Name, i.Value ?? "")).Distinct()]);

    /// <summary>The first identifier: what a person would call it.</summary>
    internal string Reference => Identifiers is [var first, ..] ? first.Value : "";

    internal Subject At(string partner, string step) => this with { Partner = partner, Step = step };
}
