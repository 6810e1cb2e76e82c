using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Healthcare.Reconciliation.Journals;

/// <summary>Every version of the ledger's mapping, and which of them is for a journal; a changed file is read without a restart, and a broken one changes nothing.</summary>
internal sealed partial class LedgerMappings
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private readonly Lock gate = new();
    private readonly string? path;
    private readonly ILogger<LedgerMappings> logger;
    private (DateTime At, long Length) seen;
    private IReadOnlyList<LedgerMapping> versions;

    /// <exception cref="InvalidDataException">The file is no mapping.</exception>
    public LedgerMappings(IOptions<LedgerOptions> options, ILogger<LedgerMappings> logger)
    {
        path = options.Value.Mapping is { Length: > 0 } configured ? configured : null;
        this.logger = logger;
        seen = StampOf(path);
        versions = Read(path is null ? Built() : File.ReadAllText(path));
    }

    /// <summary>
    /// The last version from the journal's period or earlier; what takes a journal back goes by the version that the journal was written with, so that each account comes back to where it was.
    /// Null where no version is for it.
    /// </summary>
    public LedgerMapping? For(JournalSource source, string period)
    {
        var known = Current();
        return source.MappingVersion is { } written
            ? known.FirstOrDefault(m => m.Version == written)
            : known.LastOrDefault(m => string.CompareOrdinal(m.From, source.MappingPeriod ?? period) <= 0);
    }

    private IReadOnlyList<LedgerMapping> Current()
    {
        if (path is null) return versions;
        lock (gate)
        {
            var now = StampOf(path);
            if (now == seen) return versions;
            seen = now;
            try
            {
                var read = Read(File.ReadAllText(path));
                // What journals were written with is a fact of the books: a later version corrects it, nobody rewrites it.
                if (versions.FirstOrDefault(m => read.All(r => TextOf(r) != TextOf(m))) is { } rewritten) throw new InvalidDataException($"Version {rewritten.Version} of the mapping was changed or taken out.");
                versions = read;
                logger.MappingRead(read.Count, read[^1].Version);
            }
            catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                logger.MappingUnreadable(failure);
            }

            return versions;
        }
    }

    // Times of files are coarse: two versions may be written within one tick.
    private static (DateTime At, long Length) StampOf(string? path) => path is not null && new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : default;

    private static string TextOf(LedgerMapping mapping) => JsonSerializer.Serialize(mapping, Strict);

    private static string Built()
    {
        using var stream = typeof(LedgerMappings).Assembly.GetManifestResourceStream("ledger-mapping.json") ?? throw new InvalidOperationException("ledger-mapping.json is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static IReadOnlyList<LedgerMapping> Read(string text)
    {
        try
        {
            var read = JsonSerializer.Deserialize<MappingFile>(text, Strict)?.Mappings ?? [];
            if (read.Count == 0) throw new InvalidDataException("The mapping has no version.");
            foreach (var mapping in read) Check(mapping);
            if (read.DistinctBy(m => m.Version).Count() != read.Count) throw new InvalidDataException("A version of the mapping is stated twice.");
            // Of two from the same period the later in the file corrects the other.
            return [.. read.OrderBy(m => m.From, StringComparer.Ordinal)];
        }
        catch (JsonException failure)
        {
            throw new InvalidDataException("The mapping is not of the form that is read here.", failure);
        }
    }

    private static void Check(LedgerMapping mapping)
    {
        if (!Period().IsMatch(mapping.From)) throw new InvalidDataException($"Version {mapping.Version} begins in no period (yyyy-MM).");
        if (mapping.Accounts.DistinctBy(r => (r.Kind, r.CostCentre, r.Contract)).Count() != mapping.Accounts.Count) throw new InvalidDataException($"Version {mapping.Version} has two accounts for one combination.");
        var combinations = mapping.CostCentres.SelectMany(r => r.Combinations()).ToList();
        if (combinations.Distinct().Count() != combinations.Count) throw new InvalidDataException($"Version {mapping.Version} has two cost centres for one combination.");
        if (mapping.CostCentres.Any(r => new[] { r.PlacesOfService, r.FacilityTypes, r.ServiceLines, r.RevenueCodes }.Any(n => n is { Count: 0 }))) throw new InvalidDataException($"Version {mapping.Version} has a cost centre of an empty list.");
        if (mapping.Accounts.Any(r => r.Account.Length == 0) || mapping.CostCentres.Any(r => r.CostCentre.Length == 0)) throw new InvalidDataException($"Version {mapping.Version} has a row without an account or a cost centre.");
    }

    [GeneratedRegex(@"^20\d{2}-(0[1-9]|1[0-2])$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Period();

    private sealed record MappingFile(string Source, IReadOnlyList<LedgerMapping> Mappings);
}

internal static partial class LedgerMappingLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "The ledger's mapping was read anew: {Count} versions, the last is {Version}")]
    internal static partial void MappingRead(this ILogger logger, int count, string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger's mapping cannot be read and stays as it was; said once until the file changes")]
    internal static partial void MappingUnreadable(this ILogger logger, Exception failure);
}
