using Healthcare.Benchmarks;
using Healthcare.Benchmarks.EventStore;

return args switch
{
    ["store", .. var rest] => await StoreBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Report.Line("{\"usage\": \"dotnet run -c Release --project tests/Benchmarks -- store\"}");
    return 2;
}
