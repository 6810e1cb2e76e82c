using Healthcare.Benchmarks;
using Healthcare.Benchmarks.EventStore;
using Healthcare.Benchmarks.Messaging;
using Healthcare.Benchmarks.X12;

return args switch
{
    ["store", .. var rest] => await StoreBenchmark.RunAsync(rest),
    ["messaging", .. var rest] => await MessagingBenchmark.RunAsync(rest),
    ["x12-835", .. var rest] => RemittanceThroughput.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Report.Line("{\"usage\": \"dotnet run -c Release --project tests/Benchmarks -- store|messaging|x12-835\"}");
    return 2;
}
