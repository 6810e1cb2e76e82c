using Healthcare.Handoffs;

namespace Healthcare.Local.Checking;

/// <summary>In what the overlays depart from the base contracts: those of the build, and those of an installation's folder as its services lay them.</summary>
public static class OverlayReport
{
    /// <exception cref="InvalidOperationException">There is no such folder.</exception>
    /// <exception cref="ContractException">An overlay is broken, or relaxes what may not be relaxed; the problems say file and line.</exception>
    public static IReadOnlyList<Deviation> Of(string? folder)
    {
        var boundaries = Boundaries.Of(_ => { });
        if (folder is { Length: > 0 }) boundaries.LayOver(folder);
        return boundaries.Deviations;
    }
}
