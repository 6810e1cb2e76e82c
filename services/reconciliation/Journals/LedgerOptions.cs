namespace Healthcare.Reconciliation.Journals;

/// <summary>Settings of the general ledger, section <c>Ledger</c>: how journals reach it, and by which mapping they are written.</summary>
public sealed class LedgerOptions
{
    /// <summary><c>rest</c> posts each journal to the ERP's address, <c>file</c> drops each as a file.</summary>
    public string Adapter { get; set; } = "rest";

    /// <summary>The site's own mapping file, read again when it changes; absent where the built one holds.</summary>
    public string? Mapping { get; set; }

    public LedgerFileOptions File { get; set; } = new();

    /// <summary>The adapter that the configuration names.</summary>
    /// <exception cref="InvalidOperationException">It names none that there is, or no folder for files.</exception>
    internal static Type AdapterOf(IConfiguration configuration)
    {
        var options = configuration.GetSection("Ledger").Get<LedgerOptions>() ?? new LedgerOptions();
        return options switch
        {
            { Adapter: "rest" } => typeof(ErpJournals),
            { Adapter: "file", File.Folder.Length: > 0 } => typeof(ErpFile),
            { Adapter: "file" } => throw new InvalidOperationException("Ledger:Adapter is file, and Ledger:File:Folder is not configured."),
            _ => throw new InvalidOperationException("Ledger:Adapter is neither rest nor file."),
        };
    }
}

/// <summary>Where journals are dropped, section <c>Ledger:File</c>.</summary>
public sealed class LedgerFileOptions
{
    /// <summary>Must be there: a folder that is not there is an ERP that is away, and nothing is written beside it.</summary>
    public string? Folder { get; set; }
}
