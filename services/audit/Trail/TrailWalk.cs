namespace Healthcare.Audit.Trail;

/// <summary>The chains of the trail, computed anew; <paramref name="Uneven"/> are streams of which the trail does not hold each version once: one is missing between others, or is there twice.</summary>
internal sealed record ChainProof(long Trails, long Entries, bool Intact, IReadOnlyList<Guid> Broken, IReadOnlyList<Guid> Uneven);

/// <summary>Follows the trail from its first link: pure, and a few numbers for each stream.</summary>
internal sealed class TrailWalk
{
    private const int MostExamples = 20;
    private readonly Dictionary<Guid, string> links = [];
    private readonly Dictionary<(string Service, Guid Stream), Span> streams = [];
    private readonly HashSet<Guid> broken = [];
    private long entries;

    public void Take(Guid trail, EntriesRecorded link, bool isIntact)
    {
        if (!isIntact || TrailChain.Next(links.GetValueOrDefault(trail, TrailChain.Start), link.Service, link.Entries) != link.Chain) broken.Add(trail);
        links[trail] = link.Chain;
        foreach (var entry in link.Entries)
        {
            entries++;
            var stream = (link.Service, entry.StreamId);
            streams[stream] = streams.GetValueOrDefault(stream).With(entry.Version);
        }
    }

    public ChainProof Proof()
    {
        var uneven = streams.Where(s => !s.Value.IsEven).Select(s => s.Key.Stream).ToList();
        return new ChainProof(links.Count, entries, broken.Count == 0 && uneven.Count == 0, [.. broken.Take(MostExamples)], [.. uneven.Take(MostExamples)]);
    }

    // Versions count from 1: each once means as many as the highest, and the sum of the first so many numbers.
    private readonly record struct Span(long Count, long Highest, Int128 Sum)
    {
        public bool IsEven => Count == Highest && Sum == (Int128)Highest * (Highest + 1) / 2;

        public Span With(long version) => new(Count + 1, Math.Max(Highest, version), Sum + version);
    }
}
