namespace Healthcare.Handoffs;

/// <summary>The overlays together: read, held against their base contracts, and laid in their order.</summary>
internal static class OverlaySet
{
    public static IReadOnlyList<Overlay> Read(
        IEnumerable<(string File, string Text)> files, IReadOnlyDictionary<string, BusinessCalendar> calendars, RoleBook? roles, IReadOnlyDictionary<string, BoundaryContract> contracts, List<ContractProblem> problems)
    {
        var overlays = new List<Overlay>();
        foreach (var (file, text) in files)
        {
            if (new OverlayReader(file, calendars, roles).Read(text, problems) is not { } overlay) continue;
            foreach (var change in overlay.Changes)
            {
                if (!contracts.ContainsKey(change.Boundary)) problems.Add(new ContractProblem(file, change.Line, $"no contract file states boundary {change.Boundary}"));
                if (overlays.FirstOrDefault(o => o.Applies == overlay.Applies && o.Changes.Any(c => c.Boundary == change.Boundary)) is { } rival)
                    problems.Add(new ContractProblem(file, change.Line, $"{rival.File} changes {change.Boundary} for {overlay.Applies} already"));
            }

            overlays.Add(overlay);
        }

        return [.. overlays.OrderBy(o => o.Applies.Weight).ThenBy(o => o.Name, StringComparer.Ordinal)];
    }

    public static IReadOnlyList<Deviation> Deviations(IReadOnlyList<Overlay> overlays, IReadOnlyDictionary<string, BoundaryContract> contracts, List<ContractProblem> problems)
    {
        var deviations = new List<Deviation>();
        foreach (var overlay in overlays)
        {
            foreach (var change in overlay.Changes)
            {
                if (!contracts.TryGetValue(change.Boundary, out var contract)) continue;
                var (_, found, wrong) = Overlaying.Apply(contract, overlay, change);
                deviations.AddRange(found);
                problems.AddRange(wrong);
            }
        }

        return [.. deviations.OrderBy(d => d.Boundary, StringComparer.Ordinal).ThenBy(d => d.Overlay, StringComparer.Ordinal).ThenBy(d => d.Line)];
    }

    public static BoundaryContract Lay(BoundaryContract contract, IReadOnlyList<Overlay> overlays, HandoffScope? scope)
    {
        if (scope is null) return contract;
        foreach (var overlay in overlays)
        {
            if (!overlay.Applies.Covers(scope)) continue;
            foreach (var change in overlay.Changes)
            {
                if (change.Boundary == contract.Id) contract = Overlaying.Lay(contract, overlay, change);
            }
        }

        return contract;
    }
}
