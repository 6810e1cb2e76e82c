using Healthcare.Benchmarks;
using Healthcare.Benchmarks.EventStore;
using Healthcare.Benchmarks.Messaging;

return args switch
{
    ["store", .. var rest] => await StoreBenchmark.RunAsync(rest),
    ["messaging", .. var rest] => await MessagingBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Report.Line("{\"usage\": \"dotnet run -c Release --project tests/Benchmarks -- store|messaging\"}");
    return 2;
}
